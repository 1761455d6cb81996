package taskmaster.daemon.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// Each line as a JSON object:
/// `{"time":"2026-11-23T05:52:50.123Z","process":"web:web_00","stream":"stdout","line":"text"}`,
/// and `"cut":true` after a line that goes on in the next object. Whatever the bytes of the line
/// are, this is valid JSON in UTF-8.
final class JsonLines implements LineFormat {

    private static final byte[] END = "\"}\n".getBytes(UTF_8);
    private static final byte[] END_OF_CUT = "\",\"cut\":true}\n".getBytes(UTF_8);

    /// What a byte becomes at most: `\u0000`.
    private static final int GROWTH_MAX = 6;

    private static final int TIME_AT = "{\"time\":\"".length();

    private final byte[] head;
    private final Timestamp timestamp;
    private final LineBuffer buffer;

    JsonLines(String process, boolean isStderr, Timestamp timestamp, LineBuffer buffer) {
        head =
                ("{\"time\":\""
                                + " ".repeat(Timestamp.BYTES)
                                + "\",\"process\":\""
                                + JsonEscapes.of(process)
                                + "\",\"stream\":\""
                                + (isStderr ? "stderr" : "stdout")
                                + "\",\"line\":\"")
                        .getBytes(UTF_8);
        this.timestamp = timestamp;
        this.buffer = buffer;
    }

    @Override
    public int format(
            byte[] lines, int from, int to, boolean isCut, long wallMillis, ByteBuffer out) {
        timestamp.put(wallMillis, head, TIME_AT);
        int start = from;
        while (start < to) {
            int end = LineEnds.next(lines, start, to);
            int text = LineEnds.text(lines, start, end);
            int need = head.length + GROWTH_MAX * (text - start) + END_OF_CUT.length;
            if (buffer.room(out) < need) {
                break;
            }
            buffer.append(head, out);
            JsonEscapes.append(lines, start, text, buffer, out);
            buffer.append(isCut && text == to ? END_OF_CUT : END, out);
            start = end;
        }
        buffer.flush(out);
        return start;
    }
}
