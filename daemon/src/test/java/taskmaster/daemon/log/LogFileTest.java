package taskmaster.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.Rotation;
import taskmaster.core.Rotation.Interval;
import taskmaster.daemon.output.RotationClock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

class LogFileTest {

    @TempDir Path directory;

    private final List<String> compressed = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T10:59:59.500Z");

    private Path log() {
        return directory.resolve("log");
    }

    private LogFile open(Rotation rotation) throws IOException {
        var clock = new RotationClock(() -> now.toEpochMilli(), ZoneId.of("Europe/Berlin"));
        return LogFile.open(
                log(),
                rotation,
                clock,
                (path, backups) -> compressed.add(path.getFileName() + " " + backups));
    }

    private static Rotation by(Interval interval, int backups) {
        return new Rotation(0, backups, interval, false);
    }

    private void write(LogFile file, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        file.write(bytes, bytes.length);
    }

    private String content(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void hourlyRotatesWithTheFirstLineOfTheHour() throws IOException {
        LogFile file = open(by(Interval.HOURLY, 3));
        write(file, "before");
        now = Instant.parse("2026-11-23T11:00:00Z");
        write(file, "after");
        write(file, "later");
        now = Instant.parse("2026-11-23T13:30:00Z");
        write(file, "afternoon");
        file.close();

        assertThat(content("log.2")).isEqualTo("before\n");
        assertThat(content("log.1")).isEqualTo("after\nlater\n");
        assertThat(content("log")).isEqualTo("afternoon\n");
    }

    @Test
    void dailyRotatesAtMidnightOfTheZone() throws IOException {
        now = Instant.parse("2026-11-23T22:59:59Z");
        LogFile file = open(by(Interval.DAILY, 3));
        write(file, "before");
        now = Instant.parse("2026-11-23T23:00:00Z");
        write(file, "after");
        file.close();

        assertThat(content("log.1")).isEqualTo("before\n");
        assertThat(content("log")).isEqualTo("after\n");
    }

    @Test
    void emptyFileStays() throws IOException {
        LogFile file = open(by(Interval.HOURLY, 3));
        now = now.plusSeconds(7200);
        write(file, "first");
        file.close();

        assertThat(directory.resolve("log.1")).doesNotExist();
    }

    @Test
    void whatIsFromBeforeTheDaemonIsRotatedToo() throws IOException {
        Files.writeString(log(), "yesterday\n");
        Files.setLastModifiedTime(log(), FileTime.from(now.minusSeconds(86_400)));
        LogFile file = open(by(Interval.DAILY, 3));
        write(file, "today");
        file.close();

        assertThat(content("log.1")).isEqualTo("yesterday\n");
        assertThat(content("log")).isEqualTo("today\n");
    }

    @Test
    void withoutBackupsTheClockEmptiesIt() throws IOException {
        LogFile file = open(by(Interval.HOURLY, 0));
        write(file, "before");
        now = now.plusSeconds(1);
        write(file, "after");
        file.close();

        assertThat(content("log")).isEqualTo("after\n");
        assertThat(directory.resolve("log.1")).doesNotExist();
    }

    @Test
    void oldFilesAreHandedOverToBeCompressed() throws IOException {
        LogFile file = open(new Rotation(10, 4, Interval.NONE, true));
        assertThat(compressed).as("what an earlier daemon left").containsExactly("log 4");
        write(file, "0123456");
        write(file, "0123456");
        file.close();

        assertThat(compressed).containsExactly("log 4", "log 4");
        assertThat(content("log.1")).isEqualTo("0123456\n");
    }

    @Test
    void rotationThatFailsIsToldOnceAndLosesNothing() throws IOException {
        // A directory with something in it cannot be replaced by a file.
        Files.createDirectories(directory.resolve("log.1/in the way"));
        LogFile file = open(Rotation.ofSize(10, 1));
        write(file, "0123456");
        write(file, "abcdefg");
        assertThat(file.takeProblem()).startsWith("cannot rotate log " + log() + ": ");
        write(file, "hijklmn");
        assertThat(file.takeProblem()).isNull();
        file.close();

        assertThat(content("log")).isEqualTo("0123456\nabcdefg\nhijklmn\n");
    }

    @Test
    void withoutCompressionNothingIsHandedOver() throws IOException {
        LogFile file = open(Rotation.ofSize(10, 4));
        write(file, "0123456");
        write(file, "0123456");
        file.close();

        assertThat(compressed).isEmpty();
    }
}
