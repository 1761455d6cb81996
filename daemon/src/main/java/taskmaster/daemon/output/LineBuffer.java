package taskmaster.daemon.output;

import java.nio.ByteBuffer;

/// Gathers small pieces in an array and puts them into a direct buffer at once: under C1 that is
/// five times as fast as to put each. One for all formats of an output thread.
final class LineBuffer {

    private static final int GATHERED_BYTES = 16_384;

    private final byte[] gathered = new byte[GATHERED_BYTES];
    private int length;

    /// Bytes that can surely be appended.
    int room(ByteBuffer out) {
        return out.remaining() - length;
    }

    void append(byte[] bytes, int from, int to, ByteBuffer out) {
        int count = to - from;
        if (count > gathered.length - length) {
            flush(out);
            if (count > gathered.length) {
                out.put(bytes, from, count);
                return;
            }
        }
        System.arraycopy(bytes, from, gathered, length, count);
        length += count;
    }

    void append(byte[] bytes, ByteBuffer out) {
        append(bytes, 0, bytes.length, out);
    }

    void append(char ascii, ByteBuffer out) {
        if (length == gathered.length) {
            flush(out);
        }
        gathered[length++] = (byte) ascii;
    }

    /// Puts what was gathered. Whoever appended does this before it returns.
    void flush(ByteBuffer out) {
        out.put(gathered, 0, length);
        length = 0;
    }
}
