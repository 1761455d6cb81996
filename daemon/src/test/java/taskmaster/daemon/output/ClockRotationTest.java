package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.OutputSpec;
import taskmaster.core.Rotation;
import taskmaster.core.Rotation.Interval;
import taskmaster.daemon.control.LogStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

class ClockRotationTest {

    private static final long NOON = Instant.parse("2026-03-28T12:00:00Z").toEpochMilli();
    private static final long HOUR_MILLIS = 3_600_000;
    private static final OutputSpec HOURLY =
            OutputSpec.raw(new Rotation(0, 3, Interval.HOURLY, false));

    private final AtomicLong millis = new AtomicLong(NOON + 1000);
    private final RotationClock clock = new RotationClock(millis::get, ZoneId.of("Europe/Berlin"));
    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) {
        rig = new Rig(directory, clock);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @Test
    void hoursAndDaysBeginWhereTheZoneSays() {
        assertThat(clock.next(Interval.HOURLY, NOON)).isEqualTo(NOON + HOUR_MILLIS);
        assertThat(clock.next(Interval.HOURLY, NOON - 1)).isEqualTo(NOON);
        assertThat(clock.next(Interval.DAILY, NOON)).isEqualTo(at("2026-03-28T23:00:00Z"));
        // The clock goes forward that night: the day has 23 hours.
        assertThat(clock.next(Interval.DAILY, at("2026-03-28T23:00:00Z")))
                .isEqualTo(at("2026-03-29T22:00:00Z"));
        assertThat(clock.next(Interval.NONE, NOON)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void logOfAnEarlierHourIsRotatedWhenItIsOpened() throws IOException {
        Files.writeString(rig.path("out"), "old\n");
        Files.setLastModifiedTime(rig.path("out"), FileTime.fromMillis(NOON - 1000));
        rig.run("web", rig.toFile("out"), HOURLY, "echo new");

        rig.untilContent("out.1", "old\n");
        rig.untilContent("out", "new\n");
        assertThat(rig.events.element().kind()).isEqualTo(OutputEvent.Kind.ROTATED);
    }

    @Test
    void logOfThisHourGoesOn() throws IOException {
        Files.writeString(rig.path("out"), "old\n");
        Files.setLastModifiedTime(rig.path("out"), FileTime.fromMillis(NOON));
        rig.run("web", rig.toFile("out"), HOURLY, "echo new");

        rig.untilContent("out", "old\nnew\n");
        assertThat(rig.path("out.1")).doesNotExist();
    }

    @Test
    void logIsRotatedWhenTheHourIsOverAndNotWhileItIsEmpty() {
        rig.run("web", rig.toFile("out"), HOURLY, "echo one");
        rig.untilContent("out", "one\n");
        millis.addAndGet(HOUR_MILLIS);
        // Anything wakes the loop; else it looks at the clock when it is due by its own count.
        rig.run("other", rig.toFile("other"), Rig.RAW, "echo wake");
        rig.untilContent("out.1", "one\n");
        rig.untilContent("out", "");
        millis.addAndGet(HOUR_MILLIS);
        rig.run("other", rig.toFile("other"), Rig.RAW, "echo wake");
        rig.run("web", rig.toFile("out"), HOURLY, "echo two");

        rig.untilContent("out", "two\n");
        assertThat(rig.path("out.2")).doesNotExist();
        assertThat(rig.capture.counters(Rig.id("web"), LogStream.STDOUT).rotations()).isOne();
    }
}
