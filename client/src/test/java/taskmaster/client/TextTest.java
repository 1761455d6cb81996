package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class TextTest {
    @Test
    void controlCharactersBecomeVisible() {
        assertThat(SafeText.visible("a\u001b[31mb\u0007\u007f\u009b\u202e\n\t"))
                .isEqualTo("a\\x1b[31mb\\x07\\x7f\\x9b\\u202e\\n\\t");
        assertThat(SafeText.visible("h\u00e9llo \u4e16")).isEqualTo("h\u00e9llo \u4e16");
        assertThat(SafeText.visibleLines("a\n\tb\u001b")).isEqualTo("a\n\tb\\x1b");
    }

    @Test
    void everyControlCharacterIsHarmful() {
        for (int c = 0; c < 0x20; c++) {
            assertThat(SafeText.visible(String.valueOf((char) c))).startsWith("\\");
        }
        for (int c = 0x7f; c < 0xa0; c++) {
            assertThat(SafeText.visible(String.valueOf((char) c))).startsWith("\\x");
        }
    }

    @Test
    void logsKeepLineEndsAndTabsOnly() {
        assertThat(log("a\r\nb\tc\rd\u001b[2J".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("a\nb\tc\\rd\\x1b[2J");
    }

    @Test
    void bytesThatAreNoUtf8BecomeVisible() {
        assertThat(log(new byte[] {'a', (byte) 0x9b, 'b'})).isEqualTo("a\\x9bb");
        assertThat(log(new byte[] {(byte) 0xc2, 'b'})).isEqualTo("\\xc2b");
        assertThat(log(new byte[] {(byte) 0xc0, (byte) 0x9b})).isEqualTo("\\xc0\\x9b");
        assertThat(log(new byte[] {(byte) 0xe0, (byte) 0x82, (byte) 0x9b}))
                .isEqualTo("\\xe0\\x82\\x9b");
        assertThat(log(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .isEqualTo("\\xed\\xa0\\x80");
        assertThat(log(new byte[] {(byte) 0xc2, (byte) 0x9b})).isEqualTo("\\x9b");
        assertThat(log(new byte[] {(byte) 0xf0, (byte) 0x9f})).isEqualTo("\\xf0\\x9f");
    }

    @Test
    void charactersCutInTwoAreCompleted() {
        LogText text = new LogText();
        StringBuilder out = new StringBuilder();
        for (byte b : "h\u00e9 \ud83d\ude00\r\n".getBytes(StandardCharsets.UTF_8)) {
            text.feed(new byte[] {b}, 1, out);
        }
        assertThat(out.toString()).isEqualTo("h\u00e9 \ud83d\ude00\n");
    }

    private static String log(byte[] bytes) {
        LogText text = new LogText();
        StringBuilder out = new StringBuilder();
        text.feed(bytes, bytes.length, out);
        text.end(out);
        return out.toString();
    }

    @Test
    void linesAreSplitWithQuotes() throws ClientFailure {
        assertThat(LineSplitter.split("  start 'a b'  \"c\\\"d\" e\\ f g''h # not this"))
                .containsExactly("start", "a b", "c\"d", "e f", "gh");
        assertThat(LineSplitter.split("")).isEmpty();
        assertThat(LineSplitter.split("a#b ''")).containsExactly("a#b", "");
        assertThatThrownBy(() -> LineSplitter.split("a 'b")).isInstanceOf(ClientFailure.class);
        assertThatThrownBy(() -> LineSplitter.split("a \\")).isInstanceOf(ClientFailure.class);
        assertThatThrownBy(() -> LineSplitter.split("a".repeat(70_000)))
                .hasMessageContaining("70000 characters");
    }

    @Test
    void nearWordsAreFound() {
        List<String> words = List.of("status", "start", "stop", "restart");
        assertThat(Suggestion.nearest("stauts", words)).isEqualTo("status");
        assertThat(Suggestion.nearest("strat", words)).isEqualTo("start");
        assertThat(Suggestion.nearest("stat", words)).isIn("status", "start");
        assertThat(Suggestion.nearest("xyz", words)).isNull();
        assertThat(Suggestion.nearest("x".repeat(10_000), words)).isNull();
    }

    @Test
    void durationsAreWrittenAsSupervisordDoes() {
        assertThat(ProcessText.duration(5)).isEqualTo("0:00:05");
        assertThat(ProcessText.duration(90_061)).isEqualTo("1 day, 1:01:01");
        assertThat(ProcessText.duration(172_800)).isEqualTo("2 days, 0:00:00");
        assertThat(ProcessText.duration(-3)).isEqualTo("0:00:00");
    }

    @Test
    void timesAreReadAsTheLibraryReadsThem() {
        for (String time :
                List.of(
                        "1970-01-01T00:00:00Z",
                        "2026-11-23T02:51:07.123Z",
                        "2024-02-29T23:59:59Z",
                        "2000-03-01T00:00:00Z",
                        "2100-12-31T12:00:00Z")) {
            assertThat(ProcessText.epochSeconds(time))
                    .isEqualTo(java.time.Instant.parse(time).getEpochSecond());
        }
        assertThat(ProcessText.epochSeconds("yesterday")).isEqualTo(-1);
        assertThat(ProcessText.epochSeconds("2026-11-2xT02:51:07Z")).isEqualTo(-1);
    }

    @Test
    void pathsAreEncoded() {
        assertThat(Connection.encoded("web:web_00 /\u00e9")).isEqualTo("web%3Aweb_00%20%2F%C3%A9");
        assertThat(Connection.query(List.of("a", "b:*"))).isEqualTo("?name=a&name=b%3A%2A");
        assertThat(Connection.query(List.of())).isEmpty();
    }
}
