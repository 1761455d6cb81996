package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.LaunchSpec;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;
import taskmaster.daemon.control.LogStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class OutputCaptureTest {

    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) {
        rig = new Rig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void outputGoesToTheFileAsItComes() {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo hello; printf 'no end'");

        rig.untilContent("out", "hello\nno end");
    }

    @Test
    void partOfALineShowsWhileTheProcessRuns() {
        var child =
                rig.start(
                        "web",
                        rig.toFile("out"),
                        Rig.NO_ROTATION,
                        "/bin/sh",
                        "-c",
                        "printf Password:; exec sleep 100");

        rig.untilContent("out", "Password:");
        rig.kill(child);
    }

    @Test
    void streamsGoToFilesOfTheirOwn() {
        LaunchSpec launch = Rig.launch(rig.target("out"), rig.target("err"));

        rig.run("web", launch, Rig.NO_ROTATION, "echo one; echo two >&2");

        rig.untilContent("out", "one\n");
        rig.untilContent("err", "two\n");
    }

    @Test
    void mergedStreamKeepsTheOrderOfWriting() {
        LaunchSpec launch = Rig.launch(rig.target("out"), new StreamTarget.MergedIntoStdout());

        rig.run("web", launch, Rig.NO_ROTATION, "echo 1; echo 2 >&2; echo 3; echo 4 >&2");

        rig.untilContent("out", "1\n2\n3\n4\n");
    }

    @Test
    void mergedStreamIsOneDescriptor() {
        LaunchSpec launch = Rig.launch(rig.target("out"), new StreamTarget.MergedIntoStdout());

        OpenResult.Opened opened = rig.open("web", launch, Rig.NO_ROTATION);

        assertThat(opened.stderrFd()).isEqualTo(opened.stdoutFd()).isPositive();
        assertThat(rig.capture.logPath(Rig.id("web"), LogStream.STDERR)).contains(rig.path("out"));
        rig.close(opened);
    }

    @Test
    void discardedStreamNeedsNoFifo() {
        LaunchSpec launch =
                Rig.launch(new StreamTarget.Discarded(), new StreamTarget.ToFile("/dev/null"));

        assertThat(rig.open("web", launch, Rig.NO_ROTATION))
                .isEqualTo(new OpenResult.Opened(-1, -1));
        assertThat(rig.path("fifo")).doesNotExist();
        assertThat(rig.capture.logPath(Rig.id("web"), LogStream.STDOUT)).isEmpty();
    }

    @Test
    void ownLogIsNamedAfterTheProcess() {
        LaunchSpec launch = Rig.launch(new StreamTarget.ToOwnFile(), new StreamTarget.ToOwnFile());
        OpenResult result = rig.capture.open(Rig.id("web"), "web:web_00", launch, Rig.RAW);
        rig.close((OpenResult.Opened) result);

        assertThat(rig.path("own/web_web_00.stdout.log")).isRegularFile();
        assertThat(rig.path("own/web_web_00.stderr.log")).isRegularFile();
        assertThat(rig.capture.logPath(Rig.id("web"), LogStream.STDERR))
                .contains(rig.path("own/web_web_00.stderr.log"))
                .isEqualTo(rig.capture.logPath("web:web_00", launch, LogStream.STDERR));
    }

    @Test
    void restartGoesOnInTheSameFile() {
        for (int start = 1; start <= 3; start++) {
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo start " + start);
        }

        rig.untilContent("out", "start 1\nstart 2\nstart 3\n");
    }

    @Test
    void restartWithAnotherFileLeavesTheOldOneComplete() {
        rig.run("web", rig.toFile("old"), Rig.NO_ROTATION, "seq 1 1000");
        rig.run("web", rig.toFile("new"), Rig.NO_ROTATION, "echo new");

        rig.untilContent("new", "new\n");
        assertThat(rig.content("old")).endsWith("\n999\n1000\n");
        assertThat(rig.openFiles()).doesNotContain(rig.path("old").toString());
    }

    @Test
    void restartWithDiscardedOutputClosesTheFile() {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        rig.close(
                rig.open(
                        "web",
                        Rig.launch(new StreamTarget.Discarded(), new StreamTarget.Discarded()),
                        Rig.NO_ROTATION));

        assertThat(rig.content("out")).isEqualTo("one\n");
        assertThat(rig.openFiles()).isEmpty();
    }

    @Test
    void liveChangeOfFileLosesNothing() {
        var child =
                rig.start(
                        "web",
                        rig.toFile("old"),
                        Rig.NO_ROTATION,
                        "/bin/sh",
                        "-c",
                        "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo line $i; done");
        Rig.until("it writes", () -> rig.content("old").contains("line 10\n"));
        rig.capture.retarget(Rig.id("web"), "web", rig.toFile("new"), Rig.RAW);
        rig.await(child);
        rig.forget("web");

        StringBuilder wanted = new StringBuilder();
        for (int line = 1; line <= 20_000; line++) {
            wanted.append("line ").append(line).append('\n');
        }
        assertThat(rig.content("old") + rig.content("new")).isEqualTo(wanted.toString());
        assertThat(rig.content("old")).endsWith("\n");
        assertThat(rig.content("new")).isNotEmpty();
    }

    @Test
    void liveChangeToAnImpossibleFileKeepsTheOldOne() {
        rig.run("web", rig.toFile("old"), Rig.NO_ROTATION, "echo one");
        rig.capture.retarget(Rig.id("web"), "web", rig.toFile("none/new"), Rig.RAW);
        Rig.until("it is reported", () -> !rig.problems.isEmpty());

        assertThat(rig.problems)
                .containsExactly(
                        "cannot open log %s: no such directory (ENOENT); the old one stays in use"
                                .formatted(rig.path("none/new")));
        assertThat(rig.capture.logPath(Rig.id("web"), LogStream.STDOUT)).contains(rig.path("old"));
    }

    @Test
    void renameGoesOnUnderTheNewName() {
        LaunchSpec launch = Rig.launch(new StreamTarget.ToOwnFile(), new StreamTarget.Discarded());
        rig.run("web", launch, Rig.NO_ROTATION, "echo one");
        rig.untilContent("own/web.stdout.log", "one\n");
        rig.capture.rename(Rig.id("web"), "web:web_00");
        Rig.until("it is renamed", () -> Files.exists(rig.path("own/web_web_00.stdout.log")));

        OpenResult result = rig.capture.open(Rig.id("web"), "web:web_00", launch, Rig.RAW);
        rig.close((OpenResult.Opened) result);
        assertThat(rig.capture.logPath(Rig.id("web"), LogStream.STDOUT))
                .contains(rig.path("own/web_web_00.stdout.log"));
    }

    @Test
    void clearEmptiesTheFile() {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        rig.untilContent("out", "one\n");
        rig.capture.clear(Rig.id("web"));
        rig.untilContent("out", "");
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo two");

        rig.untilContent("out", "two\n");
    }

    @Test
    void forgetWritesWhatIsLeftAndRemovesTheFifos() {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "seq 1 3000");
        rig.forget("web");

        assertThat(rig.content("out")).endsWith("\n2999\n3000\n");
        assertThat(rig.path("fifo")).isEmptyDirectory();
        assertThat(rig.openFiles()).isEmpty();
        assertThat(rig.problems).isEmpty();
    }

    @Test
    void forgetWhileALeftoverWritesIsBounded() {
        var child = rig.start("web", rig.toFile("out"), Rig.NO_ROTATION, "/usr/bin/yes");
        Rig.until(
                "it writes",
                () -> rig.capture.counters(Rig.id("web"), LogStream.STDOUT).bytes() > 0);
        rig.forget("web");

        assertThat(rig.openFiles()).isEmpty();
        // It waits for a reader now: nobody but its stop signal ends it.
        rig.kill(child);
    }

    @Test
    void closeWritesWhatIsLeft() {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "seq 1 3000");

        assertThat(rig.capture.close(Rig.DEADLINE_NANOS)).isTrue();
        assertThat(rig.content("out")).endsWith("\n2999\n3000\n");
        assertThat(rig.openFiles()).isEmpty();
    }

    @Test
    void thousandProcessesComeAndGoWithoutALeak() {
        int before = fileDescriptors();
        for (int round = 0; round < 1000; round++) {
            LaunchSpec launch = Rig.launch(rig.target("out"), rig.target("err"));
            rig.close(rig.open("p" + round % 7, launch, Rig.NO_ROTATION));
            rig.capture.forget(Rig.id("p" + round % 7));
        }
        rig.forget("p0", "p1", "p2", "p3", "p4", "p5", "p6");

        assertThat(rig.openFiles()).isEmpty();
        assertThat(fileDescriptors()).isLessThanOrEqualTo(before + 5);
    }

    private static int fileDescriptors() {
        String[] names = new java.io.File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }

    @Test
    void newLogIsReadableByOwnerAndGroupOnly() throws IOException {
        rig.close(rig.open("web", rig.toFile("out"), Rig.NO_ROTATION));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.path("out"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void fifoIsForTheDaemonsUserOnly() throws IOException {
        rig.close(rig.open("web", rig.toFile("out"), Rotation.ofSize(0, 0)));

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(rig.path("fifo/web.0.out"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.path("fifo"))))
                .isEqualTo("rwx------");
    }

    @Test
    void lossOfTheFifosNameDoesNotStopRestarts() throws IOException {
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo one");
        Files.delete(rig.path("fifo/web.0.out"));
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo two");

        rig.untilContent("out", "one\ntwo\n");
    }

    @Test
    void fifoOfAnEarlierDaemonIsDrained() throws Exception {
        Files.createDirectories(rig.path("fifo"));
        Process mkfifo =
                new ProcessBuilder("mkfifo", rig.path("fifo/web.0.out").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        // Holds the pipe with something in it, as a living child of a dead daemon does.
        int held =
                rig.kernel.open(
                        rig.path("fifo/web.0.out").toString(),
                        0,
                        taskmaster.linux.OpenFlag.READ_WRITE,
                        taskmaster.linux.OpenFlag.NON_BLOCKING);
        var bytes =
                java.nio.ByteBuffer.allocateDirect(4)
                        .put("old\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .flip();
        rig.kernel.write(held, bytes);
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo new");

        rig.untilContent("out", "old\nnew\n");
        rig.kernel.close(held);
    }
}
