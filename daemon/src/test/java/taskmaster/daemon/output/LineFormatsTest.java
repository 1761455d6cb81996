package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import taskmaster.core.OutputFormat;
import taskmaster.core.OutputSpec;
import taskmaster.core.Overflow;
import taskmaster.core.Rotation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class LineFormatsTest {

    private static final long WHEN = 1_795_413_170_123L;
    private static final String TIME = "2026-11-23T05:52:50.123Z";
    private static final String STAMP = TIME + " web:web_00 | ";

    private static final ByteBuffer OUT = ByteBuffer.allocateDirect(Bounds.FORMATTED_BYTES);

    private final LineFormats formats = new LineFormats();

    private @Nullable LineFormat format(OutputFormat form, boolean stripAnsi) {
        Rotation rotation = new Rotation(0, 0, Rotation.Interval.NONE, false);
        OutputSpec spec = new OutputSpec(form, stripAnsi, List.of(), Overflow.BLOCK, rotation);
        return formats.of(spec, "web:web_00", false);
    }

    private LineFormat prefixed() {
        return Objects.requireNonNull(format(OutputFormat.PREFIXED, false));
    }

    private LineFormat json() {
        return Objects.requireNonNull(format(OutputFormat.JSON, false));
    }

    private static byte[] formatted(LineFormat format, byte[] lines, boolean isCut) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer out = OUT.clear();
        int from = 0;
        while (from < lines.length) {
            int taken = format.format(lines, from, lines.length, isCut, WHEN, out);
            assertThat(taken).as("progress into an empty buffer").isGreaterThan(from);
            byte[] part = new byte[out.flip().remaining()];
            out.get(part);
            out.clear();
            all.writeBytes(part);
            from = taken;
        }
        return all.toByteArray();
    }

    private static String text(LineFormat format, String lines) {
        return new String(formatted(format, lines.getBytes(UTF_8), false), UTF_8);
    }

    private static String cut(LineFormat format, String lines) {
        return new String(formatted(format, lines.getBytes(UTF_8), true), UTF_8);
    }

    private static Map<String, Object> parsed(String line) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        try (JsonReader in = new JsonReader(new StringReader(line))) {
            in.setStrictness(Strictness.STRICT);
            in.beginObject();
            while (in.hasNext()) {
                String name = in.nextName();
                members.put(name, name.equals("cut") ? in.nextBoolean() : in.nextString());
            }
            in.endObject();
        }
        return members;
    }

    private static String line(String object) throws IOException {
        return (String) Objects.requireNonNull(parsed(object).get("line"));
    }

    @Test
    void rawNeedsNoFormat() {
        assertThat(format(OutputFormat.RAW, false)).isNull();
    }

    @Test
    void prefixIsTimeAndName() {
        assertThat(text(prefixed(), "one\n\ntwo\r\n"))
                .isEqualTo(STAMP + "one\n" + STAMP + "\n" + STAMP + "two\r\n");
    }

    @Test
    void lineWithoutItsEndGetsOne() {
        assertThat(text(prefixed(), "one\ntwo")).isEqualTo(STAMP + "one\n" + STAMP + "two\n");
        LineFormat plain = Objects.requireNonNull(format(OutputFormat.RAW, true));
        assertThat(text(plain, "one\ntwo")).isEqualTo("one\ntwo\n");
    }

    @Test
    void jsonTellsTimeProcessStreamAndLine() throws IOException {
        String lines = text(json(), "a \"quote\"\tand\\\r\n\u001b[1m\u007f\u0085é\u2028😀\u0000\n");
        String head =
                "{\"time\":\"2026-11-23T05:52:50.123Z\",\"process\":\"web:web_00\","
                        + "\"stream\":\"stdout\",\"line\":\"";
        assertThat(lines)
                .isEqualTo(
                        head
                                + "a \\\"quote\\\"\\tand\\\\\\r\"}\n"
                                + head
                                + "\\u001b[1m\\u007f\\u0085é\u2028😀\\u0000\"}\n");
        assertThat(parsed(lines.lines().toList().getFirst()))
                .isEqualTo(
                        Map.of(
                                "time",
                                TIME,
                                "process",
                                "web:web_00",
                                "stream",
                                "stdout",
                                "line",
                                "a \"quote\"\tand\\\r"));
    }

    @Test
    void jsonTellsStderr() throws IOException {
        OutputSpec spec =
                new OutputSpec(
                        OutputFormat.JSON,
                        false,
                        List.of(),
                        Overflow.BLOCK,
                        new Rotation(0, 0, Rotation.Interval.NONE, false));
        LineFormat format = Objects.requireNonNull(formats.of(spec, "a\"\\\u0001é", true));
        assertThat(parsed(text(format, "x\n")))
                .containsEntry("process", "a\"\\\u0001é")
                .containsEntry("stream", "stderr");
    }

    @Test
    void jsonMarksWhatWasCutAndOnlyThat() throws IOException {
        List<String> lines = cut(json(), "whole\npart").lines().toList();
        assertThat(parsed(lines.get(0))).doesNotContainKey("cut");
        assertThat(parsed(lines.get(1))).containsEntry("cut", true).containsEntry("line", "part");
        assertThat(cut(json(), "whole\n")).doesNotContain("cut");
        assertThat(text(json(), "process ended here")).doesNotContain("cut");
    }

    @Test
    void invalidUtf8IsReplacedInJson() throws IOException {
        byte[] line =
                "a\u00ff\u00c3\u00e2\u0082b\u00ed\u00a0\u0080\u00c0\u0080".getBytes(ISO_8859_1);
        String json = new String(formatted(json(), line, false), UTF_8);
        assertThat(line(json)).isEqualTo("a���b�����");
    }

    @Test
    void anyBytesBecomeValidJson() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = hostile(random, 1 + random.nextInt(400));
            String json = new String(formatted(json(), bytes, false), UTF_8);
            List<String> objects = Arrays.asList(json.split("\n", -1));
            List<String> lines = lines(bytes);
            assertThat(objects).hasSize(lines.size() + 1);
            for (int index = 0; index < lines.size(); index++) {
                assertThat(objects.get(index)).doesNotContainPattern("\\p{Cntrl}|[\u0080-\u009f]");
                assertThat(collapsed(line(objects.get(index))))
                        .isEqualTo(collapsed(lines.get(index)));
            }
        }
    }

    @Test
    void prefixedKeepsEveryByte() {
        Random random = new Random(12);
        byte[] stamp = STAMP.getBytes(UTF_8);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = hostile(random, 1 + random.nextInt(400));
            byte[] out = formatted(prefixed(), bytes, false);
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            int from = 0;
            while (from < out.length) {
                int end = LineEnds.next(out, from, out.length);
                assertThat(Arrays.copyOfRange(out, from, from + stamp.length)).isEqualTo(stamp);
                back.write(out, from + stamp.length, end - from - stamp.length);
                from = end;
            }
            byte[] whole = bytes[bytes.length - 1] == '\n' ? bytes : withLineFeed(bytes);
            assertThat(back.toByteArray()).isEqualTo(whole);
        }
    }

    @Test
    void manyLinesInManyPiecesComeBackInOrder() throws IOException {
        Random random = new Random(13);
        StringBuilder lines = new StringBuilder();
        for (int number = 0; number < 100_000; number++) {
            lines.append(number).append(" \"x\\é".repeat(random.nextInt(20))).append('\n');
        }
        byte[] bytes = lines.toString().getBytes(UTF_8);
        List<String> expected = lines.toString().lines().toList();
        List<String> back = new ArrayList<>();
        for (String object : pieces(json(), bytes, random).lines().toList()) {
            back.add(line(object));
        }
        assertThat(back.equals(expected)).isTrue();
        List<String> prefixed = pieces(prefixed(), bytes, random).lines().toList();
        assertThat(prefixed.stream().map(line -> line.substring(STAMP.length())).toList())
                .matches(expected::equals);
    }

    /// Formats whole lines in arrays of some 30 KB, into a buffer that is emptied now and then.
    private static String pieces(LineFormat format, byte[] bytes, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer out = ByteBuffer.allocateDirect(Bounds.FORMATTED_BYTES);
        int from = 0;
        while (from < bytes.length) {
            int near = Math.min(bytes.length, from + random.nextInt(60_000));
            int to = LineEnds.next(bytes, near, bytes.length);
            while (from < to) {
                from = format.format(bytes, from, to, false, WHEN, out);
                if (from < to || random.nextBoolean()) {
                    byte[] part = new byte[out.flip().remaining()];
                    out.get(part);
                    out.clear();
                    all.writeBytes(part);
                }
            }
        }
        byte[] rest = new byte[out.flip().remaining()];
        out.get(rest);
        all.writeBytes(rest);
        return all.toString(UTF_8);
    }

    @Test
    void longestLineFitsAnEmptyBuffer() throws IOException {
        byte[] worst = new byte[Bounds.LINE_BYTES_MAX];
        for (byte[] line : List.of(worst, withLineFeed(Arrays.copyOf(worst, worst.length - 1)))) {
            for (OutputFormat form : OutputFormat.values()) {
                for (boolean stripAnsi : new boolean[] {false, true}) {
                    LineFormat format = format(form, stripAnsi);
                    if (format != null) {
                        assertThat(formatted(format, line, true)).endsWith((byte) '\n');
                    }
                }
            }
        }
        String json = new String(formatted(json(), worst, true), UTF_8);
        assertThat(line(json)).hasSize(worst.length);
    }

    @Test
    void whatDoesNotFitIsNotBegun() {
        ByteBuffer out = ByteBuffer.allocateDirect(1000);
        byte[] lines = "0123456789\n".repeat(100).getBytes(UTF_8);
        for (OutputFormat form : OutputFormat.values()) {
            for (boolean stripAnsi : new boolean[] {false, true}) {
                LineFormat format = format(form, stripAnsi);
                for (int room = 0; room < 300 && format != null; room++) {
                    out.clear().limit(room);
                    int taken = format.format(lines, 0, lines.length, false, WHEN, out);
                    assertThat(taken % 11).isZero();
                    assertThat(UTF_8.decode(out.flip()).toString().lines().count())
                            .isEqualTo(taken / 11);
                }
            }
        }
    }

    @Test
    void escapesAreRemovedBeforeEveryFormat() throws IOException {
        String lines = "plain\n\u001b[31mred\u001b[0m\né\n\u001b]0;title\u0007\nend\u001b[K";
        LineFormat plain = Objects.requireNonNull(format(OutputFormat.RAW, true));
        assertThat(text(plain, lines)).isEqualTo("plain\nred\né\n\nend\n");
        LineFormat prefixed = Objects.requireNonNull(format(OutputFormat.PREFIXED, true));
        assertThat(text(prefixed, lines).replace(STAMP, "")).isEqualTo("plain\nred\né\n\nend\n");
        LineFormat json = Objects.requireNonNull(format(OutputFormat.JSON, true));
        List<String> objects = cut(json, lines).lines().toList();
        assertThat(parsed(objects.get(1))).containsEntry("line", "red").doesNotContainKey("cut");
        assertThat(parsed(objects.get(4))).containsEntry("line", "end").containsEntry("cut", true);
    }

    @Test
    void lastLineOfEscapesAloneStaysALineUnlessItGoesOn() {
        LineFormat plain = Objects.requireNonNull(format(OutputFormat.RAW, true));
        assertThat(text(plain, "one\n\u001b[0m")).isEqualTo("one\n\n");
        assertThat(cut(plain, "one\n\u001b[0m")).isEqualTo("one\n");
    }

    private static byte[] withLineFeed(byte[] bytes) {
        byte[] whole = Arrays.copyOf(bytes, bytes.length + 1);
        whole[bytes.length] = '\n';
        return whole;
    }

    /// Bytes that go wrong wherever anything can: broken UTF-8, controls, quotes, empty lines.
    private static byte[] hostile(Random random, int length) {
        byte[] pieces =
                "\n\n\r\"\\/\u0000\u001b\u007fa\u00c3\u00a9\u00c2\u0085\u00e2\u0080\u00a8"
                        .concat("\u00f0\u009f\u0098\u0080\u00ed\u00a0\u00f4\u0090\u00e0\u009b")
                        .getBytes(ISO_8859_1);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int index = 0; index < length; index++) {
            if (random.nextInt(4) > 0) {
                bytes[index] = pieces[random.nextInt(pieces.length)];
            }
        }
        return bytes;
    }

    private static List<String> lines(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int end = LineEnds.next(bytes, from, bytes.length);
            lines.add(new String(bytes, from, LineEnds.text(bytes, from, end) - from, UTF_8));
            from = end;
        }
        return lines;
    }

    /// Java's decoder replaces a surrogate by one U+FFFD, the Unicode standard by three.
    private static String collapsed(String text) {
        return text.replaceAll("\ufffd+", "\ufffd");
    }
}
