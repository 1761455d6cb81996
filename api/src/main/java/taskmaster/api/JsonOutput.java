package taskmaster.api;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes JSON as UTF-8 straight into a growing array.
///
/// Why not Gson's writer: a list of 1000 processes must be answered in 20 ms by a JVM with C1 only,
/// and this needs a fraction of the time (docs/adr/0004-json-library.md).
public final class JsonOutput {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    /// Stands for half a surrogate pair, which UTF-8 cannot say.
    private static final int REPLACEMENT = 0xfffd;

    private byte[] buffer;
    private int length;
    private boolean isFirst = true;

    public JsonOutput(int expectedBytes) {
        buffer = new byte[expectedBytes];
    }

    public byte[] bytes() {
        return Arrays.copyOf(buffer, length);
    }

    public ByteBuffer buffer() {
        return ByteBuffer.wrap(buffer, 0, length);
    }

    public JsonOutput beginObject() {
        return begin('{');
    }

    public JsonOutput endObject() {
        return end('}');
    }

    public JsonOutput beginArray() {
        return begin('[');
    }

    public JsonOutput endArray() {
        return end(']');
    }

    /// Starts a member; a value must follow.
    public JsonOutput key(String name) {
        separate();
        quote(name);
        append(':');
        isFirst = true;
        return this;
    }

    public JsonOutput value(@Nullable String text) {
        separate();
        if (text == null) {
            append(NULL);
        } else {
            quote(text);
        }
        return this;
    }

    public JsonOutput value(long number) {
        separate();
        digits(number);
        return this;
    }

    public JsonOutput value(@Nullable Integer number) {
        return number == null ? nothing() : value(number.longValue());
    }

    public JsonOutput value(boolean flag) {
        separate();
        append(flag ? TRUE : FALSE);
        return this;
    }

    public JsonOutput value(@Nullable Boolean flag) {
        return flag == null ? nothing() : value(flag.booleanValue());
    }

    /// Seconds, to the millisecond; what is no number is null.
    public JsonOutput seconds(@Nullable Double seconds) {
        if (seconds == null || !(Math.abs(seconds) < 1e15)) {
            return nothing();
        }
        separate();
        long millis = Math.round(seconds * 1000);
        if (millis < 0) {
            append('-');
            millis = -millis;
        }
        digits(millis / 1000);
        int fraction = (int) (millis % 1000);
        if (fraction != 0) {
            append('.');
            append('0' + fraction / 100);
            if (fraction % 100 != 0) {
                append('0' + fraction / 10 % 10);
                if (fraction % 10 != 0) {
                    append('0' + fraction % 10);
                }
            }
        }
        return this;
    }

    public JsonOutput strings(List<String> texts) {
        beginArray();
        for (String text : texts) {
            value(text);
        }
        return endArray();
    }

    public JsonOutput nothing() {
        separate();
        append(NULL);
        return this;
    }

    private JsonOutput begin(char bracket) {
        separate();
        append(bracket);
        isFirst = true;
        return this;
    }

    private JsonOutput end(char bracket) {
        append(bracket);
        isFirst = false;
        return this;
    }

    private void separate() {
        if (isFirst) {
            isFirst = false;
        } else {
            append(',');
        }
    }

    private void quote(String text) {
        int chars = text.length();
        reserve(chars * 6 + 2);
        byte[] out = buffer;
        int at = length;
        out[at++] = '"';
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                out[at++] = (byte) c;
            } else if (c < 0x80) {
                at = escape(out, at, c);
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | (c >> 6));
                out[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < chars
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xf0 | (point >> 18));
                out[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                out[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                out[at++] = (byte) (0x80 | (point & 0x3f));
            } else {
                int point = Character.isSurrogate(c) ? REPLACEMENT : c;
                out[at++] = (byte) (0xe0 | (point >> 12));
                out[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                out[at++] = (byte) (0x80 | (point & 0x3f));
            }
        }
        out[at++] = '"';
        length = at;
    }

    private static int escape(byte[] out, int start, char c) {
        int letter =
                switch (c) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    default -> 0;
                };
        if (letter == 0) {
            return unicodeEscape(out, start, c);
        }
        out[start] = '\\';
        out[start + 1] = (byte) letter;
        return start + 2;
    }

    private static int unicodeEscape(byte[] out, int start, char c) {
        out[start] = '\\';
        out[start + 1] = 'u';
        out[start + 2] = HEX[c >> 12];
        out[start + 3] = HEX[(c >> 8) & 15];
        out[start + 4] = HEX[(c >> 4) & 15];
        out[start + 5] = HEX[c & 15];
        return start + 6;
    }

    private void digits(long number) {
        if (number == Long.MIN_VALUE) {
            append(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        reserve(20);
        long rest = Math.abs(number);
        if (number < 0) {
            buffer[length++] = '-';
        }
        int count = 1;
        for (long n = rest; n >= 10; n /= 10) {
            count++;
        }
        for (int at = length + count - 1; at >= length; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private void append(int ascii) {
        reserve(1);
        buffer[length++] = (byte) ascii;
    }

    private void append(byte[] ascii) {
        reserve(ascii.length);
        System.arraycopy(ascii, 0, buffer, length, ascii.length);
        length += ascii.length;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
