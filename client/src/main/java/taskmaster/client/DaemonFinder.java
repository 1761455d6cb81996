package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.DaemonFile;
import taskmaster.api.Directories;
import taskmaster.api.MalformedDocument;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Finds the daemon that a command line means.
///
/// `-s` names its socket or address, `-p` its port, `-c` its configuration file; with none of them
/// it is the one daemon that this user runs. Nothing is asked of a daemon here, except that of
/// several candidates those that take no connection are left out.
final class DaemonFinder {
    /// Bytes of a token file that are read; tokens are far shorter.
    private static final int TOKEN_BYTES_MAX = 4096;

    private static final byte[] LOOPBACK4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final Directories directories;
    private final Map<String, String> environment;
    private final Map<String, String> options;

    /// @param options values by the long form of the option
    DaemonFinder(
            Directories directories, Map<String, String> environment, Map<String, String> options) {
        this.directories = directories;
        this.environment = environment;
        this.options = options;
    }

    /// Where the daemon listens.
    Target find() throws ClientFailure {
        String server = options.get("server");
        String port = options.get("port");
        String config = options.get("config");
        int given = (server == null ? 0 : 1) + (port == null ? 0 : 1) + (config == null ? 0 : 1);
        if (given > 1) {
            throw wrong("give only one of -s, -p and -c: each of them names a daemon", null);
        }
        if (server != null) {
            return byServer(server);
        }
        if (port != null) {
            return byPort(port);
        }
        return config != null ? byConfig(config) : theOne();
    }

