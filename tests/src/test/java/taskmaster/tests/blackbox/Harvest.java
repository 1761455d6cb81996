package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The numbered lines that were found in files, in whatever order these were read.
final class Harvest {

    private static final int CONTEXT_BYTES = 60;

    /// Numbers of one writer that follow each other within one file.
    private record Range(String file, int first, int last) {}

    private final Map<Integer, List<Range>> ranges = new TreeMap<>();
    private long emptyLines;
    private int files;

    /// Reads a file, of which each line must be whole and as its writer wrote it, and the lines of
    /// each writer must be in order and without a gap.
    Harvest add(Path path) throws IOException {
        return add(path.getFileName().toString(), Files.readAllBytes(path));
    }

    Harvest add(String name, byte[] data) {
        files++;
        Map<Integer, int[]> seen = new TreeMap<>();
        int at = 0;
        while (at < data.length) {
            int end = lineEnd(data, at, name);
            if (end == at + 1) {
                emptyLines++;
            } else {
                take(name, data, at, end, seen);
            }
            at = end;
        }
        seen.forEach(
                (writer, range) ->
                        ranges.computeIfAbsent(writer, _ -> new ArrayList<>())
                                .add(new Range(name, range[0], range[1])));
        return this;
    }

    private static int lineEnd(byte[] data, int from, String name) {
        int at = from;
        while (at < data.length && data[at] != '\n') {
            at++;
        }
        if (at == data.length) {
            throw new AssertionError(
                    name + " ends within a line, at %d: %s".formatted(from, excerpt(data, from)));
        }
        return at + 1;
    }

    private static void take(
            String name, byte[] data, int from, int end, Map<Integer, int[]> seen) {
        int writer = NumberedLines.writerOf(data, from, end);
        int number = writer < 0 ? -1 : NumberedLines.numberOf(data, from);
        byte[] wanted = number < 0 ? new byte[0] : NumberedLines.line(writer, number);
        if (!Arrays.equals(data, from, end, wanted, 0, wanted.length)) {
            throw new AssertionError(
                    "%s has at %d what nobody wrote: %s"
                            .formatted(name, from, excerpt(data, from)));
        }
        int[] range = seen.computeIfAbsent(writer, _ -> new int[] {number, number - 1});
        if (number != range[1] + 1) {
            throw new AssertionError(
                    "%s: line %d of writer %d follows its line %d"
                            .formatted(name, number, writer, range[1]));
        }
        range[1] = number;
    }

    private static String excerpt(byte[] data, int from) {
        int count = Math.min(CONTEXT_BYTES, data.length - from);
        return new String(data, from, count, StandardCharsets.ISO_8859_1);
    }

    /// Fails unless these are all lines of these writers, each once.
    void isComplete(Map<Integer, Integer> linesByWriter) {
        assertThat(ranges.keySet()).isEqualTo(new TreeMap<>(linesByWriter).keySet());
        long wantedEmpty = 0;
        for (Map.Entry<Integer, Integer> one : linesByWriter.entrySet()) {
            followsEachOther(one.getKey(), one.getValue());
            wantedEmpty += NumberedLines.emptyLines(one.getKey(), one.getValue());
        }
        assertThat(emptyLines).as("empty lines in %d files", files).isEqualTo(wantedEmpty);
    }

    private void followsEachOther(int writer, int lines) {
        List<Range> found = new ArrayList<>(ranges.getOrDefault(writer, List.of()));
        found.sort(Comparator.comparingInt(Range::first));
        int next = 0;
        for (Range range : found) {
            if (range.first() != next) {
                throw new AssertionError(
                        "writer %d: %s lines %d to %d (before %s)"
                                .formatted(
                                        writer,
                                        range.first() > next ? "lost" : "twice",
                                        Math.min(next, range.first()),
                                        Math.max(next, range.first()) - 1,
                                        range));
            }
            next = range.last() + 1;
        }
        assertThat(next).as("lines of writer %d", writer).isEqualTo(lines);
    }

    /// Fails unless all writers agree on the order in which the files came.
    void filesHaveOneOrder() {
        Map<String, Map<Integer, Integer>> firsts = new TreeMap<>();
        ranges.forEach(
                (writer, found) ->
                        found.forEach(
                                range ->
                                        firsts.computeIfAbsent(range.file(), _ -> new TreeMap<>())
                                                .put(writer, range.first())));
        List<String> names = List.copyOf(firsts.keySet());
        for (String one : names) {
            for (String other : names) {
                int order = 0;
                for (Map.Entry<Integer, Integer> first :
                        firsts.getOrDefault(one, Map.of()).entrySet()) {
                    Integer second = firsts.getOrDefault(other, Map.of()).get(first.getKey());
                    int compared = second == null ? 0 : Integer.compare(first.getValue(), second);
                    assertThat(order * compared)
                            .as("%s and %s: before and after", one, other)
                            .isNotNegative();
                    order = compared == 0 ? order : compared;
                }
            }
        }
    }

    int files() {
        return files;
    }
}
