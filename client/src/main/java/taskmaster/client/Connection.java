package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One request and its answer over a connection of their own.
///
/// A few lines of HTTP/1.1 over a channel, because `java.net.http` costs 400 ms of start-up.
final class Connection {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final SocketChannel channel;
    private final String host;
    private final Lifeline lifeline;
    private final InputStream source;

    /// @param channel connected, and closed by its owner
    Connection(SocketChannel channel, String host, Lifeline lifeline) {
        this.channel = channel;
        this.host = host;
        this.lifeline = lifeline;
        source = new BufferedInputStream(new ChannelStream(channel, lifeline), BUFFER_BYTES);
    }

    Lifeline lifeline() {
        return lifeline;
    }

    /// A channel that is not connected yet, so that a lifeline can hold it while it connects.
    static SocketChannel unconnected(SocketAddress address) throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    /// Sends the request and reads the head of the answer.
    ///
    /// @param path path and query
    /// @param body a JSON document, or null
    HttpAnswer exchange(
            String method,
            String path,
            String accept,
            byte @Nullable [] body,
            @Nullable String token)
            throws IOException {
        StringBuilder head = new StringBuilder(256);
        head.append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\n");
        head.append("Accept: ").append(accept).append("\r\n");
        if (token != null) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (body != null || method.equals("POST")) {
            // Also without a body: the daemon takes no POST that a form of a web page could make.
            head.append("Content-Type: application/json\r\nContent-Length: ");
            head.append(body == null ? 0 : body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer request = ByteBuffer.allocate(start.length + (body == null ? 0 : body.length));
        request.put(start);
        if (body != null) {
            request.put(body);
        }
        request.flip();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        return HttpAnswer.read(source);
    }

    /// Waits until the other side closes the connection.
    void awaitClose() throws IOException {
        source.transferTo(OutputStream.nullOutputStream());
    }

    /// The value as it may stand in a path or query: all but letters, digits and `-._~` in percent
    /// notation.
    static String encoded(String value) {
        StringBuilder out = new StringBuilder(value.length() + 16);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isPlain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || "-._~".indexOf(c) >= 0;
            if (isPlain) {
                out.append(c);
            } else {
                out.append('%');
                out.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }

    /// `?name=a&name=b`, or nothing for no names.
    static String query(List<String> names) {
        StringBuilder query = new StringBuilder();
        for (String name : names) {
            query.append(query.isEmpty() ? '?' : '&').append("name=").append(encoded(name));
        }
        return query.toString();
    }

    /// Reads a channel; `Channels.newInputStream` would take locks and copies that we do not need.
    private static final class ChannelStream extends InputStream {
        private final SocketChannel channel;
        private final Lifeline lifeline;

        ChannelStream(SocketChannel channel, Lifeline lifeline) {
            this.channel = channel;
            this.lifeline = lifeline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = channel.read(ByteBuffer.wrap(target, offset, length));
            lifeline.heard();
            return count;
        }
    }
}
