package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.daemon.control.LogStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RemovedFileTest {

    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        rig = new Rig(directory);
        Files.createDirectory(rig.path("logs"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void removedFileIsMadeAgain() throws IOException {
        rig.run("web", rig.toFile("logs/out"), Rig.RAW, "echo one");
        rig.untilContent("logs/out", "one\n");
        Files.delete(rig.path("logs/out"));
        rig.run("web", rig.toFile("logs/out"), Rig.RAW, "echo two");

        rig.untilContent("logs/out", "two\n");
        assertThat(rig.problems).isEmpty();
    }

    @Test
    void programWaitsForARemovedDirectoryAndNothingIsLost() throws IOException {
        rig.close(rig.open("web", rig.toFile("logs/out"), Rig.RAW));
        Files.delete(rig.path("logs/out"));
        Files.delete(rig.path("logs"));
        var child = rig.start("web", rig.toFile("logs/out"), Rig.RAW, "seq", "1", "100000");
        Rig.until("it is told", () -> !rig.problems.isEmpty());
        assertThat(rig.problems.element()).contains("cannot write log", "ENOENT");
        Files.createDirectory(rig.path("logs"));
        rig.await(child);

        rig.untilContent("logs/out", RotationTest.numbers(100_000));
        Rig.until(
                "all is counted",
                () ->
                        rig.capture
                                .counters(Rig.id("web"), LogStream.STDOUT)
                                .equals(new StreamCounters(588_895, 100_000, 0, 0, 0)));
    }

    @Test
    void fileCutByOthersHasNoHole() throws IOException {
        rig.run("web", rig.toFile("logs/out"), Rig.RAW, "echo one");
        rig.untilContent("logs/out", "one\n");
        Files.write(rig.path("logs/out"), new byte[0]);
        rig.run("web", rig.toFile("logs/out"), Rig.RAW, "echo two");

        rig.untilContent("logs/out", "two\n");
    }
}
