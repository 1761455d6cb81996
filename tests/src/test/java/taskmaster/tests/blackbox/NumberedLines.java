package taskmaster.tests.blackbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What `writer.c` writes: numbered lines of 20 bytes to 64 KiB, some with an empty line behind
/// them. Each is a function of its writer and its number.
final class NumberedLines {

    /// With the line feed.
    static final int LINE_BYTES_MAX = 65_536;

    private static final int HEAD_BYTES = 14;

    private NumberedLines() {}

    /// Compiles the writer into a directory.
    static Path writer(Path directory) throws IOException {
        Users.assumeTool("gcc");
        Path source = directory.resolve("writer.c");
        try (InputStream code = NumberedLines.class.getResourceAsStream("writer.c")) {
            if (code == null) {
                throw new AssertionError("no writer.c beside the tests");
            }
            Files.copy(code, source);
        }
        Path program = directory.resolve("writer");
        Ended.tool("gcc", "-O2", "-o", program.toString(), source.toString());
        return program;
    }

    private static int hash(int writer, int number) {
        int h = writer * 0x9E3779B1 + number * 0x85EBCA77;
        h = (h ^ (h >>> 15)) * 0xC2B2AE3D;
        h = (h ^ (h >>> 13)) * 0x27D4EB2F;
        return h ^ (h >>> 16);
    }

    private static int length(int h) {
        if (Integer.remainderUnsigned(h, 1024) == 0) {
            return LINE_BYTES_MAX;
        }
        if (Integer.remainderUnsigned(h, 64) == 1) {
            return 1000 + (h >>> 10) % 8000;
        }
        return 20 + (h >>> 10) % 180;
    }

    /// The line with its line feed.
    static byte[] line(int writer, int number) {
        int h = hash(writer, number);
        byte[] line = new byte[length(h)];
        Arrays.fill(line, (byte) ('a' + Integer.remainderUnsigned(h >>> 5, 26)));
        byte[] head = new byte[HEAD_BYTES];
        head[0] = 'w';
        head[4] = ' ';
        head[13] = ' ';
        digits(head, 1, 3, writer);
        digits(head, 5, 8, number);
        System.arraycopy(head, 0, line, 0, HEAD_BYTES);
        line[line.length - 1] = '\n';
        return line;
    }

    private static void digits(byte[] into, int at, int count, int value) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    static boolean isFollowedByEmptyLine(int writer, int number) {
        return Integer.remainderUnsigned(hash(writer, number), 11) == 3;
    }

    static long emptyLines(int writer, int count) {
        long empty = 0;
        for (int number = 0; number < count; number++) {
            empty += isFollowedByEmptyLine(writer, number) ? 1 : 0;
        }
        return empty;
    }

    /// All that a writer of so many lines writes.
    static long bytes(int writer, int count) {
        long bytes = emptyLines(writer, count);
        for (int number = 0; number < count; number++) {
            bytes += length(hash(writer, number));
        }
        return bytes;
    }

    /// The writer of the line that begins here, or -1 if this is not the head of a line.
    static int writerOf(byte[] data, int at, int end) {
        return end - at > HEAD_BYTES && data[at] == 'w' && data[at + 4] == ' '
                ? number(data, at + 1, 3)
                : -1;
    }

    static int numberOf(byte[] data, int at) {
        return number(data, at + 5, 8);
    }

    private static int number(byte[] data, int at, int digits) {
        try {
            return Integer.parseInt(new String(data, at, digits, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException notOne) {
            return -1;
        }
    }

    /// Compares what comes with what one writer writes, byte by byte.
    static final class Comparison {

        private final int writer;
        private byte[] line;
        private int number;
        private int at;
        private long bytes;

        Comparison(int writer) {
            this.writer = writer;
            this.line = next();
        }

        private byte[] next() {
            byte[] plain = line(writer, number);
            if (!isFollowedByEmptyLine(writer, number)) {
                return plain;
            }
            byte[] longer = Arrays.copyOf(plain, plain.length + 1);
            longer[plain.length] = '\n';
            return longer;
        }

        /// Fails at the first byte that is another.
        void add(byte[] data, int from, int to, String where) {
            int index = from;
            while (index < to) {
                int count = Math.min(to - index, line.length - at);
                int wrong = Arrays.mismatch(data, index, index + count, line, at, at + count);
                if (wrong >= 0) {
                    throw new AssertionError(
                            "byte %d of %s, which is byte %d of all, is not that of line %d: %s"
                                    .formatted(
                                            index + wrong - from,
                                            where,
                                            bytes + wrong,
                                            number,
                                            excerpt(data, index + wrong, to)));
                }
                index += count;
                at += count;
                bytes += count;
                if (at == line.length) {
                    number++;
                    at = 0;
                    line = next();
                }
            }
        }

        private static String excerpt(byte[] data, int from, int to) {
            int end = Math.min(to, from + 40);
            return new String(data, from, end - from, StandardCharsets.ISO_8859_1);
        }

        long bytes() {
            return bytes;
        }

        boolean isAtLineEnd() {
            return at == 0;
        }
    }
}
