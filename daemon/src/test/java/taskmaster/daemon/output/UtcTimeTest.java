package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;

class UtcTimeTest {

    private static final DateTimeFormatter EXPECTED =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final UtcTime time = new UtcTime();

    private String text(long epochMillis) {
        StringBuilder text = new StringBuilder();
        time.append(text, epochMillis);
        return text.toString();
    }

    @Test
    void isIsoInUtcWithMilliseconds() {
        assertThat(text(0)).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(text(1_795_402_267_123L)).isEqualTo("2026-11-23T02:51:07.123Z");
    }

    @Test
    void agreesWithJavaTime() {
        Random random = new Random(7);
        long from = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
        long to = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
        for (int round = 0; round < 20_000; round++) {
            long millis = random.nextLong(from, to);
            assertThat(text(millis)).isEqualTo(EXPECTED.format(Instant.ofEpochMilli(millis)));
        }
    }

    @Test
    void everyDayOfFourCenturiesIsRight() {
        long day = 86_400_000L;
        long start = Instant.parse("1900-01-01T12:00:00Z").toEpochMilli();
        for (long millis = start; millis < start + 146_100 * day; millis += day) {
            assertThat(text(millis)).isEqualTo(EXPECTED.format(Instant.ofEpochMilli(millis)));
        }
    }
}
