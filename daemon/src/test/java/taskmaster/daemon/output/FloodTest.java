package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.Rotation;
import taskmaster.daemon.control.LogStream;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FloodTest {

    private static final Rotation SMALL = Rotation.ofSize(4_000_000, 1);

    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) {
        rig = new Rig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private long bytes(String program) {
        return rig.capture.counters(Rig.id(program), LogStream.STDOUT).bytes();
    }

    @Test
    void floodsNeitherStarveOthersNorGrowMemory() throws IOException {
        var yes = rig.start("yes", rig.toFile("yes"), SMALL, "/usr/bin/yes");
        var random = rig.start("random", rig.toFile("random"), SMALL, "/bin/cat", "/dev/urandom");
        var zero = rig.start("zero", rig.toFile("zero"), SMALL, "/bin/cat", "/dev/zero");
        Rig.until(
                "all have begun", () -> bytes("random") > 10_000_000 && bytes("yes") > 10_000_000);
        long before = residentKilobytes();
        for (int turn = 1; turn <= 5; turn++) {
            long goal = bytes("yes") + 20_000_000;
            rig.run("quiet", rig.toFile("quiet"), Rig.NO_ROTATION, "echo still here");
            rig.untilContent("quiet", "still here\n".repeat(turn));
            Rig.until("the flood goes on", () -> bytes("yes") > goal);
        }
        long after = residentKilobytes();
        rig.kill(yes);
        rig.kill(random);
        rig.kill(zero);
        rig.forget("yes", "random", "zero");

        assertThat(after - before).as("growth in KiB").isLessThan(24_000);
        assertThat(Files.size(rig.path("zero"))).isLessThan(5_000_000);
        assertThat(rig.problems).isEmpty();
    }

    @Test
    void floodsIntoOneFileDoNotStarveOthers() {
        var one = rig.start("one", rig.toFile("all"), SMALL, "/usr/bin/yes");
        var two = rig.start("two", rig.toFile("all"), SMALL, "/bin/cat", "/dev/zero");
        Rig.until("both write", () -> bytes("one") > 10_000_000 && bytes("two") > 10_000_000);
        rig.run("quiet", rig.toFile("quiet"), Rig.NO_ROTATION, "echo still here");
        rig.untilContent("quiet", "still here\n");
        rig.kill(one);
        rig.kill(two);
    }

    private static long residentKilobytes() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        for (String line : status) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no VmRSS");
    }

    @Test
    void nobodyWakesWhileNothingIsWritten() throws Exception {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        rig.untilContent("out", "one\n");
        // The nap after the last round is over when the thread is back in its poller.
        new ProcessBuilder("/bin/sleep", "0.1").start().waitFor();
        long before = wakeUps();
        new ProcessBuilder("/bin/sleep", "1").start().waitFor();

        assertThat(wakeUps() - before).isZero();
    }

    /// Voluntary context switches of the threads named `output`.
    private static long wakeUps() throws IOException {
        long sum = 0;
        File[] threads = new File("/proc/self/task").listFiles();
        assertThat(threads).isNotNull();
        boolean isFound = false;
        for (File thread : threads) {
            List<String> status = Files.readAllLines(thread.toPath().resolve("status"));
            if (status.getFirst().endsWith("\toutput")) {
                isFound = true;
                for (String line : status) {
                    if (line.startsWith("voluntary_ctxt_switches:")) {
                        sum += Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            }
        }
        assertThat(isFound).isTrue();
        return sum;
    }
}
