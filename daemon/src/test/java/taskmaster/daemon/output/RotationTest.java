package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.OutputSpec;
import taskmaster.core.Rotation;
import taskmaster.daemon.control.LogStream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

class RotationTest {

    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) {
        rig = new Rig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    static String numbers(int last) {
        StringBuilder text = new StringBuilder();
        for (int number = 1; number <= last; number++) {
            text.append(number).append('\n');
        }
        return text.toString();
    }

    private void run(Rotation rotation, String script) {
        rig.run("web", rig.toFile("out"), rotation, script);
        rig.forget("web");
    }

    @Test
    void filesEndWithALineAndLoseNothing() throws IOException {
        run(Rotation.ofSize(10_000, 1000), "seq 1 60000");

        assertThat(rig.contentWithBackups("out")).isEqualTo(numbers(60_000));
        int age = 1;
        for (; Files.exists(rig.path("out." + age)); age++) {
            assertThat(rig.content("out." + age)).endsWith("\n");
            assertThat(Files.size(rig.path("out." + age))).isBetween(9_990L, 10_000L);
        }
        assertThat(age).isEqualTo(numbers(60_000).length() / 9_999 + 1);
    }

    @Test
    void oldestFileGoes() {
        run(Rotation.ofSize(10_000, 3), "seq 1 60000");

        assertThat(rig.path("out.3")).exists();
        assertThat(rig.path("out.4")).doesNotExist();
        assertThat(numbers(60_000)).endsWith(rig.contentWithBackups("out"));
    }

    @Test
    void withoutBackupsTheFileIsTruncated() throws IOException {
        run(Rotation.ofSize(10_000, 0), "seq 1 60000");

        assertThat(rig.path("out.1")).doesNotExist();
        assertThat(Files.size(rig.path("out"))).isLessThanOrEqualTo(10_000);
        assertThat(numbers(60_000)).endsWith(rig.content("out"));
    }

    @Test
    void withoutLimitTheFileGrows() {
        run(Rotation.ofSize(0, 3), "seq 1 60000");

        assertThat(rig.path("out.1")).doesNotExist();
        assertThat(rig.content("out")).isEqualTo(numbers(60_000));
    }

    @Test
    void lineLargerThanTheLimitStaysWhole() {
        run(
                Rotation.ofSize(100, 10),
                "echo first; head -c 5000 /dev/zero | tr '\\0' x; echo; echo last");

        assertThat(rig.content("out.2")).isEqualTo("first\n");
        assertThat(rig.content("out.1")).hasSize(5001).endsWith("x\n");
        assertThat(rig.content("out")).isEqualTo("last\n");
    }

    @Test
    void lineWithoutEndIsCutSoThatTheFileDoesNotGrowForEver() throws IOException {
        run(Rotation.ofSize(200_000, 100), "head -c 1000000 /dev/zero");

        assertThat(rig.contentWithBackups("out")).hasSize(1_000_000);
        assertThat(Files.size(rig.path("out.1"))).isLessThanOrEqualTo(200_000 + 65_536);
        assertThat(rig.path("out.3")).exists();
    }

    @Test
    void fileThatExistsCountsFromItsSize() throws IOException {
        Files.writeString(rig.path("out"), "x".repeat(99) + "\n");
        run(Rotation.ofSize(120, 2), "echo this makes more than 120 bytes");

        assertThat(rig.content("out.1")).hasSize(100);
        assertThat(rig.content("out")).isEqualTo("this makes more than 120 bytes\n");
    }

    @Test
    void restartDoesNotRotate() {
        for (int start = 0; start < 3; start++) {
            rig.run("web", rig.toFile("out"), Rotation.ofSize(1000, 2), "echo one");
        }
        rig.forget("web");

        assertThat(rig.content("out")).isEqualTo("one\none\none\n");
        assertThat(rig.path("out.1")).doesNotExist();
    }

    @Test
    void changedLimitHoldsAtOnce() {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "seq 1 1000");
        rig.untilContent("out", numbers(1000));
        rig.capture.retarget(
                Rig.id("web"), "web", rig.toFile("out"), OutputSpec.raw(Rotation.ofSize(100, 1)));
        rig.run("web", rig.toFile("out"), Rotation.ofSize(100, 1), "echo new");
        rig.forget("web");

        assertThat(rig.content("out.1")).isEqualTo(numbers(1000));
        assertThat(rig.content("out")).isEqualTo("new\n");
    }

    @Test
    void newFileInheritsPermissions() throws IOException {
        rig.run("web", rig.toFile("out"), Rotation.ofSize(100, 1), "echo one");
        rig.untilContent("out", "one\n");
        Files.setPosixFilePermissions(
                rig.path("out"), PosixFilePermissions.fromString("rw-rw-r--"));
        rig.run("web", rig.toFile("out"), Rotation.ofSize(100, 1), "seq 1 40");
        rig.forget("web");

        assertThat(rig.path("out.1")).exists();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.path("out"))))
                .isEqualTo("rw-rw-r--");
    }

    @Test
    void impossibleRotationIsToldOnceAndLosesNothing() throws IOException {
        Files.createDirectories(rig.path("out.1/in the way"));
        run(Rotation.ofSize(10_000, 1), "seq 1 60000");

        assertThat(rig.content("out")).isEqualTo(numbers(60_000));
        assertThat(rig.problems)
                .singleElement()
                .asString()
                .startsWith("cannot rotate log " + rig.path("out") + ": ")
                .endsWith("; it grows beyond 10000 bytes until that works");
    }

    @Test
    void fileCutByOthersIsNotRotatedTooEarly() throws IOException {
        rig.run("web", rig.toFile("out"), Rotation.ofSize(10_000, 2), "seq 1 2000");
        rig.untilContent("out", numbers(2000));
        try (FileChannel file = FileChannel.open(rig.path("out"), StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        rig.run("web", rig.toFile("out"), Rotation.ofSize(10_000, 2), "seq 1 1500");
        rig.forget("web");

        assertThat(rig.content("out")).isEqualTo(numbers(1500));
        assertThat(rig.path("out.1")).doesNotExist();
    }

    @Test
    void symbolicLinkIsFollowedAndStays() throws IOException {
        Files.createDirectory(rig.path("disk"));
        Files.createSymbolicLink(rig.path("out"), rig.path("disk/real"));
        run(Rotation.ofSize(10_000, 1000), "seq 1 60000");

        assertThat(rig.path("out")).isSymbolicLink();
        assertThat(rig.path("out.1")).doesNotExist();
        assertThat(rig.contentWithBackups("disk/real")).isEqualTo(numbers(60_000));
    }

    @Test
    void whatAKilledDaemonLeftHalfCompressedIsRemovedAtOpening() throws IOException {
        Files.writeString(rig.path("out.gz.tmp"), "half");
        Files.writeString(rig.path("out.1"), "old\n");
        rig.run("web", rig.toFile("out"), Rotation.ofSize(10_000, 2), "echo one");

        Rig.until("it is removed", () -> !Files.exists(rig.path("out.gz.tmp")));
        assertThat(rig.content("out.1")).isEqualTo("old\n");
    }

    @Test
    void rotationsAreCounted() {
        rig.run("web", rig.toFile("out"), Rotation.ofSize(10_000, 2), "seq 1 60000");
        Rig.until(
                "all is read",
                () ->
                        rig.capture.counters(Rig.id("web"), LogStream.STDOUT).bytes()
                                == numbers(60_000).length());

        Rig.until(
                "all is written",
                () -> rig.capture.counters(Rig.id("web"), LogStream.STDOUT).rotations() == 34);
    }
}
