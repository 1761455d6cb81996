package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.LaunchSpec;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;
import taskmaster.daemon.control.ByteRange;
import taskmaster.daemon.control.LogFollower;
import taskmaster.daemon.control.LogSlice;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.LogStart;
import taskmaster.daemon.control.LogStream;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

import javax.management.JMException;
import javax.management.ObjectName;

class LogReaderTest {

    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) {
        rig = new Rig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private LogSource log(String file) {
        return rig.capture
                .log(Rig.id("web"), "web", rig.toFile(file), LogStream.STDOUT)
                .orElseThrow();
    }

    private String tail(LogStart start) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[1000];
        try (LogFollower follower = log("out").open(start, false)) {
            for (int count = follower.read(buffer); count >= 0; count = follower.read(buffer)) {
                text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private String lines(int count) throws IOException {
        return tail(new LogStart.Lines(count));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(rig.path(file), text);
    }

    @Test
    void lastLinesAreShown() throws IOException {
        write("out", RotationTest.numbers(50_000));

        assertThat(lines(3)).isEqualTo("49998\n49999\n50000\n");
        assertThat(lines(1)).isEqualTo("50000\n");
        assertThat(lines(0)).isEmpty();
        assertThat(lines(50_000)).isEqualTo(RotationTest.numbers(50_000));
        assertThat(lines(Integer.MAX_VALUE)).isEqualTo(RotationTest.numbers(50_000));
    }

    @Test
    void unfinishedLineIsALine() throws IOException {
        write("out", "one\ntwo\nthr");

        assertThat(lines(1)).isEqualTo("thr");
        assertThat(lines(2)).isEqualTo("two\nthr");
    }

    @Test
    void lastBytesAreShown() throws IOException {
        write("out", "one\ntwo\n");

        assertThat(tail(new LogStart.Bytes(3))).isEqualTo("wo\n");
        assertThat(tail(new LogStart.Bytes(0))).isEmpty();
        assertThat(tail(new LogStart.Bytes(Long.MAX_VALUE))).isEqualTo("one\ntwo\n");
    }

    @Test
    void oldFilesComplementTheCurrentOne() throws IOException {
        write("out.2", "a\nb\n");
        write("out.1", "c\nd\n");
        write("out", "e\n");

        assertThat(lines(2)).isEqualTo("d\ne\n");
        assertThat(lines(4)).isEqualTo("b\nc\nd\ne\n");
        assertThat(lines(100)).isEqualTo("a\nb\nc\nd\ne\n");
        assertThat(tail(new LogStart.Bytes(5))).isEqualTo("\nd\ne\n");
    }

    private void zip(String file, String text) throws IOException {
        CompressorTest.zip(rig.path(file), text);
    }

    @Test
    void compressedFilesComplementTheCurrentOne() throws IOException {
        zip("out.3.gz", "a\nb\n");
        write("out.2", "c\nd\n");
        zip("out.1.gz", "e\nf");
        write("out", "g\n");

        assertThat(lines(1)).isEqualTo("g\n");
        assertThat(lines(2)).isEqualTo("fg\n");
        assertThat(lines(3)).isEqualTo("e\nfg\n");
        assertThat(lines(6)).isEqualTo("b\nc\nd\ne\nfg\n");
        assertThat(lines(100)).isEqualTo("a\nb\nc\nd\ne\nfg\n");
        assertThat(tail(new LogStart.Bytes(4))).isEqualTo("\nfg\n");
        assertThat(tail(new LogStart.Bytes(1000))).isEqualTo("a\nb\nc\nd\ne\nfg\n");
    }

    @Test
    void largeCompressedFileIsReadFromItsMiddle() throws IOException {
        zip("out.1.gz", RotationTest.numbers(200_000));
        write("out", "end\n");

        String all = RotationTest.numbers(200_000) + "end\n";
        assertThat(lines(100_001)).isEqualTo(all.substring(all.indexOf("\n100000\n") + 8));
        assertThat(tail(new LogStart.Bytes(500_000)))
                .isEqualTo(all.substring(all.length() - 500_000));
    }

    @Test
    void plainFileCountsWhereBothFormsAreThere() throws IOException {
        zip("out.1.gz", "one\n");
        write("out.1", "one\n");
        write("out", "two\n");

        assertThat(lines(9)).isEqualTo("one\ntwo\n");
    }

    @Test
    void damagedFileEndsAtTheDamage() throws IOException {
        zip("out.2.gz", RotationTest.numbers(100_000));
        byte[] whole = Files.readAllBytes(rig.path("out.2.gz"));
        Files.write(rig.path("out.2.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
        write("out.1.gz", "this is not compressed");
        write("out", "two\n");

        String read = lines(1_000_000);
        assertThat(read).startsWith("1\n2\n3\n").endsWith("two\n");
        assertThat(RotationTest.numbers(100_000))
                .startsWith(read.substring(0, read.length() - "two\n".length()));
    }

    /// Of this thread so far.
    private static long allocatedBytes() throws JMException {
        Object bytes =
                ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(
                                new ObjectName("java.lang:type=Threading"),
                                "CurrentThreadAllocatedBytes");
        return (Long) bytes;
    }

    /// What a reading thread allocates is all that it can hold.
    @Test
    void neverHoldsALogInMemory() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(rig.path("out").toFile(), "rw")) {
            sparse.setLength(300L << 20);
        }
        byte[] zeros = new byte[1 << 20];
        try (var zipped = new GZIPOutputStream(Files.newOutputStream(rig.path("out.1.gz")))) {
            for (int i = 0; i < 300; i++) {
                zipped.write(zeros);
            }
        }
        long before = allocatedBytes();
        long bytes = 0;
        byte[] buffer = new byte[32 * 1024];
        try (LogFollower follower = log("out").open(new LogStart.Lines(2), false)) {
            for (int count = follower.read(buffer); count >= 0; count = follower.read(buffer)) {
                bytes += count;
            }
        }

        assertThat(bytes).isEqualTo(600L << 20);
        assertThat(allocatedBytes() - before).isLessThan(8L << 20);
    }

    @Test
    void missingFileIsEmpty() throws IOException {
        assertThat(lines(10)).isEmpty();
    }

    @Test
    void streamWithoutAFileHasNoLog() {
        LaunchSpec launch =
                Rig.launch(new StreamTarget.Discarded(), new StreamTarget.ToDaemonStderr());

        for (LogStream stream : LogStream.values()) {
            assertThat(rig.capture.log(Rig.id("web"), "web", launch, stream)).isEmpty();
        }
    }

    @Test
    void mergedStreamShowsStandardOutput() {
        LaunchSpec launch = Rig.launch(rig.target("out"), new StreamTarget.MergedIntoStdout());

        assertThat(rig.capture.logPath("web", launch, LogStream.STDERR)).contains(rig.path("out"));
    }

    private static String all(LogFollower follower) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[3];
        for (int count = follower.read(buffer); count >= 0; count = follower.read(buffer)) {
            text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Test
    void rangeIsOfTheCurrentFile() throws IOException {
        write("out.1", "old\n");
        write("out", "0123456789");

        LogSlice slice = log("out").open(new ByteRange.Between(2, 8));
        Files.writeString(rig.path("out"), "abc", StandardOpenOption.APPEND);
        try (LogFollower follower = slice.follower()) {
            assertThat(all(follower)).isEqualTo("2345678");
        }
        assertThat(slice.start()).isEqualTo(2);
        assertThat(slice.end()).isEqualTo(9);
        assertThat(slice.total()).isEqualTo(10);
        slice = log("out").open(new ByteRange.Last(100));
        try (LogFollower follower = slice.follower()) {
            assertThat(all(follower)).isEqualTo("0123456789abc");
        }
        slice = log("none").open(new ByteRange.Between(0, 8));
        try (LogFollower follower = slice.follower()) {
            assertThat(all(follower)).isEmpty();
        }
        assertThat(slice.total()).isZero();
    }

    @Test
    void endsUnderAFloodWhenNotFollowing() throws IOException {
        var yes = rig.start("web", rig.toFile("out"), Rig.NO_ROTATION, "/usr/bin/yes");
        Rig.until("it writes", () -> rig.path("out").toFile().length() > 1_000_000);

        assertThat(lines(10).strip()).isEqualTo("y\n".repeat(9) + "y");
        rig.kill(yes);
    }

    /// Reads as the control server does: until there is nothing, then waits to be called.
    private static final class Collector implements AutoCloseable {
        private final LogFollower follower;
        private final StringBuilder text = new StringBuilder();
        private final byte[] buffer = new byte[5000];

        Collector(LogFollower follower) {
            this.follower = follower;
        }

        void until(String end) throws Exception {
            long deadline = System.nanoTime() + Rig.DEADLINE_NANOS;
            while (!text.toString().endsWith(end)) {
                int count = follower.read(buffer);
                text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                if (count == 0) {
                    Semaphore ready = new Semaphore(0);
                    follower.whenReady(ready::release);
                    boolean isReady =
                            ready.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    String last = text.substring(Math.max(0, text.length() - 100));
                    assertThat(isReady).as("more than " + last).isTrue();
                }
            }
        }

        /// All up to the end that it has when nothing more can come.
        String rest() throws Exception {
            for (int count = follower.read(buffer); count >= 0; count = follower.read(buffer)) {
                text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                if (count == 0) {
                    Semaphore ready = new Semaphore(0);
                    follower.whenReady(ready::release);
                    assertThat(ready.tryAcquire(Rig.DEADLINE_NANOS, TimeUnit.NANOSECONDS)).isTrue();
                }
            }
            return text.toString();
        }

        String text() {
            return text.toString();
        }

        @Override
        public void close() {
            follower.close();
        }
    }

    private Collector follow(int lines) throws IOException {
        return new Collector(log("out").open(new LogStart.Lines(lines), true));
    }

    @Test
    void followsOverRotations() throws Exception {
        try (Collector collector = follow(10)) {
            rig.run("web", rig.toFile("out"), Rotation.ofSize(20_000, 1000), "seq 1 200000");
            collector.until("\n200000\n");

            assertThat(collector.text()).isEqualTo(RotationTest.numbers(200_000));
        }
        assertThat(rig.path("out.60")).exists();
    }

    @Test
    void followsWhileItIsWritten() throws Exception {
        try (Collector collector = follow(10)) {
            var child =
                    rig.start(
                            "web",
                            rig.toFile("out"),
                            Rotation.ofSize(100_000, 1000),
                            "/bin/sh",
                            "-c",
                            "seq 1 300000");
            collector.until("\n300000\n");
            rig.await(child);

            assertThat(collector.text()).isEqualTo(RotationTest.numbers(300_000));
        }
    }

    @Test
    void beginsWithTheLastLines() throws Exception {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "seq 1 100");
        rig.untilContent("out", RotationTest.numbers(100));
        try (Collector collector = follow(2)) {
            collector.until("100\n");
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo more");
            collector.until("more\n");

            assertThat(collector.text()).isEqualTo("99\n100\nmore\n");
        }
    }

    @Test
    void followsAFileThatDoesNotExistYet() throws Exception {
        try (Collector collector = follow(2)) {
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo first");
            collector.until("first\n");
        }
    }

    @Test
    void followsOverClear() throws Exception {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "seq 1 100");
        rig.untilContent("out", RotationTest.numbers(100));
        try (Collector collector = follow(1)) {
            collector.until("100\n");
            rig.capture.clear(Rig.id("web"));
            rig.untilContent("out", "");
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo after");
            collector.until("after\n");

            assertThat(collector.text()).isEqualTo("100\nafter\n");
        }
    }

    @Test
    void followsOverLogrotate() throws Exception {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        rig.untilContent("out", "one\n");
        try (Collector collector = follow(1)) {
            Files.move(rig.path("out"), rig.path("out-2026"));
            Files.writeString(rig.path("out"), "");
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo two");
            collector.until("one\ntwo\n");
            rig.capture.reopenAll();
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo three");
            collector.until("two\nthree\n");
        }
    }

    private boolean isAllCompressed() {
        for (int age = 1; age <= 100; age++) {
            if (Files.exists(rig.path("out." + age))) {
                return false;
            }
        }
        return true;
    }

    @Test
    void followsOverCompression() throws Exception {
        write("out", "0\n");
        try (Collector collector = follow(10)) {
            collector.until("0\n");
            rig.run("web", rig.toFile("out"), Rotation.ofSize(10_000, 100), "seq 1 20000");
            rig.forget("web");
            rig.capture.compressor().request(rig.path("out"), 100);
            Rig.until("old files are compressed", this::isAllCompressed);
            assertThat(rig.path("out.10.gz")).exists();
            collector.until("\n20000\n");

            assertThat(collector.text()).isEqualTo("0\n" + RotationTest.numbers(20_000));
        }
    }

    @Test
    void followsWhileItIsCompressed() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        Thread requests =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!isDone.get()) {
                                        rig.capture.compressor().request(rig.path("out"), 1000);
                                        LockSupport.parkNanos(1_000_000);
                                    }
                                });
        try (Collector collector = follow(10)) {
            Rotation rotation = Rotation.ofSize(100_000, 1000);
            rig.run("web", rig.toFile("out"), rotation, "seq 1 300000");
            collector.until("\n300000\n");

            assertThat(collector.text()).isEqualTo(RotationTest.numbers(300_000));
        } finally {
            isDone.set(true);
            requests.join();
        }
    }

    @Test
    void followsOverLogrotateAlsoWhenItIsLate() throws Exception {
        Rotation rotation = Rotation.ofSize(10_000, 100);
        write("out.1", "long ago\n");
        rig.run("web", rig.toFile("out"), rotation, "echo one");
        rig.untilContent("out", "one\n");
        try (Collector collector = follow(1)) {
            collector.until("one\n");
            Files.move(rig.path("out"), rig.path("out-2026"));
            rig.capture.reopenAll();
            Rig.until("it is open again", () -> Files.exists(rig.path("out")));
            rig.run("web", rig.toFile("out"), rotation, "seq 1 20000");
            collector.until("\n20000\n");

            assertThat(collector.text()).isEqualTo("one\n" + RotationTest.numbers(20_000));
        }
    }

    @Test
    void followsToAnotherFile() throws Exception {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        rig.untilContent("out", "one\n");
        write("new", "of others\n");
        try (Collector collector = follow(1)) {
            collector.until("one\n");
            rig.capture.retarget(Rig.id("web"), "web", rig.toFile("new"), Rig.RAW);
            collector.until("one\n");
            Rig.until(
                    "it is changed",
                    () ->
                            rig.capture
                                    .writtenFile(Rig.id("web"), LogStream.STDOUT)
                                    .equals(FileId.of(rig.path("new"))));
            assertThat(collector.follower.read(new byte[10])).isZero();
            rig.run("web", rig.toFile("new"), Rig.NO_ROTATION, "echo two");
            collector.until("two\n");

            assertThat(collector.text()).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void endsWhenTheProcessIsRemoved() throws Exception {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        try (Collector collector = follow(1)) {
            collector.until("one\n");
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "printf last");
            rig.capture.forget(Rig.id("web"));
            assertThat(collector.rest()).isEqualTo("one\nlast");
        }
        try (Collector neverStarted = follow(0)) {
            rig.capture.forget(Rig.id("web"));
            assertThat(neverStarted.rest()).isEmpty();
        }
    }

    @Test
    void closedFollowerLeavesNothing() throws Exception {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        try (Collector collector = follow(1)) {
            collector.until("one\n");
        }
        rig.forget("web");

        assertThat(rig.openFiles()).isEmpty();
    }
}
