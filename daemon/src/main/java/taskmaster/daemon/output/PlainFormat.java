package taskmaster.daemon.output;

import java.nio.ByteBuffer;

/// Lines as they came.
final class PlainFormat implements LineFormat {

    private final LineBuffer buffer;

    PlainFormat(LineBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int format(
            byte[] lines, int from, int to, boolean isCut, long wallMillis, ByteBuffer out) {
        int start = from;
        while (start < to) {
            int end = LineEnds.next(lines, start, to);
            if (buffer.room(out) <= end - start) {
                break;
            }
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