    private Target byServer(String server) throws ClientFailure {
        if (server.startsWith("http://")) {
            String rest = server.substring("http://".length());
            int slash = rest.indexOf('/');
            if (slash >= 0 && slash < rest.length() - 1) {
                throw wrong("`" + server + "` has a path; only http://HOST:PORT is taken", null);
            }
            return byPort(slash < 0 ? rest : rest.substring(0, slash));
        }
        if (server.startsWith("https://")) {
            throw wrong(
                    "cannot use " + server + ": there is no TLS yet",
                    "reach a daemon of another machine through a tunnel:"
                            + " ssh -L 9001:127.0.0.1:9001 HOST");
        }
        String path = server;
        if (path.startsWith("unix://")) {
            path = path.substring("unix://".length());
        } else if (path.startsWith("unix:")) {
            path = path.substring("unix:".length());
        }
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            throw wrong("option `-s` needs a socket's path or an address after it", null);
        }
        Path socket = Path.of(path).toAbsolutePath();
        return new Target.Unix(socket, null);
    }

    private Target byPort(String text) throws ClientFailure {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        int port = portNumber(text.substring(colon + 1), text);
        List<InetAddress> hosts = hosts(host, text);
        DaemonFile daemon = daemonOn(port);
        String token = token(daemon);
        String name = host.isEmpty() ? "127.0.0.1" : host;
        return new Target.Tcp(hosts, name, port, token, daemon == null ? null : daemon.config());
    }

    private static int portNumber(String text, String whole) throws ClientFailure {
        int port = 0;
        for (int i = 0; i < text.length() && port <= 65_535; i++) {
            int digit = text.charAt(i) - '0';
            port = digit < 0 || digit > 9 ? 100_000 : port * 10 + digit;
        }
        if (port < 1 || port > 65_535) {
            throw wrong("`" + whole + "` is no port: a number from 1 to 65535 is wanted", null);
        }
        return port;
    }

    /// Only this machine: a token would cross a network in clear.
    private static List<InetAddress> hosts(String host, String whole) throws ClientFailure {
        try {
            InetAddress four = InetAddress.getByAddress("localhost", LOOPBACK4);
            InetAddress six = InetAddress.getByAddress("localhost", LOOPBACK6);
            return switch (host) {
                case "", "localhost" -> List.of(four, six);
                case "127.0.0.1" -> List.of(four);
                case "[::1]" -> List.of(six);
                default ->
                        throw wrong(
                                "cannot use "
                                        + whole
                                        + ": without TLS only this machine can be used, else the"
                                        + " token would cross the network in clear",
                                "make a tunnel: ssh -L 9001:127.0.0.1:9001 "
                                        + host
                                        + ", then use -p 9001");
            };
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four and sixteen bytes are addresses", e);
        }
    }

    private @Nullable DaemonFile daemonOn(int port) {
        DaemonFile found = null;
        for (DaemonFile daemon : directories.daemonFiles()) {
            Integer its = daemon.port();
            boolean isBetter = found == null || isProcess(daemon.pid());
            if (its != null && its == port && isBetter) {
                found = daemon;
            }
        }
        return found;
    }

    private @Nullable String token(@Nullable DaemonFile daemon) throws ClientFailure {
        String file = options.get("token-file");
        if (file != null) {
            try {
                return readToken(Path.of(file));
            } catch (IOException e) {
                throw ClientFailure.unreachable(
                        "token_file",
                        "cannot read token file " + file + ": " + cause(e),
                        "the daemon's own is `token` in its runtime directory");
            }
        }
        String variable = environment.get("TASKMASTER_TOKEN");
        if (variable != null && !variable.isEmpty()) {
            return checked(variable.strip(), "$TASKMASTER_TOKEN");
        }
        String own = daemon == null ? null : daemon.tokenFile();
        if (own == null) {
            return null;
        }
        try {
            return readToken(Path.of(own));
        } catch (IOException e) {
            // Without a token the daemon says that it wants one, and then we say how to give it.
            return null;
        }
    }

    private static String readToken(Path file) throws IOException, ClientFailure {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(TOKEN_BYTES_MAX);
            return checked(new String(bytes, StandardCharsets.UTF_8).strip(), "token file " + file);
        }
    }

    /// A token stands in a header, so it must not be able to end one.
    private static String checked(String token, String where) throws ClientFailure {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw ClientFailure.unreachable(
                        "token_file",
                        "cannot use the token of " + where + ": it holds more than one word",
                        null);
            }
        }
        return token;
    }

    private Target byConfig(String config) throws ClientFailure {
        Path path = Path.of(config).toAbsolutePath().normalize();
        Directories.OfConfiguration own = directories.of(path);
        DaemonFile daemon = daemonFile(own.daemonFile());
        Path socket = daemon == null ? own.controlSocket() : Path.of(daemon.socket());
        if (daemon == null && !Files.exists(socket)) {
            boolean isThere = Files.exists(path);
            throw ClientFailure.unreachable(
                    "no_daemon",
                    "no daemon runs for " + path + (isThere ? "" : ", and there is no such file"),
                    isThere ? Failures.start(path.toString()) : runningHint());
        }
        return new Target.Unix(socket, path.toString());
    }

    private static @Nullable DaemonFile daemonFile(Path path) {
        try {
            return DaemonFile.read(path);
        } catch (IOException | MalformedDocument e) {
            return null;
        }
    }

    private Target theOne() throws ClientFailure {
        List<DaemonFile> known = directories.daemonFiles();
        List<DaemonFile> alive = new ArrayList<>();
        for (DaemonFile daemon : known) {
            if (isProcess(daemon.pid())) {
                alive.add(daemon);
            }
        }
        if (alive.size() > 1) {
            alive.removeIf(daemon -> !isListening(daemon));
        }
        if (alive.size() == 1) {
            return target(alive.getFirst());
        }
        if (alive.isEmpty()) {
            throw ClientFailure.unreachable(
                    "no_daemon",
                    "no daemon runs" + (known.isEmpty() ? "" : " any more") + " for this user",
                    Failures.start(known.size() == 1 ? known.getFirst().config() : null)
                            + ", or name one by -c FILE, -p PORT or -s SOCKET");
        }
        throw ClientFailure.usage(
                ExitStatus.USAGE, "several daemons run; say which one is meant", list(alive));
    }

    private static Target target(DaemonFile daemon) {
        return new Target.Unix(Path.of(daemon.socket()), daemon.config());
    }

    private String runningHint() {
        List<DaemonFile> alive = new ArrayList<>(directories.daemonFiles());
        alive.removeIf(daemon -> !isProcess(daemon.pid()));
        return alive.isEmpty() ? "check the path" : "daemons that run: " + list(alive);
    }

    private static String list(List<DaemonFile> daemons) {
        StringBuilder list = new StringBuilder();
        for (DaemonFile daemon : daemons) {
            list.append(list.isEmpty() ? "" : " | ").append("-c ").append(daemon.config());
            list.append(" (pid ").append(daemon.pid());
            if (daemon.port() != null) {
                list.append(", port ").append(daemon.port());
            }
            list.append(')');
        }
        return list.toString();
    }

    private static boolean isProcess(long pid) {
        return Files.exists(Path.of("/proc/" + pid));
    }

    private static boolean isListening(DaemonFile daemon) {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(daemon.socket()))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String cause(IOException e) {
        return e instanceof NoSuchFileException
                ? "no such file (ENOENT)"
                : e instanceof AccessDeniedException
                        ? "permission denied (EACCES)"
                        : String.valueOf(e.getMessage());
    }

    private static ClientFailure wrong(String message, @Nullable String hint) {
        return ClientFailure.usage(ExitStatus.USAGE, message, hint);
    }
}
