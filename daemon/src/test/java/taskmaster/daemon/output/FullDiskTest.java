package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.OutputFormat;
import taskmaster.core.OutputSpec;
import taskmaster.core.Overflow;
import taskmaster.core.Rotation;
import taskmaster.daemon.control.LogStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

class FullDiskTest {

    private Rig rig;
    private boolean isMounted;

    @BeforeEach
    void mount(@TempDir Path directory) throws Exception {
        rig = new Rig(directory);
        Files.createDirectory(rig.path("disk"));
        int status = -1;
        if (rig.kernel.uid() == 0) {
            status = command("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs");
        }
        assumeTrue(status == 0, "only root can mount a small file system, and not everywhere");
        isMounted = true;
        Files.write(rig.path("disk/filler"), new byte[1 << 20]);
    }

    @AfterEach
    void unmount() throws Exception {
        rig.close();
        if (isMounted) {
            assertThat(command("umount")).isZero();
        }
    }

    private int command(String... words) throws Exception {
        String[] command = java.util.Arrays.copyOf(words, words.length + 1);
        command[words.length] = rig.path("disk").toString();
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private Rig.Child fill(Rotation rotation) {
        Rig.Child child =
                rig.start("web", rig.toFile("disk/out"), rotation, "/bin/sh", "-c", "seq 1 300000");
        Rig.until("the disk is full", () -> !rig.problems.isEmpty());
        return child;
    }

    @Test
    void writerWaitsAndNothingIsLost() throws IOException {
        Rig.Child child = fill(Rig.NO_ROTATION);
        assertThat(rig.problems)
                .containsExactly(
                        "cannot write log %s: no space left on device (ENOSPC); what writes to it waits, next attempt in 1 s"
                                .formatted(rig.path("disk/out")));
        // Others are not concerned, and starts are not either.
        rig.run("other", rig.toFile("other"), Rig.NO_ROTATION, "seq 1 100000");
        rig.untilContent("other", RotationTest.numbers(100_000));
        rig.close(rig.open("web", rig.toFile("disk/out"), Rig.NO_ROTATION));

        Files.delete(rig.path("disk/filler"));
        rig.await(child);
        rig.untilContent("disk/out", RotationTest.numbers(300_000));
        assertThat(rig.problems).hasSize(2);
        assertThat(rig.problems.stream().skip(1).findFirst().orElseThrow())
                .startsWith("log " + rig.path("disk/out") + " can be written again after ");
        assertThat(rig.capture.counters(Rig.id("web"), LogStream.STDOUT).droppedBytes()).isZero();
    }

    @Test
    void oldFilesStayPlainUntilTheDiskHasRoom() throws IOException {
        byte[] noise = new byte[900_000];
        new Random(1).nextBytes(noise);
        Path old = Files.write(rig.path("disk/log.1"), noise);
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Path log = rig.path("disk/log");
        try (Compressor compressor = new Compressor(rig.kernel, told::add, _ -> false)) {
            compressor.request(log, 3);
            Rig.until("it is told", () -> !told.isEmpty());
            assertThat(told)
                    .containsExactly(
                            "cannot compress old log %s: no space left on device (ENOSPC); it stays as it is, and the next rotation tries again"
                                    .formatted(old));
            assertThat(Files.readAllBytes(old)).isEqualTo(noise);
            Rig.until("the rest is removed", () -> !Files.exists(Backups.unfinished(log)));

            Files.delete(rig.path("disk/filler"));
            compressor.request(log, 3);
            Rig.until("it is compressed", () -> !Files.exists(old));
            assertThat(Backups.compressed(log, 1)).exists();
        }
    }

    @Test
    void rotationGoesOnAfterTheDiskHasRoomAgain() throws IOException {
        Rig.Child child = fill(Rotation.ofSize(400_000, 10));
        Files.delete(rig.path("disk/filler"));
        rig.await(child);
        rig.forget("web");

        assertThat(rig.contentWithBackups("disk/out")).isEqualTo(RotationTest.numbers(300_000));
    }

    @Test
    void clearMakesRoom() {
        Rig.Child child = fill(Rig.NO_ROTATION);
        rig.capture.clear(Rig.id("web"));
        rig.await(child);
        rig.forget("web");

        assertThat(RotationTest.numbers(300_000)).endsWith(rig.content("disk/out"));
        assertThat(rig.content("disk/out")).isNotEmpty();
    }

    @Test
    void reopeningTriesAtOnce() throws IOException {
        Rig.Child child = fill(Rig.NO_ROTATION);
        Files.move(rig.path("disk/out"), rig.path("disk/moved"));
        Files.delete(rig.path("disk/filler"));
        rig.capture.reopenAll();
        rig.await(child);
        rig.forget("web");

        String all = rig.content("disk/moved") + rig.content("disk/out");
        assertThat(all).isEqualTo(RotationTest.numbers(300_000));
    }

    @Test
    void whatIsLostWhenTheProcessIsRemovedIsTold() {
        Rig.Child child = fill(Rig.NO_ROTATION);
        rig.kill(child);
        rig.forget("web");

        assertThat(rig.problems)
                .anyMatch(text -> text.matches("\\d+ bytes of web stdout lost: .*ENOSPC.*"));
        assertThat(rig.openFiles()).isEmpty();
    }

    @Test
    void whatIsToDropGoesOnAndIsCounted() throws IOException {
        var dropping =
                new OutputSpec(OutputFormat.RAW, false, List.of(), Overflow.DROP, Rig.NO_ROTATION);
        Rig.Child child = rig.start("web", rig.toFile("disk/out"), dropping, "seq", "1", "1000000");
        rig.await(child);
        StreamCounters full = rig.capture.counters(Rig.id("web"), LogStream.STDOUT);
        assertThat(full.droppedBytes()).isGreaterThan(1_000_000);
        assertThat(rig.events).anyMatch(event -> event.kind() == OutputEvent.Kind.DROPPING);

        Files.delete(rig.path("disk/filler"));
        int[] number = {1_000_000};
        Rig.until(
                "it goes on",
                () -> {
                    number[0]++;
                    rig.run("web", rig.toFile("disk/out"), dropping, "echo " + number[0]);
                    return rig.content("disk/out").endsWith("\n" + number[0] + "\n");
                });
        StreamCounters after = rig.capture.counters(Rig.id("web"), LogStream.STDOUT);
        assertThat(after.bytes() - after.droppedBytes())
                .isBetween(Files.size(rig.path("disk/out")) - 1, Files.size(rig.path("disk/out")));
        List<Long> numbers = rig.content("disk/out").lines().map(Long::parseLong).toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void closeIsBounded() {
        Rig.Child child = fill(Rig.NO_ROTATION);
        rig.kill(child);

        long start = System.nanoTime();
        assertThat(rig.capture.close(TimeUnit.SECONDS.toNanos(20))).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(15));
        assertThat(rig.problems).anyMatch(text -> text.contains("bytes of web stdout lost"));
    }
}
