package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// Whatever listens, the client ends, with a message and status 4.
@Timeout(30)
class BrokenDaemonTest {
    @TempDir Path root;

    private ServerSocketChannel server;
    private final CountDownLatch isOver = new CountDownLatch(1);

    /// What a server does with a connection after it has read something.
    private interface Conduct {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    @BeforeEach
    void bind() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(root.resolve("d.sock")));
    }

    @AfterEach
    void close() throws IOException {
        isOver.countDown();
        server.close();
    }

    private Ctl.Result against(Conduct conduct, String... command) {
        Thread thread = new Thread(() -> serve(conduct), "broken");
        thread.setDaemon(true);
        thread.start();
        return run(command);
    }

    private Ctl.Result run(String... command) {
        String[] args = new String[command.length + 2];
        args[0] = "-s";
        args[1] = root.resolve("d.sock").toString();
        System.arraycopy(command, 0, args, 2, command.length);
        return new Ctl(root).impatient().run(args);
    }

    private void serve(Conduct conduct) {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread thread = new Thread(() -> one(channel, conduct), "broken-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    private static void one(SocketChannel channel, Conduct conduct) {
        try (channel) {
            InputStream in = Channels.newInputStream(channel);
            if (in.read(new byte[4096]) > 0) {
                conduct.answer(Channels.newOutputStream(channel));
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone, as it should.
            return;
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void isUnreachable(Ctl.Result result, String message) {
        assertThat(result.err()).contains(message).startsWith("error: ").doesNotContain("\tat ");
        assertThat(result.status()).isEqualTo(4);
    }

    @Test
    void aDaemonThatSaysNothingIsGivenUp() {
        isUnreachable(against(_ -> isOver.await(), "status"), "did not answer within 2 s");
    }

    @Test
    void aDaemonThatDripsIsGivenUp() {
        Conduct drip =
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                    while (isOver.getCount() > 0) {
                        write(out, " ");
                        Thread.onSpinWait();
                    }
                };
        Ctl.Result result = against(drip, "status");
        assertThat(result.status()).isEqualTo(4);
    }

    @Test
    void aFrozenDaemonEndsALongOperation() {
        isUnreachable(against(_ -> isOver.await(), "start", "web"), "has stopped answering");
    }

    @Test
    void aDaemonThatDiesBeforeItAnswersIsTold() {
        isUnreachable(against(_ -> {}, "stop", "web"), "went away before it had answered");
    }

    @Test
    void aDaemonThatDiesInTheMiddleOfResultsKeepsThoseThatCame() {
        String line = "{\"name\":\"web\",\"ok\":true,\"outcome\":\"started\"}\n";
        Conduct half =
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    write(out, Integer.toHexString(line.length()) + "\r\n" + line + "\r\n");
                };
        Ctl.Result result = against(half, "start", "web", "db");
        assertThat(result.out()).isEqualTo("web: started\n");
        assertThat(result.status()).isEqualTo(4);
    }

    @Test
    void halfADocumentIsALostDaemon() {
        isUnreachable(
                against(
                        out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"pro"),
                        "status"),
                "its answer breaks off");
    }

    @Test
    void halfAHeadIsALostDaemon() {
        isUnreachable(against(out -> write(out, "HTTP/1.1 200 O"), "status"), "breaks off");
    }

    @Test
    void garbageIsNoDaemon() {
        isUnreachable(
                against(out -> write(out, "220 mail.example.org ESMTP\r\n"), "status"),
                "is no taskmaster daemon: its answer is not HTTP");
    }

    @Test
    void anotherWebServerIsNoDaemon() {
        isUnreachable(
                against(
                        out -> write(out, "HTTP/1.0 200 OK\r\nServer: x\r\n\r\n<html>hi</html>"),
                        "status"),
                "cannot understand the answer");
        isUnreachable(
                against(out -> write(out, "HTTP/1.0 404 Not Found\r\n\r\n<html>"), "pid"),
                "cannot understand the answer");
    }

    @Test
    void jsonOfAnotherFormIsNoDaemon() {
        isUnreachable(
                against(
                        out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"),
                        "status"),
                "cannot understand the answer");
        isUnreachable(
                against(
                        out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[]\n"),
                        "start",
                        "web"),
                "cannot understand the answer");
    }

    @Test
    void aHeadWithoutEndIsCutOff() {
        Conduct endless =
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\n");
                    while (isOver.getCount() > 0) {
                        write(out, "X-Y: " + "z".repeat(1000) + "\r\n");
                    }
                };
        isUnreachable(against(endless, "status"), "the head of its answer has no end");
    }

    @Test
    void aLineWithoutEndIsCutOff() {
        Conduct endless =
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\n\r\n");
                    while (isOver.getCount() > 0) {
                        write(out, "x".repeat(8192));
                    }
                };
        isUnreachable(against(endless, "start", "web"), "a line of its answer has no end");
    }

    @Test
    void badNumbersAreGarbage() {
        for (String header :
                new String[] {
                    "Content-Length: 99999999999999999999",
                    "Content-Length: -1",
                    "Content-Length:",
                    "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                    "Transfer-Encoding: gzip",
                    ": nothing",
                }) {
            Ctl.Result result =
                    against(out -> write(out, "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n"), "pid");
            isUnreachable(result, "is no taskmaster daemon");
        }
    }

    @Test
    void aStaleSocketIsTold() throws IOException {
        server.close();
        isUnreachable(run("status"), "nobody listens");
    }

    @Test
    void aMissingSocketIsTold() throws IOException {
        server.close();
        Files.delete(root.resolve("d.sock"));
        isUnreachable(run("start", "web"), "no such socket (ENOENT)");
    }

    @Test
    void aPathThatIsNoSocketIsTold() throws IOException {
        server.close();
        Files.delete(root.resolve("d.sock"));
        Files.writeString(root.resolve("d.sock"), "");
        assertThat(run("status").status()).isEqualTo(4);
    }

    @Test
    void aPathThatIsTooLongIsTold() {
        String path = "/" + "x".repeat(200);
        Ctl.Result result = new Ctl(root).run("-s", path, "status");
        assertThat(result.status()).isEqualTo(4);
        assertThat(result.err()).startsWith("error: ");
    }

    @Test
    void problemsAreAlsoJson() throws IOException {
        server.close();
        Ctl.Result result = run("status", "--json");
        assertThat(result.out()).startsWith("{\"error\":\"stale_socket\",\"message\":\"cannot");
        assertThat(result.status()).isEqualTo(4);
    }
}
