package taskmaster.daemon.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// Each line after the time when it was read and the name of its process: `2026-11-23T05:52:50.123Z
/// web:web_00 | text`. The line itself is as it came.
final class PrefixedFormat implements LineFormat {

    private final byte[] prefix;
    private final Timestamp timestamp;
    private final LineBuffer buffer;

    PrefixedFormat(String process, Timestamp timestamp, LineBuffer buffer) {
        prefix = (" ".repeat(Timestamp.BYTES) + " " + process + " | ").getBytes(UTF_8);
        this.timestamp = timestamp;
        this.buffer = buffer;
    }

    @Override
    public int format(
            byte[] lines, int from, int to, boolean isCut, long wallMillis, ByteBuffer out) {
        timestamp.put(wallMillis, prefix, 0);
        int start = from;
        while (start < to) {
            int end = LineEnds.next(lines, start, to);
            if (buffer.room(out) <= prefix.length + (end - start)) {
                break;
            }
            buffer.append(prefix, out);
            buffer.append(lines, start, end, out);
            if (lines[end - 1] != '\n') {
                buffer.append('\n', out);
            }
            start = end;
        }
        buffer.flush(out);
        return start;
    }
}
