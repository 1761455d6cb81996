package taskmaster.daemon.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// Writes arbitrary bytes as the inside of a JSON string (RFC 8259): what is no UTF-8 becomes
/// U+FFFD; quotes, backslashes and all control characters are escaped, DEL and U+0080 to U+009F
/// too, so that no terminal that shows the log obeys them.
final class JsonEscapes {

    private static final byte[] REPLACEMENT = "\ufffd".getBytes(UTF_8);
    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(UTF_8);

    /// The short escapes: at each even index the byte, behind it its letter.
    private static final String LETTERS = "\"\"\\\\\bb\ff\nn\rr\tt";

    private JsonEscapes() {}

    /// The escaped form of a text.
    static String of(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteBuffer escaped = ByteBuffer.allocate(6 * bytes.length);
        LineBuffer buffer = new LineBuffer();
        append(bytes, 0, bytes.length, buffer, escaped);
        buffer.flush(escaped);
        return new String(escaped.array(), 0, escaped.position(), UTF_8);
    }

    /// Appends at most six times as many bytes as there are.
    static void append(byte[] bytes, int from, int to, LineBuffer buffer, ByteBuffer out) {
        int done = from;
        int index = special(bytes, from, to);
        while (index < to) {
            byte value = bytes[index];
            int length = value >= 0 ? 1 : Utf8.length(bytes, index, to);
            if (value < 0 && length > 0 && !isControl(bytes, index)) {
                index += length;
                if (index < to && bytes[index] >= 0) {
                    index = special(bytes, index, to);
                }
                continue;
            }
            buffer.append(bytes, done, index, out);
            if (value >= 0) {
                escape(value, buffer, out);
            } else if (length > 0) {
                appendHex(bytes[index + 1] & 0xff, buffer, out);
            } else {
                buffer.append(REPLACEMENT, out);
            }
            done = index + Math.abs(length);
            index = special(bytes, done, to);
        }
        buffer.append(bytes, done, to, out);
    }

    /// Index of the first byte that does not stand for itself, or `to`. Comparing is faster than a
    /// table: 1.8 GB/s instead of 1.5 under C1.
    private static int special(byte[] bytes, int from, int to) {
        for (int index = from; index < to; index++) {
            byte value = bytes[index];
            if (value < ' ' || value == '"' || value == '\\' || value == 0x7f) {
                return index;
            }
        }
        return to;
    }

    /// U+0080 to U+009F, of a valid character.
    private static boolean isControl(byte[] bytes, int at) {
        return bytes[at] == (byte) 0xc2 && (bytes[at + 1] & 0xff) < 0xa0;
    }

    private static void escape(byte ascii, LineBuffer buffer, ByteBuffer out) {
        for (int index = 0; index < LETTERS.length(); index += 2) {
            if (LETTERS.charAt(index) == ascii) {
                buffer.append('\\', out);
                buffer.append(LETTERS.charAt(index + 1), out);
                return;
            }
        }
        appendHex(ascii, buffer, out);
    }

    private static void appendHex(int character, LineBuffer buffer, ByteBuffer out) {
        buffer.append('\\', out);
        buffer.append('u', out);
        buffer.append('0', out);
        buffer.append('0', out);
        buffer.append((char) HEX_DIGITS[character >> 4], out);
        buffer.append((char) HEX_DIGITS[character & 15], out);
    }
}
