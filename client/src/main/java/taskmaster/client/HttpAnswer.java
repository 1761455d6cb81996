package taskmaster.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One answer read from a connection: its status, and its body as a stream.
///
/// Only what our daemon sends is understood: HTTP/1.1 with `Content-Length`, chunks, or a body that
/// ends with the connection. Everything has a bound, since anybody may listen on a port.
final class HttpAnswer extends InputStream {
    /// Bytes of the status line and all headers.
    static final int HEAD_BYTES_MAX = 32 * 1024;

    /// Answers of status 100 to 199 that are skipped before the real one.
    private static final int INTERIM_MAX = 8;

    /// Something answered that does not speak HTTP as we do.
    static final class Garbage extends IOException {
        private static final long serialVersionUID = 1L;

        Garbage(String message) {
            super(message);
        }
    }

    private enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final InputStream source;
    private int headBytes;
    private int status;
    private Framing framing = Framing.UNTIL_CLOSE;
    private long left;
    private boolean isFirstChunk = true;
    private boolean isEnded;

    private HttpAnswer(InputStream source) {
        this.source = source;
    }

    /// Reads the head of an answer from a buffered source.
    static HttpAnswer read(InputStream source) throws IOException {
        HttpAnswer answer = new HttpAnswer(source);
        for (int i = 0; i < INTERIM_MAX; i++) {
            answer.readHead();
            if (answer.status >= 200) {
                return answer;
            }
        }
        throw new Garbage("it sends interim answers without end");
    }

    int status() {
        return status;
    }

    /// The rest of the body.
    ///
    /// @throws Garbage if it has more than `bytesMax` bytes
    byte[] document(int bytesMax) throws IOException {
        byte[] document = readNBytes(bytesMax);
        if (document.length == bytesMax && read() >= 0) {
            throw new Garbage("its answer has more than " + bytesMax + " bytes");
        }
        return document;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (framing == Framing.CHUNKED && left == 0 && !isEnded) {
            nextChunk();
        }
        if (isEnded || (framing == Framing.LENGTH && left == 0)) {
            return -1;
        }
        int wanted = framing == Framing.UNTIL_CLOSE ? length : (int) Math.min(length, left);
        int count = source.read(target, offset, wanted);
        if (count >= 0) {
            left -= framing == Framing.UNTIL_CLOSE ? 0 : count;
            return count;
        }
        if (framing != Framing.UNTIL_CLOSE) {
            throw new EOFException("its answer breaks off");
        }
        isEnded = true;
        return -1;
    }

    private void readHead() throws IOException {
        headBytes = 0;
        String first = line();
        // "HTTP/1.1 200": the version, a blank and three digits.
        if (!first.startsWith("HTTP/1.") || first.length() < 12 || first.charAt(8) != ' ') {
            throw new Garbage("its answer is not HTTP");
        }
        status = (int) number(first.substring(9, 12), 10, 599);
        if (status < 100) {
            throw new Garbage("it answers with status " + status);
        }
        framing = Framing.UNTIL_CLOSE;
        left = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new Garbage("its answer has a header without a name");
            }
            header(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        if (status == 204 || status == 304) {
            framing = Framing.LENGTH;
            left = 0;
        }
    }

    private void header(String name, String value) throws Garbage {
        if (name.equals("transfer-encoding")) {
            if (!value.equalsIgnoreCase("chunked")) {
                throw new Garbage("its answer is encoded in a way unknown to us");
            }
            framing = Framing.CHUNKED;
            left = 0;
        } else if (name.equals("content-length") && framing != Framing.CHUNKED) {
            framing = Framing.LENGTH;
            left = number(value, 10, Long.MAX_VALUE / 2);
        }
    }

    private void nextChunk() throws IOException {
        headBytes = 0;
        if (!isFirstChunk && !line().isEmpty()) {
            throw new Garbage("a chunk of its answer does not end where it should");
        }
        isFirstChunk = false;
        String size = line();
        int semicolon = size.indexOf(';');
        String digits = (semicolon < 0 ? size : size.substring(0, semicolon)).strip();
        left = number(digits, 16, Long.MAX_VALUE / 2);
        if (left == 0) {
            skipTrailers();
            isEnded = true;
        }
    }

    /// Trailers say nothing to us; their bytes are bounded as those of the head.
    private void skipTrailers() throws IOException {
        String trailer = line();
        while (!trailer.isEmpty()) {
            trailer = line();
        }
    }

    private static long number(String digits, int radix, long max) throws Garbage {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0 || value > (max - digit) / radix) {
                throw new Garbage("its answer has a bad number");
            }
            value = value * radix + digit;
        }
        if (digits.isEmpty()) {
            throw new Garbage("its answer lacks a number");
        }
        return value;
    }

    /// One line of the head without its end.
    private String line() throws IOException {
        byte[] bytes = new byte[128];
        int length = 0;
        while (true) {
            int c = source.read();
            if (c < 0) {
                throw new EOFException(
                        headBytes == 0 ? "it closed the connection" : "its answer breaks off");
            }
            if (++headBytes > HEAD_BYTES_MAX) {
                throw new Garbage("the head of its answer has no end");
            }
            if (c == '\n') {
                boolean hasReturn = length > 0 && bytes[length - 1] == '\r';
                int end = hasReturn ? length - 1 : length;
                return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
            }
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, length * 2);
            }
            bytes[length++] = (byte) c;
        }
    }
}
