package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import taskmaster.api.ProcessView;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// The same daemon in different worlds: as the user of the tests, as an ordinary user, where
/// `unshare` is refused, and as process 1.
final class WorldTest {

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 2}
            programs:
              masked: {cmd: "${here}/touch masked", umask: 077, numprocs: 6}
              open:   {cmd: "${here}/touch open", umask: "000", numprocs: 6}
              plain:  {cmd: "${here}/touch plain", workingdir: /usr, env: {COLOUR: red}, stdout: plain.out}
              denied: {cmd: sleep 1000, stdout: /proc/denied.log, startretries: 0}
              orphans: {cmd: "${here}/orphans"}
              stubborn: {cmd: "${here}/stubborn", stoptime: 500ms}
            """;

    private static final String TOUCH =
            """
            pwd
            echo "$COLOUR"
            file=${0%/*}/out/$1.$$
            touch "$file"
            exec sleep 1000
            """;

    private static final String ORPHANS =
            """
            here=${0%/*}/out
            for i in 1 2 3 4 5; do
                (setsid sh -c 'sleep 0.2; echo done >> "$0/orphans.done"' "$here" &)
            done
            exec sleep 1000
            """;

    private static final String STUBBORN =
            """
            trap '' TERM
            while :; do sleep 1000; done
            """;

    /// How the daemon is started.
    enum World {
        HERE,
        ORDINARY_USER,
        NO_UNSHARE,
        PROCESS_1
    }

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    private Daemon in(World world) throws IOException {
        Daemon daemon =
                daemons.prepare(YAML)
                        .script("touch", TOUCH)
                        .script("orphans", ORPHANS)
                        .script("stubborn", STUBBORN);
        Path out = Files.createDirectory(daemon.file("out"));
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
        switch (world) {
            case HERE -> {}
            case ORDINARY_USER -> {
                Users.assumeRoot("be another user");
                Users.assumeTool("setpriv");
                daemon.as(Users.NOBODY);
            }
            case NO_UNSHARE -> {
                Users.assumeTool("python3");
                daemon.through(List.of("python3", launcher(daemon).toString()));
            }
            case PROCESS_1 -> {
                Users.assumeRoot("make a pid namespace");
                Users.assumeTool("unshare");
                daemon.below(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
            }
        }
        return daemon;
    }

    private static Path launcher(Daemon daemon) throws IOException {
        try (InputStream in = WorldTest.class.getResourceAsStream("no_unshare.py")) {
            if (in == null) {
                throw new IllegalStateException("no no_unshare.py");
            }
            return Files.write(daemon.file("no_unshare.py"), in.readAllBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void allThatMattersHoldsInEveryWorld(World world) throws IOException {
        Daemon daemon = in(world).start();
        for (String name : List.of("masked:masked_05", "open:open_05", "plain", "orphans")) {
            daemon.awaitState(name, "RUNNING");
        }
        assertModesOfChildren(daemon);
        assertModesOfOwnFiles(daemon);
        daemon.awaitText("plain.out", "/usr\nred\n");
        assertThat(daemon.awaitState("denied", "ABORTED").reason()).contains("/proc/denied.log");
        assertOrphansAreReaped(daemon);
        assertRestartAfterKill(daemon);
        assertThat(daemon.ctl("stop", "stubborn").status()).isZero();
        assertThat(daemon.status("stubborn").exitSignal()).isEqualTo("SIGKILL");
        assertThat(daemon.ctl("status").status()).as("one is ABORTED").isEqualTo(3);
        long pid = daemon.pid();
        Proc.signal(pid, "TERM");
        assertThat(daemon.awaitEnd()).isZero();
        assertThat(Proc.lives(pid)).isFalse();
        assertThat(daemon.living()).isEmpty();
    }

    private static void assertModesOfChildren(Daemon daemon) throws IOException {
        Await.until("thirteen files", () -> files(daemon.file("out"), ".").size() >= 13);
        assertThat(files(daemon.file("out"), "masked.")).hasSize(6).allMatch(hasMode("rw-------"));
        assertThat(files(daemon.file("out"), "open.")).hasSize(6).allMatch(hasMode("rw-rw-rw-"));
    }

    private static java.util.function.Predicate<Path> hasMode(String mode) {
        return path -> {
            try {
                return PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                        .equals(mode);
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        };
    }

    private static List<Path> files(Path directory, String part) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().contains(part)).toList();
        }
    }

    /// Sockets, locks, FIFOs and logs are made while children with masks 000 and 077 are: none of
    /// these may be seen in a mode.
    private static void assertModesOfOwnFiles(Daemon daemon) throws IOException {
        var directories = daemon.directories();
        assertThat(directories.runtime()).matches(hasMode("rwx------"), "is private");
        assertThat(directories.logs()).matches(hasMode("rwx------"), "is private");
        assertThat(daemon.socket()).matches(hasMode("rw-------"), "is private");
        assertThat(directories.lock()).matches(hasMode("rw-------"), "is private");
        assertThat(directories.daemonFile()).matches(hasMode("rw-------"), "is private");
        assertThat(files(directories.fifos(), "")).allMatch(hasMode("rw-------"));
        List<Path> logs = files(directories.logs(), "masked");
        List<Path> others = files(directories.logs(), "open");
        assertThat(logs).hasSize(12);
        assertThat(others).hasSize(12);
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(logs.getFirst()));
        assertThat(mode).isIn("rw-------", "rw-r-----", "rw-r--r--");
        assertThat(Stream.concat(logs.stream(), others.stream())).allMatch(hasMode(mode));
    }

    private static void assertOrphansAreReaped(Daemon daemon) {
        Await.until("five orphans end", () -> daemon.text("out/orphans.done").lines().count() == 5);
        Await.until("no zombie", () -> Proc.zombies(daemon.pid()).isEmpty());
    }

    /// As process 1 the daemon knows its children by other pids, so what it says is not what we
    /// see.
    private static void assertRestartAfterKill(Daemon daemon) throws IOException {
        daemon.awaitState("plain", "RUNNING");
        long pid = daemon.pid("plain");
        assertThat(daemon.ctl("signal", "KILL", "plain").status()).isZero();
        ProcessView after = daemon.awaitSuccessor("plain", pid);
        assertThat(after.exitSignal()).isEqualTo("SIGKILL");
    }

    @Test
    void whereUnshareIsRefusedTheLogSaysSo() throws IOException {
        Daemon daemon = in(World.NO_UNSHARE).start("--log-level", "debug");
        daemon.awaitState("plain", "RUNNING");
        assertThat(Files.readAllLines(Path.of("/proc/" + daemon.pid() + "/status")))
                .contains("Seccomp:\t2");
    }
}
