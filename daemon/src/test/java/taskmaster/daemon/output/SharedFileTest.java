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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class SharedFileTest {

    private static final int WRITERS = 20;

    /// Writes numbered lines in pieces that have nothing to do with where lines end.
    private static final String PYTHON_WRITER =
            """
            import os, sys
            name, count = sys.argv[1], int(sys.argv[2])
            data = b''.join(b'%s %d %s\\n' % (name.encode(), n, b'x' * (n % 97)) for n in range(count))
            size = 1 + len(name) * 701
            for at in range(0, len(data), size):
                piece = data[at:at + size]
                while piece:
                    piece = piece[os.write(1, piece):]
            """;

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
    void linesOfTwentyWritersAreWholeAndInOrderOverRotations() {
        int linesEach = 3000;
        List<Rig.Child> children = new ArrayList<>();
        String[] names = new String[WRITERS];
        for (int writer = 0; writer < WRITERS; writer++) {
            names[writer] = "w".repeat(writer + 1);
            children.add(
                    rig.start(
                            names[writer],
                            rig.toFile("out"),
                            Rotation.ofSize(50_000, 1000),
                            "python3",
                            "-c",
                            PYTHON_WRITER,
                            names[writer],
                            Integer.toString(linesEach)));
        }
        children.forEach(rig::await);
        rig.forget(names);

        int[] next = new int[WRITERS];
        for (String line : rig.contentWithBackups("out").lines().toList()) {
            String[] words = line.split(" ", -1);
            int writer = words[0].length() - 1;
            int number = next[writer]++;
            assertThat(line)
                    .isEqualTo(
                            "w".repeat(writer + 1) + " " + number + " " + "x".repeat(number % 97));
        }
        assertThat(next).containsOnly(linesEach);
        assertThat(rig.path("out.10")).exists();
        assertThat(rig.problems).isEmpty();
    }

    @Test
    void bothStreamsOfAProcessMayShareAFile() {
        LaunchSpec launch = Rig.launch(rig.target("out"), rig.target("out"));
        rig.run("web", launch, Rig.NO_ROTATION, "printf 'one '; echo two >&2; echo three");
        rig.forget("web");

        assertThat(rig.content("out").split("\n")).containsExactlyInAnyOrder("one three", "two");
    }

    @Test
    void unfinishedLineWaitsForItsEnd() {
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        var child =
                rig.start(
                        "web",
                        rig.toFile("out"),
                        Rig.NO_ROTATION,
                        "/bin/sh",
                        "-c",
                        "printf begin; read line < " + fifo("go") + "; echo ' end'");
        Rig.until(
                "it has begun",
                () -> rig.capture.counters(Rig.id("web"), LogStream.STDOUT).bytes() == 5);
        rig.run("other", rig.toFile("out"), Rig.NO_ROTATION, "echo between");
        rig.untilContent("out", "between\n");
        write("go", "go\n");
        rig.await(child);

        rig.untilContent("out", "between\nbegin end\n");
    }

    private Path fifo(String name) {
        assertThat(rig.kernel.makeFifo(rig.path(name).toString(), 0600)).isZero();
        return rig.path(name);
    }

    private void write(String file, String text) {
        try {
            Files.writeString(rig.path(file), text);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void lastLineOfADeadProcessIsWrittenWhenItIsSettled() {
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "printf 'fatal: no more'");
        rig.capture.settle(Rig.id("web"));
        rig.untilContent("out", "fatal: no more");
        rig.run("other", rig.toFile("out"), Rig.NO_ROTATION, "echo other");

        rig.untilContent("out", "fatal: no more\nother\n");
        assertThat(rig.capture.counters(Rig.id("web"), LogStream.STDOUT).cutLines()).isOne();
    }

    @Test
    void veryLongLineIsWrittenAlthoughItHasNoEnd() {
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "head -c 300000 /dev/zero");
        Rig.until("most is written", () -> rig.content("out").length() > 200_000);
        rig.run("other", rig.toFile("out"), Rig.NO_ROTATION, "echo other");
        rig.forget("web", "other");

        assertThat(rig.content("out").replace("\0", "").strip()).isEqualTo("other");
        assertThat(rig.content("out").chars().filter(c -> c == 0).count()).isEqualTo(300_000);
    }

    @Test
    void linesAreCountedWhereTheyAreLookedAt() {
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "seq 1 12345");

        Rig.until(
                "all is read",
                () -> rig.capture.counters(Rig.id("web"), LogStream.STDOUT).lines() == 12_345);
    }

    @Test
    void twoNamesOfOneFileHaveOneWriter() throws java.io.IOException {
        Files.writeString(rig.path("real"), "");
        Files.createSymbolicLink(rig.path("alias"), rig.path("real"));
        rig.close(rig.open("a", rig.toFile("real"), Rig.NO_ROTATION));
        rig.close(rig.open("b", rig.toFile("alias"), Rig.NO_ROTATION));

        assertThat(rig.openFiles()).containsOnlyOnce(rig.path("real").toString());
        rig.forget("a");
        rig.run("b", rig.toFile("alias"), Rig.NO_ROTATION, "echo still open");
        rig.untilContent("real", "still open\n");
        rig.forget("b");
        assertThat(rig.openFiles()).isEmpty();
    }

    @Test
    void beginningOfALineOutlivesTheDaemon() throws java.io.IOException {
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "echo whole; printf begin");
        rig.untilContent("out", "whole\n");
        Rig.untilEqual("begin", () -> rest());
        // As if the daemon had been killed: the next one finds the FIFO and what stands beside it.
        Files.copy(rig.path("fifo/web.0.out.rest"), rig.path("kept"));
        rig.forget("web", "other");
        Files.copy(rig.path("kept"), rig.path("fifo/web.0.out.rest"));
        Files.delete(rig.path("out"));
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        rig.close(rig.open("web", rig.toFile("out"), Rig.NO_ROTATION));

        rig.untilContent("out", "begin");
        Rig.untilEqual("", () -> rest());
    }

    private String rest() {
        return Files.exists(rig.path("fifo/web.0.out.rest"))
                ? rig.content("fifo/web.0.out.rest")
                : "";
    }

    @Test
    void fileStaysOpenUntilItsLastWriterGoes() {
        rig.run("a", rig.toFile("out"), Rig.NO_ROTATION, "echo a");
        rig.run("b", rig.toFile("out"), Rig.NO_ROTATION, "echo b");
        rig.forget("a");
        rig.run("b", rig.toFile("out"), Rig.NO_ROTATION, "echo c");
        rig.forget("b");

        assertThat(rig.content("out").split("\n")).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(rig.openFiles()).isEmpty();
    }

    @Test
    void standardErrorMayFollowAnotherProcess() {
        LaunchSpec both = Rig.launch(new StreamTarget.Discarded(), rig.target("out"));
        rig.run("a", both, Rig.NO_ROTATION, "echo hidden; echo shown >&2");

        rig.untilContent("out", "shown\n");
    }

    @Test
    void whoeverStaysAloneIsWrittenAsItComes() {
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "printf half");
        Rig.until(
                "it is read",
                () -> rig.capture.counters(Rig.id("web"), LogStream.STDOUT).bytes() == 4);
        assertThat(rig.content("out")).isEmpty();
        rig.forget("other");

        rig.untilContent("out", "half");
    }

    @Test
    void lastLineOfADeadProcessEndsBeforeTheNextProcessBegins() {
        rig.close(rig.open("other", rig.toFile("out"), Rig.NO_ROTATION));
        for (int start = 0; start < 20; start++) {
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "printf 'start '; echo whole");
            rig.run("web", rig.toFile("out"), Rig.NO_ROTATION, "printf 'fatal'");
            rig.capture.settle(Rig.id("web"));
            rig.run("other", rig.toFile("out"), Rig.NO_ROTATION, "echo other");
        }
        rig.forget("web", "other");

        assertThat(rig.content("out").split("fatal|start whole|other", -1))
                .allMatch(rest -> rest.isBlank());
    }
}
