package taskmaster.daemon.output;

import java.nio.ByteBuffer;

/// Removes terminal escape sequences from lines and hands them to another format.
final class StrippedFormat implements LineFormat {

    private final LineFormat next;
    private final EscapeSequences sequences;
    private final byte[] clean;

    /// @param clean scratch, of one byte more than a line may have
    StrippedFormat(LineFormat next, EscapeSequences sequences, byte[] clean) {
        this.next = next;
        this.sequences = sequences;
        this.clean = clean;
    }

    @Override
    public int format(
            byte[] lines, int from, int to, boolean isCut, long wallMillis, ByteBuffer out) {
        int start = from;
        while (start < to) {
            int suspect = EscapeSequences.firstSuspect(lines, start, to);
            int end = LineEnds.next(lines, suspect, to);
            int first = startOfLine(lines, start, suspect);
            if (first > start || suspect == to) {
                // Lines without sequences go as they are, all at once.
                int stop = suspect == to ? to : first;
                int taken = next.format(lines, start, stop, isCut, wallMillis, out);
                if (taken < stop || stop == to) {
                    return taken;
                }
            }
            if (!stripped(lines, first, end, isCut && end == to, wallMillis, out)) {
                return first;
            }
            start = end;
        }
        return start;
    }

    private boolean stripped(
            byte[] lines, int from, int to, boolean isCut, long wallMillis, ByteBuffer out) {
        int length = sequences.strip(lines, from, to, clean);
        boolean isPiece = isCut && lines[to - 1] != '\n';
        if (isPiece && length == 0) {
            return true;
        }
        if (length == 0) {
            clean[length++] = '\n'; // a last line of sequences alone is still a line
        }
        return next.format(clean, 0, length, isPiece, wallMillis, out) == length;
    }

    private static int startOfLine(byte[] bytes, int from, int at) {
        int index = at;
        while (index > from && bytes[index - 1] != '\n') {
            index--;
        }
        return index;
    }
}
