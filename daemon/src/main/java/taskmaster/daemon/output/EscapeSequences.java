package taskmaster.daemon.output;

/// Removes terminal escape sequences from lines, as ECMA-48 and xterm's ctlseqs define them:
/// control sequences (`ESC [ ... final`), strings (`ESC ]`, `ESC P`, `ESC X`, `ESC ^`, `ESC _`
/// until `BEL`, `ESC \` or ST), and `ESC` with any intermediates and one final byte (`ESC ( B`).
/// The 8-bit forms count only where they are no part of a UTF-8 character, and those of strings
/// only if a terminator follows in the line: in a text of another encoding they are letters.
///
/// Never what people would see: a sequence ends at the latest at the end of its line, and one that
/// is broken before the byte that breaks it. All else stays, other control characters too. Each
/// byte is looked at a bounded number of times. One per output thread.
public final class EscapeSequences {

    private static final int BEL = 0x07;
    private static final int CANCEL = 0x18;
    private static final int SUBSTITUTE = 0x1a;
    private static final int ESC = 0x1b;
    private static final int STRING_TERMINATOR = 0x9c;

    /// Digits of the colour in `ESC ] P nrrggbb`, which the Linux console has without an end.
    private static final int PALETTE_DIGITS = 7;

    private byte[] bytes = new byte[0];
    private int to;

    /// Before this, no string ends: searching again from each 8-bit introducer would be quadratic.
    private int noEndBefore;

    /// Index of the first byte in `[from, to)` that may begin a sequence, or `to`.
    static int firstSuspect(byte[] bytes, int from, int to) {
        for (int index = from; index < to; index++) {
            byte value = bytes[index];
            if (value == ESC || value < -0x60) { // 0x80 to 0x9f
                return index;
            }
        }
        return to;
    }

    /// Copies `[from, to)`, a line or a part of one, without its sequences.
    ///
    /// @param clean with room for all
    /// @return number of bytes copied to its beginning
    public int strip(byte[] line, int from, int end, byte[] clean) {
        bytes = line;
        to = LineEnds.text(line, from, end);
        noEndBefore = from;
        int length = 0;
        int kept = from;
        int index = from;
        while (index < to) {
            if (line[index] >= 0 && line[index] != ESC) {
                index++;
                continue;
            }
            int after = afterSequence(index);
            if (after > index) {
                length = copy(kept, index, clean, length);
                kept = after;
                index = after;
            } else {
                index += characterBytes(index);
            }
        }
        return copy(kept, end, clean, length);
    }

    private int copy(int from, int end, byte[] clean, int length) {
        System.arraycopy(bytes, from, clean, length, end - from);
        return length + end - from;
    }

    /// Index after the sequence at `at`, or `at` if there is none.
    private int afterSequence(int at) {
        int value = bytes[at] & 0xff;
        if (value == ESC) {
            return afterEscape(at + 1);
        }
        return switch (value) {
            case 0x90, 0x98, 0x9d, 0x9e, 0x9f -> afterTerminatedString(at);
            case 0x9b -> after8BitControlSequence(at);
            default -> at;
        };
    }

    /// @param at after ESC
    private int afterEscape(int at) {
        if (at == to) {
            return at;
        }
        return switch (bytes[at]) {
            case '[' -> afterControlSequence(at + 1);
            case ']' -> afterSystemCommand(at + 1);
            case 'P', 'X', '^', '_' -> afterString(at + 1);
            default -> {
                int last = skip(at, 0x20, 0x2f);
                yield last < to && isWithin(last, 0x30, 0x7e) ? last + 1 : last;
            }
        };
    }

    /// Parameters, intermediates, one final byte; what is neither is not touched.
    private int afterControlSequence(int at) {
        int last = skip(skip(at, 0x30, 0x3f), 0x20, 0x2f);
        return last < to && isWithin(last, 0x40, 0x7e) ? last + 1 : last;
    }

    private int after8BitControlSequence(int at) {
        int after = afterControlSequence(at + 1);
        return isWithin(after - 1, 0x40, 0x7e) ? after : at;
    }

    private int afterSystemCommand(int at) {
        if (at < to && bytes[at] == 'R') {
            return at + 1;
        }
        if (at < to && bytes[at] == 'P') {
            int digits = at + 1;
            while (digits < to
                    && digits <= at + PALETTE_DIGITS
                    && Character.digit(bytes[digits], 16) >= 0) {
                digits++;
            }
            return digits;
        }
        return afterString(at);
    }

    /// Index after the end of a string, wherever that is.
    private int afterString(int at) {
        int end = stringEnd(at);
        return end < to && bytes[end] != ESC ? end + 1 : end;
    }

    /// Index after an 8-bit string if it has a terminator, else `at`.
    private int afterTerminatedString(int at) {
        if (at < noEndBefore) {
            return at;
        }
        int end = stringEnd(at + 1);
        if (end < to && (bytes[end] & 0xff) == ESC && end + 1 < to && bytes[end + 1] == '\\') {
            return end + 2;
        }
        if (end < to && (bytes[end] == BEL || (bytes[end] & 0xff) == STRING_TERMINATOR)) {
            return end + 1;
        }
        noEndBefore = end;
        return at;
    }

    /// Index of what ends a string: its terminator, a cancelling character, the ESC that begins
    /// either `ESC \` or another sequence, or the end of the line.
    private int stringEnd(int at) {
        int index = at;
        while (index < to) {
            int value = bytes[index] & 0xff;
            if (value == BEL
                    || value == CANCEL
                    || value == SUBSTITUTE
                    || value == ESC
                    || value == STRING_TERMINATOR) {
                return index;
            }
            index += characterBytes(index);
        }
        return to;
    }

    private int characterBytes(int at) {
        return bytes[at] >= 0 ? 1 : Math.max(1, Utf8.length(bytes, at, to));
    }

    private int skip(int at, int least, int most) {
        int index = at;
        while (index < to && isWithin(index, least, most)) {
            index++;
        }
        return index;
    }

    private boolean isWithin(int at, int least, int most) {
        return bytes[at] >= least && bytes[at] <= most;
    }
}
