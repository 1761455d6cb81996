package taskmaster.daemon.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A client that sends exactly the bytes it is told to, well-formed or not. Every wait ends after
/// some seconds with an exception.
final class TestClient implements AutoCloseable {

    static final long PATIENCE_MILLIS = 15_000;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).flip();

    private TestClient(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    static TestClient socket(Path path) throws IOException {
        return new TestClient(UnixDomainSocketAddress.of(path));
    }

    static TestClient port(int port) throws IOException {
        return new TestClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @SuppressWarnings("ArrayRecordComponent") // responses are not compared
    record Response(int status, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    TestClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    TestClient send(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
        return this;
    }

    /// Sends as much as the other side takes without waiting.
    int sendSome(byte[] bytes) throws IOException {
        return channel.write(ByteBuffer.wrap(bytes));
    }

    /// Sends a head of these lines, with the empty line that ends it.
    TestClient request(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    TestClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    TestClient post(String path, String body) throws IOException {
        return post(path, body, "");
    }

    TestClient post(String path, String body, String headers) throws IOException {
        return send(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + headers
                        + "Content-Length: "
                        + body.getBytes(UTF_8).length
                        + "\r\n\r\n"
                        + body);
    }

    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /// One whole answer.
    Response response() throws IOException {
        Response head = head();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.header("transfer-encoding").equals("chunked")) {
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                body.write(chunk);
            }
        } else if (head.headers().containsKey("content-length")) {
            body.write(bytes(Integer.parseInt(head.header("content-length"))));
        } else if (head.status() != 100) {
            body.write(toEnd());
        }
        return new Response(head.status(), head.headers(), body.toByteArray());
    }

    /// The head alone; its body is still to be read.
    Response head() throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a status line: " + status);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Response(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
    }

    /// One chunk; empty at the end.
    byte[] chunk() throws IOException {
        byte[] chunk = bytes(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = next(); b != '\n'; b = next()) {
            if (b < 0) {
                throw new EOFException("after `" + line + "`");
            }
            line.write(b);
        }
        return line.toString(UTF_8).stripTrailing();
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            int b = next();
            if (b < 0) {
                throw new EOFException(i + " of " + count + " bytes");
            }
            bytes[i] = (byte) b;
        }
        return bytes;
    }

    /// All that comes until the server closes. A reset counts as closing.
    byte[] toEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int b = next(); b >= 0; b = next()) {
                all.write(b);
            }
        } catch (Overdue e) {
            throw e;
        } catch (IOException e) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    private int next() throws IOException {
        while (!in.hasRemaining()) {
            in.clear();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                return -1;
            }
            if (count == 0) {
                await(SelectionKey.OP_READ);
            }
        }
        return in.get() & 0xff;
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        selector.selectedKeys().clear();
        if (selector.select(PATIENCE_MILLIS) == 0) {
            throw new Overdue();
        }
    }

    static final class Overdue extends IOException {
        private static final long serialVersionUID = 1;

        Overdue() {
            super("nothing happened for " + PATIENCE_MILLIS + " ms");
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
