package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.config.AlertDestination;
import taskmaster.core.AlertType;
import taskmaster.core.ForwardTarget;
import taskmaster.daemon.output.DatagramReceiver;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class SyslogSenderTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir private Path directory;
    private final Kernel kernel = LinuxKernel.open();

    private SendResult send(ForwardTarget target, long timeoutNanos, AlertMessage message) {
        AlertDestination.Syslog syslog =
                new AlertDestination.Syslog("syslog", timeoutNanos, target);
        return new SyslogSender(syslog, kernel).send(message);
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    @Test
    void eachAlertIsALineOfItsSeverity() throws Exception {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            server.setSoTimeout(10_000);
            AlertMessage message =
                    Messages.of(
                            Messages.aborted("web:web_00"),
                            Messages.alert(AlertType.UNEXPECTED_EXIT, "db", "exited", List.of()),
                            Messages.alert(AlertType.KILLED, "db", "was killed", List.of()),
                            Messages.alert(AlertType.RECOVERED, "db", "runs again", List.of()));

            SendResult result =
                    send(
                            new ForwardTarget.RemoteSyslog(
                                    false, "localhost", server.getLocalPort()),
                            5_000_000_000L,
                            message);

            assertThat(result)
                    .isEqualTo(
                            new SendResult.Accepted("4 lines sent by UDP, which is not answered"));
            assertThat(receive(server))
                    .matches(
                            "<26>1 2026-11-23T07:00:01\\.250Z \\S+ taskmaster \\d+ aborted - "
                                    + "web:web_00 aborted: exit code 3");
            assertThat(receive(server))
                    .startsWith("<27>1 ")
                    .endsWith("unexpected_exit - db exited");
            assertThat(receive(server)).startsWith("<28>1 ").endsWith("killed - db was killed");
            assertThat(receive(server)).startsWith("<29>1 ").endsWith("recovered - db runs again");
        }
    }

    @Test
    void hostileTextStaysOneLine() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            SendResult result =
                    send(
                            new ForwardTarget.RemoteSyslog(
                                    true, "localhost", server.getLocalPort()),
                            5_000_000_000L,
                            Messages.hostile());

            assertThat(result).isEqualTo(new SendResult.Accepted("9 lines written"));
            try (Socket socket = server.accept()) {
                String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
                assertThat(all)
                        .doesNotMatch("(?s).*[\\x00-\\x1f\\x7f-\\x9f].*")
                        .contains("7 more alerts");
            }
        }
    }

    @Test
    void syslogThatIsNotThereIsTriedAgain() {
        String path = directory.resolve("log").toString();

        assertThat(send(new ForwardTarget.LocalSyslog(path), 5_000_000_000L, Messages.test()))
                .isEqualTo(
                        new SendResult.Refused(
                                "cannot send to syslog "
                                        + path
                                        + ": no such file or directory (ENOENT)",
                                false));
    }

    @Test
    void syslogThatTakesNothingCostsNoMoreThanTheTimeout() throws Throwable {
        Path path = directory.resolve("log");
        try (DatagramReceiver receiver = new DatagramReceiver(kernel, path)) {
            Alert[] many = new Alert[1500];
            Arrays.setAll(many, number -> Messages.aborted("p".repeat(200) + number));
            long begin = System.nanoTime();

            SendResult result =
                    send(
                            new ForwardTarget.LocalSyslog(path.toString()),
                            500_000_000L,
                            Messages.of(many));

            assertThat(result)
                    .isEqualTo(
                            new SendResult.Refused(
                                    "cannot send to syslog "
                                            + path
                                            + ": it takes nothing (ETIMEDOUT)",
                                    false));
            assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
            assertThat(receiver.receive()).startsWith("<26>1 ");
        }
    }
}
