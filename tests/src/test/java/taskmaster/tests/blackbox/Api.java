package taskmaster.tests.blackbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/// Speaks HTTP to the daemon as any program would, one connection for each request.
///
/// @param token the empty text for none
record Api(SocketAddress address, String token) {

    /// @param status 0 if the daemon closed the connection without a word
    record Answer(int status, String head, String text) {
        byte[] body() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    static Api unix(Path socket) {
        return new Api(UnixDomainSocketAddress.of(socket), "");
    }

    static Api tcp(int port, String token) {
        return new Api(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), token);
    }

    Answer get(String path) throws IOException {
        return exchange(request("GET", path, ""));
    }

    Answer post(String path, String json) throws IOException {
        return exchange(request("POST", path, json));
    }

    /// The bytes of a whole request.
    String request(String method, String path, String json) {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        String content =
                json.isEmpty()
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: "
                                + json.getBytes(StandardCharsets.UTF_8).length
                                + "\r\n";
        return method
                + " /api/v1/"
                + path
                + " HTTP/1.1\r\nHost: "
                + host()
                + "\r\nConnection: close\r\n"
                + authorization
                + content
                + "\r\n"
                + json;
    }

    private String host() {
        return address instanceof InetSocketAddress tcp
                ? "127.0.0.1:" + tcp.getPort()
                : "localhost";
    }

    /// Sends these bytes and reads until the daemon closes.
    Answer exchange(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            var received = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            while (channel.read(buffer) >= 0) {
                received.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return parse(received.toByteArray());
        }
    }

    private static Answer parse(byte[] received) throws IOException {
        String text = new String(received, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, text, "");
        }
        String head = text.substring(0, end);
        int status = Integer.parseInt(head.substring(9, 12));
        String body = text.substring(end + 4);
        if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
            body = dechunked(body);
        }
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(status, head, new String(bytes, StandardCharsets.UTF_8));
    }

    private static String dechunked(String body) throws IOException {
        var whole = new StringBuilder();
        int at = 0;
        while (true) {
            int lineEnd = body.indexOf("\r\n", at);
            if (lineEnd < 0) {
                throw new IOException("cut off within chunks: " + body);
            }
            int length = Integer.parseInt(body.substring(at, lineEnd), 16);
            if (length == 0) {
                return whole.toString();
            }
            whole.append(body, lineEnd + 2, lineEnd + 2 + length);
            at = lineEnd + 2 + length + 2;
        }
    }
}
