package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// The part of a file that a client asks for with a `Range` header (RFC 9110, 14.1.2).
public sealed interface ByteRange {

    /// From one byte to another, both counted from 0 and included.
    record Between(long first, long last) implements ByteRange {

        @Override
        public long start(long total) {
            return Math.min(first, total);
        }

        @Override
        public long end(long total) {
            return last >= total ? total : last + 1;
        }
    }

    /// The last `count` bytes.
    record Last(long count) implements ByteRange {

        @Override
        public long start(long total) {
            return Math.max(0, total - count);
        }

        @Override
        public long end(long total) {
            return total;
        }
    }

    /// The first byte of it, of a file with so many.
    long start(long total);

    /// The one after its last. Not beyond the start: the file has no such bytes.
    long end(long total);

    /// Longer ones are not looked at: two numbers of 19 digits are all that can be meant.
    int HEADER_CHARS_MAX = 64;

    String UNIT = "bytes=";

    /// Understands a header. As HTTP wants it, one that is malformed, of another unit or of several
    /// ranges counts as none.
    static @Nullable ByteRange parse(String header) {
        String text = header.strip();
        if (text.length() > HEADER_CHARS_MAX || !text.toLowerCase(Locale.ROOT).startsWith(UNIT)) {
            return null;
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return null;
        }
        String from = text.substring(UNIT.length(), dash).strip();
        String to = text.substring(dash + 1).strip();
        if (from.isEmpty()) {
            return isNumber(to) ? new Last(number(to)) : null;
        }
        if (!isNumber(from) || !(to.isEmpty() || isNumber(to))) {
            return null;
        }
        long first = number(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
        return first <= last ? new Between(first, last) : null;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// What is too large for a file counts as the largest there can be.
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }
}
