package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.LaunchSpec;
import taskmaster.core.StreamTarget;
import taskmaster.daemon.control.LogStream;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;
import taskmaster.linux.OpenFlag;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class StandardOutputTest {

    private static final LaunchSpec TO_STDOUT =
            Rig.launch(new StreamTarget.ToDaemonStdout(), new StreamTarget.Discarded());

    private final Kernel kernel = LinuxKernel.open();
    private final StringBuilder read = new StringBuilder();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private Rig rig;
    private int reader;
    private int writer;

    @BeforeEach
    void open(@TempDir Path directory) {
        String pipe = directory.resolve("stdout").toString();
        assertThat(kernel.makeFifo(pipe, 0600)).isZero();
        reader = kernel.open(pipe, 0, OpenFlag.READ, OpenFlag.NON_BLOCKING);
        writer = kernel.open(pipe, 0, OpenFlag.WRITE);
        rig = new Rig(directory, writer, writer);
    }

    @AfterEach
    void close() {
        rig.close();
        kernel.close(writer);
        closeReader();
    }

    private void closeReader() {
        if (reader >= 0) {
            kernel.close(reader);
            reader = -1;
        }
    }

    private String output() {
        while (kernel.read(reader, buffer.clear()) > 0) {
            read.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
        return read.toString();
    }

    @Test
    void outputComesThere() {
        rig.run("web", TO_STDOUT, Rig.NO_ROTATION, "echo hello");

        Rig.untilEqual("hello\n", this::output);
        assertThat(rig.capture.logPath(Rig.id("web"), LogStream.STDOUT)).isEmpty();
    }

    @Test
    void linesOfSeveralAreWhole() {
        rig.close(rig.open("other", TO_STDOUT, Rig.NO_ROTATION));
        rig.run("web", TO_STDOUT, Rig.NO_ROTATION, "printf half");
        rig.run("other", TO_STDOUT, Rig.NO_ROTATION, "echo other");
        Rig.untilEqual("other\n", this::output);
        rig.run("web", TO_STDOUT, Rig.NO_ROTATION, "echo ' line'");

        Rig.untilEqual("other\nhalf line\n", this::output);
    }

    @Test
    void pausedReaderHoldsUpNobodyElse() {
        var child = rig.start("web", TO_STDOUT, Rig.NO_ROTATION, "/bin/sh", "-c", "seq 1 200000");
        Rig.until("the pipe is full", () -> kernel.bytesAvailable(reader) > 60_000);
        rig.run("other", rig.toFile("other"), Rig.NO_ROTATION, "echo other");
        rig.untilContent("other", "other\n");
        assertThat(kernel.reap(child.pid(), child.pidfd()).toString()).contains("StillAlive");

        Rig.untilEqual(RotationTest.numbers(200_000), this::output);
        rig.await(child);
        assertThat(rig.problems).isEmpty();
    }

    @Test
    void readerThatIsGoneIsToldOnce() {
        closeReader();
        rig.run("web", TO_STDOUT, Rig.NO_ROTATION, "seq 1 100000");
        rig.run("web", TO_STDOUT, Rig.NO_ROTATION, "echo more");

        int bytes = RotationTest.numbers(100_000).length() + "more\n".length();
        Rig.until(
                "all is dropped",
                () ->
                        rig.capture.counters(Rig.id("web"), LogStream.STDOUT).droppedBytes()
                                == bytes);
        assertThat(rig.problems)
                .containsExactly(
                        "cannot write the daemon's standard output: nobody reads the pipe (EPIPE);"
                                + " output to it is dropped from now on");
    }

    @Test
    void closeWithAPausedReaderIsBounded() {
        var child = rig.start("web", TO_STDOUT, Rig.NO_ROTATION, "/bin/sh", "-c", "seq 1 200000");
        Rig.until(
                "more is read than the pipe takes",
                () -> rig.capture.counters(Rig.id("web"), LogStream.STDOUT).bytes() > 65_536);
        rig.kill(child);

        long start = System.nanoTime();
        assertThat(rig.capture.close(TimeUnit.MILLISECONDS.toNanos(300))).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(rig.problems).anyMatch(text -> text.contains("bytes of web stdout lost"));
    }

    @Test
    void ownDescriptorStaysBlocking() throws IOException {
        rig.run("web", TO_STDOUT, Rig.NO_ROTATION, "echo hello");
        Rig.untilEqual("hello\n", this::output);

        // The last digits are the octal flags; O_NONBLOCK is 04000.
        String flags =
                Files.readAllLines(Path.of("/proc/self/fdinfo/" + writer)).stream()
                        .filter(line -> line.startsWith("flags:"))
                        .findFirst()
                        .orElseThrow();
        int value = Integer.parseInt(flags.substring("flags:".length()).strip(), 8);
        assertThat(value & 04000).isZero();
    }

    @Test
    void fileAsStandardOutputIsAppendedTo(@TempDir Path other) throws IOException {
        Path file = other.resolve("stdout");
        Files.writeString(file, "daemon starts\n");
        int fd = kernel.open(file.toString(), 0, OpenFlag.WRITE);
        kernel.seekToEnd(fd);
        try (Rig toFile = new Rig(other, fd, fd)) {
            toFile.run("web", TO_STDOUT, Rig.NO_ROTATION, "echo hello");
            toFile.untilContent("stdout", "daemon starts\nhello\n");
        }
        kernel.close(fd);
    }
}
