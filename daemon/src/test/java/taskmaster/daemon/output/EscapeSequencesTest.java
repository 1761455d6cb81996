package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;

class EscapeSequencesTest {

    private final EscapeSequences sequences = new EscapeSequences();

    private byte[] stripped(byte[] line) {
        byte[] clean = new byte[line.length];
        return Arrays.copyOf(clean, sequences.strip(line, 0, line.length, clean));
    }

    private String stripped(String line, Charset charset) {
        return new String(stripped(line.getBytes(charset)), charset);
    }

    /// `^` stands for ESC, `~` for BEL, `'` quotes what begins or ends with a space.
    @ParameterizedTest
    @CsvSource({
        "^[1;31mred^[0m, red",
        "^[?25lhidden^[?25h, hidden",
        "^[38;2;1;2;3mtrue^[m colour, true colour",
        "^[38:2::1:2:3mcolon^[0m, colon",
        "^[2Kline^[1G, line",
        "^[3 qcursor^[!p, cursor",
        "^]0;title~text, text",
        "^]8;;http://x/^\\link^]8;;^\\, link",
        "^]2;café ✓ ✳^\\after, after",
        "^P+q544e^\\dcs, dcs",
        "^_apc^\\^^pm^\\^Xsos^\\text, text",
        "^(Bcharset^)0^#8^%G, charset",
        "^Msaved^7^8^=^>^c, saved",
        "a^]PcF00000red on the console, ared on the console",
        "a^]Rreset, areset",
        "^]0;never ended, ''",
        "text^[31, text",
        "text^, text",
        "text^[, text",
        "text^], text",
        "^^[31mtwice^[0m, twice",
        "^[31é, é",
        "^é, é",
        "^]0;title^[1mbold, bold",
        "^Ptmux;^^]0;inner~^\\text, text",
        "no [31m escape ]0; at all, no [31m escape ]0; at all"
    })
    void sequencesGoAndTextStays(String line, String expected) {
        String sequence = line.replace('^', '\u001b').replace('~', '\u0007');
        // PM is ESC ^ itself.
        String input = sequence.replace("\u001b\u001bpm", "\u001b^pm");
        assertThat(stripped(input, UTF_8)).isEqualTo(expected);
        assertThat(stripped(input + "\n", UTF_8)).isEqualTo(expected + "\n");
        assertThat(stripped("é✓" + input, UTF_8)).isEqualTo("é✓" + expected);
    }

    @Test
    void otherControlCharactersStay() {
        assertThat(stripped("\ta\bb\rc\u000e\u0007\u0000\r\n", UTF_8))
                .isEqualTo("\ta\bb\rc\u000e\u0007\u0000\r\n");
    }

    @Test
    void eightBitFormsGoOutsideUtf8Only() {
        assertThat(stripped("\u009b1mbold\u009bm", ISO_8859_1)).isEqualTo("bold");
        assertThat(stripped("\u009d0;t\u009cx\u0090d\u009cy\u009d0;t\u0007z", ISO_8859_1))
                .isEqualTo("xyz");
        assertThat(stripped("\u009b1mbold ✳ Û 🛝", UTF_8)).isEqualTo("\u009b1mbold ✳ Û 🛝");
        assertThat(stripped("\u001b]0;✳ 🛝 title\u0007x", UTF_8)).isEqualTo("x");
    }

    @Test
    void lettersOfOtherEncodingsStay() {
        Charset czech = Charset.forName("windows-1250");
        assertThat(stripped("můžeme, ťuk, źle\n", czech)).isEqualTo("můžeme, ťuk, źle\n");
        assertThat(stripped("můžeme \u001b[1mvše\u001b[0m\n", czech)).isEqualTo("můžeme vše\n");
    }

    @Test
    void agreesWithThePattern() {
        byte[] pieces =
                "\u001b\u001b\u001b[[]P_(\\\u0007\u0018;1m ~RX\u009b\u009d\u009c\u0090\u00a9\u00ff"
                        .getBytes(ISO_8859_1);
        Random random = new Random(5);
        for (int round = 0; round < 200_000; round++) {
            byte[] line = new byte[random.nextInt(24)];
            for (int index = 0; index < line.length; index++) {
                line[index] = pieces[random.nextInt(pieces.length)];
            }
            String latin = new String(line, ISO_8859_1);
            assertThat(new String(stripped(line), ISO_8859_1))
                    .as(() -> latin.chars().mapToObj(Integer::toHexString).toList().toString())
                    .isEqualTo(SEQUENCE.matcher(latin).replaceAll(""));
        }
    }

    /// The reference, for lines whose bytes of 0x80 and more are no UTF-8.
    private static final Pattern SEQUENCE =
            Pattern.compile(
                    String.join(
                            "|",
                            "\u001b\\[[0-?]*[ -/]*[@-~]?",
                            "\u001b\\]R",
                            "\u001b\\]P[0-9a-fA-F]{0,7}",
                            "\u001b[]P_^X][^\u0007\u0018\u001a\u001b\u009c]*[\u0007\u0018\u001a\u009c]?",
                            "\u001b[ -/]*[0-~]?",
                            "\u009b[0-?]*[ -/]*[@-~]",
                            "[\u0090\u0098\u009d\u009e\u009f][^\u0007\u0018\u001a\u001b\u009c]*"
                                    + "(?:[\u0007\u009c]|\u001b\\\\)"));

    @Test
    void textBesideSequencesIsNeverTouched() {
        Random random = new Random(6);
        String[] escapes = {"\u001b[1;2m", "\u001b]0;é title\u0007", "\u001b(B", "\u001b7"};
        String[] words = {"a", "é", "✓", "😀", " ", "\t", "[0m", "\u0085", "\r"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder line = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(30); piece > 0; piece--) {
                String word = words[random.nextInt(words.length)];
                line.append(word).append(escapes[random.nextInt(escapes.length)]);
                text.append(word);
            }
            assertThat(stripped(line.toString(), UTF_8)).isEqualTo(text.toString());
        }
    }

    @Test
    void hostileLinesTakeLinearTime() {
        int size = Bounds.LINE_BYTES_MAX;
        for (String unit :
                new String[] {
                    "\u001b[", "\u001b]", "\u001b[1", "\u009d", "\u009b1", "\u00f0\u009f\u0098"
                }) {
            byte[] line = unit.repeat(size / unit.length()).getBytes(ISO_8859_1);
            line[line.length - 1] = 0x18;
            byte[] clean = new byte[size];
            long start = System.nanoTime();
            for (int round = 0; round < 20; round++) {
                assertThat(sequences.strip(line, 0, line.length, clean)).isBetween(0, size);
            }
            // 1.3 MB; what is quadratic takes 20 s for each.
            assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
        }
    }
}
