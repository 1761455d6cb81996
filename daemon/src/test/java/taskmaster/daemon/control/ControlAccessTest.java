package taskmaster.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.daemon.control.TestClient.Response;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

class ControlAccessTest {

    @TempDir Path directory;

    private ControlSettings settings(OptionalInt port) {
        return new ControlSettings(
                directory.resolve("run/c.sock"),
                port,
                Optional.empty(),
                directory.resolve("token"),
                true);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static ControlServer started(ControlStart start) {
        return switch (start) {
            case ControlStart.Started started -> started.server();
            case ControlStart.Refused refused -> throw new AssertionError(refused.message());
        };
    }

    private static String refused(ControlStart start) {
        return switch (start) {
            case ControlStart.Refused refused -> refused.message();
            case ControlStart.Started started -> {
                started.server().close();
                throw new AssertionError("it started");
            }
        };
    }

    @Test
    void socketAndItsDirectoryArePrivate() throws Exception {
        try (FakeOperations operations = new FakeOperations()) {
            ControlSettings settings = settings(OptionalInt.empty());
            ControlServer server = started(ControlServer.start(settings, operations));
            assertThat(mode(settings.socket())).isEqualTo("rw-------");
            assertThat(mode(settings.socket().resolveSibling("."))).isEqualTo("rwx------");
            assertThat(settings.tokenFile()).doesNotExist();
            server.close();
            assertThat(settings.socket()).doesNotExist();
            server.close();
        }
    }

    @Test
    void staleSocketIsReplaced() throws Exception {
        ControlSettings settings = settings(OptionalInt.empty());
        Files.createDirectories(directory.resolve("run"));
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(settings.socket()))
                .close();
        assertThat(settings.socket()).exists();
        try (FakeOperations operations = new FakeOperations();
                ControlServer server = started(ControlServer.start(settings, operations));
                TestClient client = TestClient.socket(settings.socket())) {
            assertThat(server.port()).isEmpty();
            assertThat(client.get("/api/v1/version").response().status()).isEqualTo(200);
        }
    }

