package taskmaster.api;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Where daemons of a user keep their files, and where clients look for them (docs/operations.md).
///
/// Only names are made here; nothing is created.
///
/// @param runtimeRoot sockets, locks, tokens, FIFOs
/// @param stateRoot what outlives a daemon
/// @param logRoot logs of programs that have no `stdout` or `stderr` of their own
public record Directories(Path runtimeRoot, Path stateRoot, Path logRoot) {

    /// Overrides the root of the runtime directories.
    public static final String RUNTIME_VARIABLE = "TASKMASTER_RUNTIME_DIR";

    /// Overrides the roots of the state and log directories.
    public static final String STATE_VARIABLE = "TASKMASTER_STATE_DIR";

    /// Characters of a file's name that go into a key; a socket's path has at most 107 bytes.
    private static final int NAME_CHARS_MAX = 32;

    /// Those of the user who runs this process.
    public static Directories ofThisProcess(Map<String, String> environment) {
        return of(environment, effectiveUser());
    }

    /// Those of user `uid` with this environment.
    public static Directories of(Map<String, String> environment, int uid) {
        Path temporary = Path.of("/tmp/taskmaster-" + uid);
        Path runtime = absolute(environment, RUNTIME_VARIABLE);
        if (runtime == null) {
            Path xdg = absolute(environment, "XDG_RUNTIME_DIR");
            runtime =
                    uid == 0
                            ? Path.of("/run/taskmaster")
                            : xdg != null ? xdg.resolve("taskmaster") : temporary;
        }
        Path state = absolute(environment, STATE_VARIABLE);
        if (state != null) {
            return new Directories(runtime, state, state);
        }
        if (uid == 0) {
            return new Directories(
                    runtime, Path.of("/var/lib/taskmaster"), Path.of("/var/log/taskmaster"));
        }
        Path xdg = absolute(environment, "XDG_STATE_HOME");
        Path home = absolute(environment, "HOME");
        if (xdg != null) {
            state = xdg.resolve("taskmaster");
        } else if (home != null) {
            state = home.resolve(".local/state/taskmaster");
        } else {
            state = temporary.resolve("state");
        }
        return new Directories(runtime, state, state);
    }

    /// Those of the daemon of one configuration file.
    ///
    /// @param config need not exist; a relative path is taken from the working directory
    public OfConfiguration of(Path config) {
        String key = key(config);
        return new OfConfiguration(
                runtimeRoot.resolve(key), stateRoot.resolve(key), logRoot.resolve(key));
    }

    /// The records of all daemons that have left one, dead ones too, in the order of their keys.
    /// What cannot be read is left out.
    public List<DaemonFile> daemonFiles() {
        List<Path> candidates = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(runtimeRoot)) {
            stream.forEach(candidates::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        candidates.sort(Comparator.naturalOrder());
        List<DaemonFile> found = new ArrayList<>();
        for (Path candidate : candidates) {
            DaemonFile daemon = readable(candidate.resolve("daemon.json"));
            if (daemon != null) {
                found.add(daemon);
            }
        }
        return found;
    }

    private static @Nullable DaemonFile readable(Path path) {
        try {
            return DaemonFile.read(path);
        } catch (IOException | MalformedDocument e) {
            return null;
        }
    }

    /// `<name>-<hash>`: the name of the file without its extension, and FNV-1a 64 of its absolute,
    /// normalised path, symbolic links not resolved.
    static String key(Path config) {
        Path path = config.toAbsolutePath().normalize();
        Path file = path.getFileName();
        String name = file == null ? "" : file.toString();
        int dot = name.lastIndexOf('.');
        StringBuilder key = new StringBuilder(dot < 0 ? name : name.substring(0, dot));
        key.setLength(Math.min(key.length(), NAME_CHARS_MAX));
        for (int i = 0; i < key.length(); i++) {
            if (!isPlain(key.charAt(i))) {
                key.setCharAt(i, '_');
            }
        }
        if (key.isEmpty()) {
            key.append("config");
        }
        return key.append('-').append(HexFormat.of().toHexDigits(hash(path.toString()))).toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-';
    }

    /// FNV-1a, 64 bits: small, stable over releases, and not a secret.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /// The XDG rules say that a relative path is to be ignored; so is an empty one.
    private static @Nullable Path absolute(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value != null && value.startsWith("/") ? Path.of(value).normalize() : null;
    }

    /// The second number of `Uid:` in /proc/self/status (proc(5)).
    private static int effectiveUser() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseUnsignedInt(line.split("\\s+", 4)[2]);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc/self/status: " + e.getMessage(), e);
        }
        throw new IllegalStateException("cannot find the user in /proc/self/status");
    }

    /// The directories of one configuration file.
    public record OfConfiguration(Path runtime, Path state, Path logs) {

        public Path controlSocket() {
            return runtime.resolve("control.sock");
        }

        /// Held by the daemon while it lives; its content is the pid.
        public Path lock() {
            return runtime.resolve("lock");
        }

        public Path token() {
            return runtime.resolve("token");
        }

        public Path fifos() {
            return runtime.resolve("fifo");
        }

        /// The spool of alerts.
        public Path alerts() {
            return state.resolve("alerts");
        }

        public Path daemonFile() {
            return runtime.resolve("daemon.json");
        }
    }
}
