package taskmaster.daemon.alert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One HTTP/1.1 request and the beginning of its answer, over a connection of its own. Redirects
/// are not followed. Why not the JDK's client: docs/adr/0012-webhook-client.md.
final class HttpPost {

    /// What came back.
    ///
    /// @param headers in lower case
    /// @param body its beginning
    record Answer(int status, String reason, Map<String, String> headers, String body) {}

    private final URI url;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;

    HttpPost(URI url, byte[] body) {
        this.url = url;
        this.body = body;
    }

    /// Sets a header; a later value takes the place of an earlier one.
    ///
    /// @throws IllegalArgumentException if it would not be one header; the message does not tell
    ///   the value
    HttpPost header(String name, String value) {
        boolean isName = !name.isEmpty() && name.chars().allMatch(HttpPost::isNameCharacter);
        if (!isName
                || !value.chars()
                        .allMatch(
                                c ->
                                        c == '\t'
                                                || (c >= ' ' && c < 0x7f)
                                                || (c >= 0xa0 && c <= 0xff))) {
            throw new IllegalArgumentException(
                    "header "
                            + Harmless.line(name, 60)
                            + " has characters that no header can have");
        }
        headers.put(name, value.strip());
        return this;
    }

    private static boolean isNameCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /// Sends it and reads the answer.
    Answer send(Attempt attempt, TrustedAuthorities authorities) throws IOException {
        boolean isSecure = isSecure(url);
        Socket socket = attempt.connect(host(url), port(url));
        if (isSecure) {
            socket = Attempt.secured(socket, host(url), port(url), authorities.sockets());
        }
        OutputStream out = socket.getOutputStream();
        byte[] head = head().getBytes(ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        out.write(request);
        out.flush();
        return new AnswerReader(socket.getInputStream()).read();
    }

    private String head() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("User-Agent", "taskmaster");
        all.put("Accept", "*/*");
        String user = url.getUserInfo();
        if (user != null) {
            String encoded = Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
            all.put("Authorization", "Basic " + encoded);
        }
        all.putAll(headers);
        all.remove("Transfer-Encoding");
        all.put("Host", authority(url));
        all.put("Connection", "close");
        all.put("Content-Length", Integer.toString(body.length));
        StringBuilder head = new StringBuilder("POST ").append(target()).append(" HTTP/1.1\r\n");
        all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    /// In ASCII: a URI has no characters that could end the line.
    private String target() {
        URI ascii = URI.create(url.toASCIIString());
        String path = ascii.getRawPath();
        String query = ascii.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    /// What may be shown of a URL: the rest can be a secret.
    static String shown(URI url) {
        return (isSecure(url) ? "https://" : "http://") + authority(url);
    }

    private static String authority(URI url) {
        return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    private static boolean isSecure(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /// Without the brackets of an IPv6 address.
    private static String host(URI url) {
        String host = String.valueOf(url.getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : isSecure(url) ? 443 : 80;
    }

    /// Reads as much of an answer as is needed.
    private static final class AnswerReader {

        private final InputStream in;
        private int headBytes;

        AnswerReader(InputStream in) {
            this.in = new BufferedInputStream(in, MessageLimits.ANSWER_BYTES_MAX);
        }

        Answer read() throws IOException {
            while (true) {
                String line = line();
                String[] parts = line.split(" ", 3);
                if (parts.length < 2
                        || !line.startsWith("HTTP/1.")
                        || !parts[1].matches("[1-5]\\d\\d")) {
                    throw new IOException("it does not speak HTTP; check host and port");
                }
                Map<String, String> headers = headers();
                int status = Integer.parseInt(parts[1]);
                if (status >= 200) {
                    String reason = parts.length == 3 ? parts[2] : "";
                    return new Answer(status, reason, headers, body(status, headers));
                }
            }
        }

        private Map<String, String> headers() throws IOException {
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                    headers.put(name, line.substring(colon + 1).strip());
                }
            }
            return headers;
        }

        /// The status is known; what goes wrong from here on changes nothing.
        private String body(int status, Map<String, String> headers) {
            if (status == 204 || status == 304) {
                return "";
            }
            byte[] bytes = new byte[MessageLimits.ANSWER_BYTES_MAX];
            int length = 0;
            try {
                boolean isChunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
                length = isChunked ? chunks(bytes) : plain(bytes, headers.get("content-length"));
            } catch (IOException | NumberFormatException _) {
                // Whatever came is enough.
            }
            return new String(bytes, 0, length, UTF_8);
        }

        private int plain(byte[] bytes, @Nullable String announced) throws IOException {
            long length = announced == null ? bytes.length : Long.parseLong(announced);
            return in.readNBytes(bytes, 0, Math.clamp(length, 0, bytes.length));
        }

        private int chunks(byte[] bytes) throws IOException {
            int length = 0;
            while (length < bytes.length) {
                String size = line().split(";", 2)[0].strip();
                long chunk = Long.parseLong(size, 16);
                if (chunk <= 0) {
                    break;
                }
                int wanted = (int) Math.min(chunk, bytes.length - length);
                int read = in.readNBytes(bytes, length, wanted);
                length += read;
                if (read < wanted || read < chunk) {
                    break;
                }
                line();
            }
            return length;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                int c = in.read();
                if (c < 0) {
                    throw new EOFException();
                }
                if (++headBytes > MessageLimits.ANSWER_HEAD_BYTES_MAX) {
                    throw new IOException("its answer is too long");
                }
                if (c == '\n') {
                    int end = line.length();
                    boolean hasReturn = end > 0 && line.charAt(end - 1) == '\r';
                    return line.substring(0, hasReturn ? end - 1 : end);
                }
                line.append((char) c);
            }
        }
    }
}