    @Test
    void secondServerIsRefusedAndTheFirstGoesOn() throws Exception {
        ControlSettings settings = settings(OptionalInt.empty());
        try (FakeOperations operations = new FakeOperations();
                ControlServer first = started(ControlServer.start(settings, operations))) {
            assertThat(first.port()).isEmpty();
            String message = refused(ControlServer.start(settings, operations));
            assertThat(message)
                    .startsWith(
                            "cannot listen on "
                                    + settings.socket()
                                    + ": it is in use (EADDRINUSE) by java (pid "
                                    + ProcessHandle.current().pid()
                                    + ")");
            try (TestClient client = TestClient.socket(settings.socket())) {
                assertThat(client.get("/api/v1/version").response().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatIsNoSocketIsNeverDeleted() throws Exception {
        ControlSettings settings = settings(OptionalInt.empty());
        Files.createDirectories(directory.resolve("run"));
        Path precious = Files.writeString(directory.resolve("precious"), "x");
        try (FakeOperations operations = new FakeOperations()) {
            Files.writeString(settings.socket(), "x");
            assertThat(refused(ControlServer.start(settings, operations)))
                    .endsWith("it is there and no socket; it is left alone");
            assertThat(settings.socket()).hasContent("x");
            Files.delete(settings.socket());
            Files.createSymbolicLink(settings.socket(), precious);
            assertThat(refused(ControlServer.start(settings, operations)))
                    .endsWith("it is there and no socket; it is left alone");
            assertThat(precious).hasContent("x");
        }
    }

    @Test
    void socketOfAnotherServerIsNotTakenAwayAtTheEnd() throws Exception {
        ControlSettings settings = settings(OptionalInt.empty());
        try (FakeOperations operations = new FakeOperations()) {
            ControlServer first = started(ControlServer.start(settings, operations));
            Files.delete(settings.socket());
            try (ControlServer second = started(ControlServer.start(settings, operations))) {
                assertThat(second.port()).isEmpty();
                first.close();
                assertThat(settings.socket()).exists();
            }
        }
    }

    @Test
    void tooLongSocketPathIsExplained() throws Exception {
        try (FakeOperations operations = new FakeOperations()) {
            ControlSettings settings =
                    new ControlSettings(
                            directory.resolve("x".repeat(120)),
                            OptionalInt.empty(),
                            Optional.empty(),
                            directory.resolve("token"),
                            true);
            assertThat(refused(ControlServer.start(settings, operations)))
                    .contains("a socket's may have 103");
        }
    }

    @Test
    void portInUseNamesItsHolder() throws Exception {
        ControlSettings settings;
        try (FakeOperations operations = new FakeOperations();
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings = settings(OptionalInt.of(other.getLocalPort()));
            assertThat(refused(ControlServer.start(settings, operations)))
                    .isEqualTo(
                            "cannot listen on 127.0.0.1:"
                                    + other.getLocalPort()
                                    + ": address already in use (EADDRINUSE), held by java (pid "
                                    + ProcessHandle.current().pid()
                                    + "); choose another port with -p or `port` in `server`");
            assertThat(settings.socket()).doesNotExist();
        }
    }

    @Test
    void tokenIsWantedOnThePort() throws Exception {
        try (TestServer server = TestServer.onPort()) {
            int port = server.server.port().orElseThrow();
            String host = "Host: 127.0.0.1:" + port;
            assertThat(mode(server.settings.tokenFile())).isEqualTo("rw-------");
            assertThat(server.token()).hasSize(43);
            for (String authorization :
                    List.of(
                            "X: y",
                            "Authorization: ",
                            "Authorization: Bearer",
                            "Authorization: Bearer ",
                            "Authorization: Bearer wrong",
                            "Authorization: Basic " + server.token(),
                            "Authorization: Bearer " + server.token() + "x",
                            "Authorization: Bearer " + server.token().substring(1))) {
                try (TestClient client = server.portClient()) {
                    client.request("GET /api/v1/version HTTP/1.1", host, authorization);
                    Response response = client.response();
                    assertThat(response.status()).as(authorization).isEqualTo(401);
                    assertThat(response.header("www-authenticate")).isEqualTo("Bearer");
                    assertThat(client.toEnd()).isEmpty();
                }
            }
            try (TestClient client = server.portClient()) {
                client.request(
                        "GET /nope HTTP/1.1", host, "Authorization: bearer " + server.token());
                assertThat(client.response().status()).isEqualTo(404);
                client.request(
                        "POST /api/v1/stop HTTP/1.1",
                        host,
                        "Authorization: Bearer " + server.token(),
                        "Content-Type: application/json",
                        "Content-Length: 17",
                        "",
                        "{\"names\":[\"web\"]}");
                assertThat(client.response().status()).isEqualTo(200);
            }
            assertThat(server.operations.calls).containsExactly("STOP [web] by token");
        }
    }

    @Test
    void nothingIsToldWithoutTheToken() throws Exception {
        try (TestServer server = TestServer.onPort()) {
            String host = "Host: localhost:" + server.server.port().orElseThrow();
            for (String path : List.of("/nope", "/api/v1/stop", "/api/v1/processes?x=y", "/%zz")) {
                try (TestClient client = server.portClient()) {
                    client.request("GET " + path + " HTTP/1.1", host);
                    assertThat(client.response().status()).as(path).isEqualTo(401);
                }
            }
            try (TestClient client = server.portClient()) {
                client.request(
                        "POST /api/v1/stop HTTP/1.1",
                        host,
                        "Content-Type: application/json",
                        "Content-Length: 900000");
                assertThat(client.response().status()).isEqualTo(401);
            }
        }
    }

    @Test
    void hostMustBeThisMachine() throws Exception {
        try (TestServer server = TestServer.onPort()) {
            int port = server.server.port().orElseThrow();
            for (String good : List.of("127.0.0.1:", "localhost:", "LOCALHOST:", "[::1]:")) {
                assertThat(status(server, "Host: " + good + port, "X: y")).isEqualTo(200);
            }
            for (String bad :
                    List.of(
                            "evil.example:" + port,
                            "localhost",
                            "127.0.0.1",
                            "localhost:" + (port + 1),
                            "localhost.evil.example:" + port,
                            "127.0.0.1.evil.example:" + port,
                            "")) {
                assertThat(status(server, "Host: " + bad, "X: y")).as(bad).isEqualTo(403);
            }
            assertThat(status(server, "X: y", "X: y")).isEqualTo(400);
            assertThat(status(server, "Host: localhost:" + port, "Host: localhost:" + port))
                    .isEqualTo(400);
        }
    }

    @Test
    void originMustBeTheDaemonsOwn() throws Exception {
        try (TestServer server = TestServer.onPort()) {
            int port = server.server.port().orElseThrow();
            String host = "Host: localhost:" + port;
            assertThat(status(server, host, "Origin: http://localhost:" + port)).isEqualTo(200);
            assertThat(status(server, host, "Origin: http://127.0.0.1:" + port)).isEqualTo(200);
            for (String bad :
                    List.of(
                            "null",
                            "http://evil.example",
                            "http://localhost",
                            "https://localhost:" + port,
                            "http://localhost:" + port + ".evil.example",
                            "http://localhost:" + (port - 1))) {
                assertThat(status(server, host, "Origin: " + bad)).as(bad).isEqualTo(403);
            }
            try (TestClient client = server.client()) {
                client.request("GET /api/v1/version HTTP/1.1", "Origin: http://localhost");
                assertThat(client.response().status()).isEqualTo(403);
            }
        }
    }

    private static int status(TestServer server, String first, String second) throws IOException {
        try (TestClient client = server.portClient()) {
            client.request(
                    "GET /api/v1/version HTTP/1.1",
                    first,
                    second,
                    "Authorization: Bearer " + server.token());
            return client.response().status();
        }
    }

    @Test
    void tokenIsKeptAndLeakedOnesAreReplaced() throws Exception {
        ControlSettings settings = settings(OptionalInt.of(0));
        try (FakeOperations operations = new FakeOperations()) {
            started(ControlServer.start(settings, operations)).close();
            String token = Files.readString(settings.tokenFile());
            started(ControlServer.start(settings, operations)).close();
            assertThat(settings.tokenFile()).hasContent(token);
            Files.setPosixFilePermissions(
                    settings.tokenFile(), PosixFilePermissions.fromString("rw-r--r--"));
            started(ControlServer.start(settings, operations)).close();
            assertThat(Files.readString(settings.tokenFile())).isNotEqualTo(token);
            assertThat(mode(settings.tokenFile())).isEqualTo("rw-------");
            Files.writeString(settings.tokenFile(), "short");
            started(ControlServer.start(settings, operations)).close();
            assertThat(Files.readString(settings.tokenFile()).strip()).hasSize(43);
        }
    }

    @Test
    void tokenFileOfTheOperatorIsNeverReplaced() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "a token of my own\n");
        ControlSettings settings =
                new ControlSettings(
                        directory.resolve("c.sock"),
                        OptionalInt.of(0),
                        Optional.empty(),
                        file,
                        false);
        try (FakeOperations operations = new FakeOperations()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(refused(ControlServer.start(settings, operations)))
                    .contains("cannot use token file " + file)
                    .contains("chmod 600");
            assertThat(file).hasContent("a token of my own\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            started(ControlServer.start(settings, operations)).close();
            assertThat(file).hasContent("a token of my own\n");
            Files.writeString(file, "short");
            assertThat(refused(ControlServer.start(settings, operations)))
                    .contains("it has 5 characters, at least 16 are wanted");
            assertThat(file).hasContent("short");
        }
    }

    @Test
    void tokenFileThatIsALinkIsRefused() throws Exception {
        ControlSettings settings = settings(OptionalInt.of(0));
        Path precious = Files.writeString(directory.resolve("precious"), "x".repeat(50));
        Files.createSymbolicLink(settings.tokenFile(), precious);
        try (FakeOperations operations = new FakeOperations()) {
            assertThat(refused(ControlServer.start(settings, operations)))
                    .contains("as the token file: it is not a regular file of this user");
            assertThat(precious).hasContent("x".repeat(50));
            assertThat(settings.socket()).doesNotExist();
        }
    }

    @Test
    void configuredTokenIsUsedAndNeverShown() throws Exception {
        ControlSettings settings =
                new ControlSettings(
                        directory.resolve("c.sock"),
                        OptionalInt.of(0),
                        Optional.of("my secret of ten words"),
                        directory.resolve("token"),
                        true);
        assertThat(settings.toString()).doesNotContain("my secret of ten words");
        try (FakeOperations operations = new FakeOperations();
                ControlServer server = started(ControlServer.start(settings, operations));
                TestClient client = TestClient.port(server.port().orElseThrow())) {
            assertThat(Files.readString(settings.tokenFile()))
                    .isEqualTo("my secret of ten words\n");
            client.request(
                    "GET /api/v1/version HTTP/1.1",
                    "Host: localhost:" + server.port().orElseThrow(),
                    "Authorization: Bearer my secret of ten words");
            assertThat(client.response().text())
                    .contains("\"port\":" + server.port().orElseThrow());
        }
    }

    private static final String CONNECT =
            """
            import socket, sys
            s = socket.socket(socket.AF_UNIX)
            s.settimeout(10)
            try:
                s.connect(sys.argv[1])
                try:
                    s.sendall(b"GET /api/v1/processes HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
                except BrokenPipeError:
                    pass  # refused and closed already; what was said can still be read
                print(s.recv(65536).decode())
            except OSError as e:
                print("OSError", e.errno)
            """;

    /// Runs the program above as the user `nobody`.
    private static String asNobody(Path socket) throws Exception {
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                "/usr/bin/python3",
                                "-c",
                                CONNECT,
                                socket.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void anotherUserIsRefused() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can be another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is missing");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is missing");
        try (TestServer server = TestServer.onSocket()) {
            Path socket = server.settings.socket();
            Files.setPosixFilePermissions(
                    server.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThat(asNobody(socket)).as("by the mode").contains("OSError 13");
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            assertThat(asNobody(socket))
                    .as("by the peer's credentials")
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("processes\"");
            assertThat(server.get("/api/v1/version").status()).isEqualTo(200);
        }
    }
}
