package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Who may talk to a daemon, who may not, and what a bad talker can do to it.
final class AccessTest {

    private static final String YAML =
            """
            programs:
              web: {cmd: sleep 1000, starttime: 0}
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aSecondDaemonOnTheSameFileIsRefusedWithThePidOfTheFirst() throws IOException {
        Daemon daemon = daemons.start(YAML);
        daemon.awaitState("web", "RUNNING");
        long pid = daemon.pid("web");
        Ended second = daemon.run("-c", daemon.file(Daemon.FILE).toString());
        assertThat(second.status()).isEqualTo(3);
        assertThat(second.err()).contains("cannot start", Long.toString(daemon.pid()));
        assertThat(daemon.pid("web")).isEqualTo(pid);
        Ended relative = daemon.run("-c", "./" + Daemon.FILE);
        assertThat(relative.status()).as("the same file by another name").isEqualTo(3);
    }

    @Test
    void aSecondDaemonOnTheSameSocketIsRefusedWithThePidOfTheFirst() throws IOException {
        String server = "server: {socket: %s}\n";
        Daemon first = daemons.prepare(YAML);
        String socket = first.file("control.sock").toString();
        first.configure(YAML + server.formatted(socket)).launch();
        Await.until(
                "it listens",
                () -> Api.unix(first.file("control.sock")).get("version").status() == 200);
        Daemon second = daemons.prepare(YAML + server.formatted(socket));
        second.launch();
        assertThat(second.awaitEnd()).isNotZero();
        assertThat(second.log())
                .contains(socket)
                .contains("in use")
                .contains(Long.toString(first.pid()));
        assertThat(Api.unix(first.file("control.sock")).get("version").status()).isEqualTo(200);
        Ended status = first.client(List.of("-s", socket, "status"), "");
        assertThat(status.status()).as(status.toString()).isZero();
    }

    @Test
    void aPortInUseIsRefusedWithTheReasonAndThePid() throws IOException {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Daemon daemon = daemons.prepare(YAML);
            daemon.launch("-p", Integer.toString(holder.getLocalPort()));
            assertThat(daemon.awaitEnd()).isEqualTo(3);
            assertThat(daemon.log())
                    .contains(Integer.toString(holder.getLocalPort()))
                    .contains("in use")
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(daemon.living()).isEmpty();
        }
    }

    @Test
    void theClientOfTheSameUserNeedsOnlyThePort() throws IOException {
        int port = freePort();
        Daemon daemon = daemons.prepare(YAML).start("-p", Integer.toString(port));
        daemon.awaitState("web", "RUNNING");
        Ended status = daemon.client(List.of("-p", "" + port, "status"), "");
        assertThat(status.status()).as(status.toString()).isZero();
        assertThat(status.out()).containsPattern("web +RUNNING +pid [0-9]+, uptime ");
        assertThat(Files.getPosixFilePermissions(daemon.directories().token()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(daemon.socket()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void onThePortOnlyTheTokenOpens() throws IOException {
        int port = freePort();
        Daemon daemon = daemons.prepare(YAML).start("-p", Integer.toString(port));
        String token = Files.readString(daemon.directories().token()).strip();
        assertThat(Api.tcp(port, token).get("processes").status()).isEqualTo(200);
        assertThat(Api.tcp(port, "").get("processes").status()).isEqualTo(401);
        assertThat(Api.tcp(port, token + "x").get("processes").status()).isEqualTo(401);
        assertThat(Api.tcp(port, "wrong").post("shutdown", "{}").status()).isEqualTo(401);
        daemon.write("wrong-token", "wrong\n");
        Ended wrong =
                daemon.client(
                        List.of("-p", "" + port, "--token-file", "wrong-token", "status"), "");
        assertThat(wrong.status()).isEqualTo(4);
        assertThat(wrong.err()).contains("token");
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void thePortIsOfThisMachineOnly() throws IOException {
        int port = freePort();
        Daemon daemon = daemons.prepare(YAML).start("-p", Integer.toString(port));
        String hexPort = "%04X".formatted(port);
        List<String> listening =
                Files.readAllLines(java.nio.file.Path.of("/proc/net/tcp")).stream()
                        .filter(line -> line.contains(":" + hexPort + " 00000000:0000 0A"))
                        .toList();
        assertThat(listening).allMatch(line -> line.contains("0100007F:" + hexPort));
        daemon.configure(YAML + "server: {port: \"0.0.0.0:9001\"}\n");
        assertThat(daemon.run("--check", "-c", Daemon.FILE))
                .returns(2, Ended::status)
                .extracting(Ended::err)
                .asString()
                .contains("TLS");
    }

    @Test
    void anotherUserIsRefused() throws IOException {
        Users.assumeRoot("be another user");
        Users.assumeTool("setpriv");
        int port = freePort();
        Daemon daemon = daemons.prepare(YAML).start("-p", Integer.toString(port));
        Ended bySocket = asNobody(daemon, "-s", daemon.socket().toString(), "status");
        assertThat(bySocket.status()).isEqualTo(4);
        assertThat(bySocket.err()).contains("permission denied (EACCES)");
        Ended byPort = asNobody(daemon, "-p", "" + port, "shutdown");
        assertThat(byPort.status()).isEqualTo(4);
        assertThat(byPort.err()).contains("token");
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void anotherUserIsRefusedEvenWhenTheSocketIsOpenToAll() throws IOException {
        Users.assumeRoot("be another user");
        Users.assumeTool("setpriv");
        Daemon daemon = daemons.prepare(YAML);
        daemon.configure(YAML + "server: {socket: control.sock}\n").launch();
        var socket = daemon.file("control.sock");
        Await.until("it listens", () -> Api.unix(socket).get("version").status() == 200);
        assertThat(Files.getPosixFilePermissions(socket))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        Ended status = asNobody(daemon, "-s", socket.toString(), "status");
        assertThat(status.status()).as(status.toString()).isEqualTo(4);
        assertThat(status.err()).doesNotContain("web ");
        assertThat(Api.unix(socket).get("version").status()).isEqualTo(200);
    }

    private static Ended asNobody(Daemon daemon, String... arguments) {
        List<String> command = new ArrayList<>(Users.become(Users.NOBODY));
        command.addAll(Installation.client());
        command.addAll(List.of(arguments));
        return Ended.run(command, daemon.environment(), daemon.directory());
    }

    @Test
    void aDirectoryOfAnotherUserOrALinkIsRefused() throws IOException {
        Daemon daemon = daemons.prepare(YAML);
        Files.createDirectory(daemon.file("elsewhere"));
        Files.createSymbolicLink(daemon.file("run"), daemon.file("elsewhere"));
        daemon.launch();
        assertThat(daemon.awaitEnd()).isEqualTo(1);
        assertThat(daemon.log()).contains(daemon.file("run").toString()).contains("symbolic link");
    }

    @Test
    void deadSlowAndRudeClientsHarmNobody() throws Exception {
        Daemon daemon = daemons.start(YAML);
        daemon.awaitState("web", "RUNNING");
        Api api = daemon.api();
        int before = Proc.descriptors(daemon.pid());
        List<SocketChannel> slow = new ArrayList<>();
        try {
            for (String beginning :
                    List.of("", "G", "GET /api/v1/proc", "POST /api/v1/stop HTTP/1.1\r\n")) {
                for (int i = 0; i < 5; i++) {
                    SocketChannel channel = SocketChannel.open(api.address());
                    channel.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.UTF_8)));
                    slow.add(channel);
                }
            }
            for (int i = 0; i < 20; i++) {
                try (SocketChannel dead = SocketChannel.open(api.address())) {
                    dead.write(
                            ByteBuffer.wrap(
                                    api.request("GET", "processes", "")
                                            .getBytes(StandardCharsets.UTF_8)));
                }
            }
            assertThat(api.exchange("\u0000\u0001garbage\r\n\r\n").status()).isIn(0, 400);
            assertThat(
                            api.exchange(
                                            "GET /api/v1/processes HTTP/1.1\r\n"
                                                    + "Host: localhost\r\n"
                                                    + "X: "
                                                    + "x".repeat(100_000)
                                                    + "\r\n\r\n")
                                    .status())
                    .isIn(0, 400, 431);
            assertThat(api.get("no/such/thing").status()).isEqualTo(404);
            assertThat(api.get("stop").status()).as("no change by GET").isEqualTo(405);
            assertThat(api.post("start", "{\"names\":").status()).isEqualTo(400);
            assertThat(api.post("start", "[".repeat(10_000)).status()).isEqualTo(400);
            assertThat(daemon.ctl("status").status()).isZero();
            assertThat(daemon.operate("restart", "web")).contains("RUNNING");
        } finally {
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
        Await.until(
                "their descriptors are closed, as before: " + before,
                () -> Proc.descriptors(daemon.pid()) <= before + 5);
    }

    @Test
    void clientsThatDieInTheMiddleHarmNobody() throws Exception {
        Daemon daemon = daemons.start(YAML);
        daemon.awaitState("web", "RUNNING");
        Process follow = daemon.startClient("tail", "-f", "web");
        Process watch = daemon.startClient("status", "--watch");
        daemon.awaitText("client.out", "RUNNING");
        follow.destroyForcibly().waitFor();
        watch.destroyForcibly().waitFor();
        assertThat(daemon.ctl("status").status()).isZero();
        assertThat(daemon.operate("restart", "web")).contains("RUNNING");
    }

    @Test
    void eventsTellWhatHappens() throws IOException {
        Daemon daemon = daemons.start(YAML);
        daemon.awaitState("web", "RUNNING");
        try (SocketChannel channel = SocketChannel.open(daemon.api().address())) {
            channel.write(
                    ByteBuffer.wrap(
                            daemon.api()
                                    .request("GET", "events", "")
                                    .getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            var received = new StringBuilder();
            awaitReceived(channel, received, "text/event-stream");
            Proc.signal(daemon.pid("web"), "KILL");
            awaitReceived(channel, received, "process.exited_unexpectedly");
            awaitReceived(channel, received, "process.started");
        }
        assertThat(daemon.ctl("status", "nobody").status()).isEqualTo(4);
    }

    private static void awaitReceived(
            SocketChannel channel, StringBuilder received, String fragment) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        Await.until(
                "the daemon sends " + fragment,
                () -> {
                    buffer.clear();
                    int count = channel.read(buffer);
                    if (count > 0) {
                        received.append(
                                new String(buffer.array(), 0, count, StandardCharsets.UTF_8));
                    }
                    return received.indexOf(fragment) >= 0;
                });
    }
}
