package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.OutputFormat;
import taskmaster.core.OutputSpec;
import taskmaster.core.Overflow;
import taskmaster.daemon.control.LogStream;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

class SlowDiskTest {

    private static final OutputSpec DROPPING =
            new OutputSpec(OutputFormat.RAW, false, List.of(), Overflow.DROP, Rig.NO_ROTATION);

    private SlowKernel slow;
    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) throws java.io.IOException {
        Path real = directory.toRealPath();
        slow = new SlowKernel(real.resolve("slow"));
        rig = new Rig(real, slow.kernel());
    }

    @AfterEach
    void close() {
        slow.answer();
        rig.close();
    }

    @Test
    void othersGoOnWhileOneFileDoesNotAnswer() {
        var child = rig.start("web", rig.toFile("slow"), Rig.RAW, "seq", "1", "100000");
        Rig.until("the disk is waited for", slow::isWaitedFor);
        rig.run("other", rig.toFile("quick"), Rig.RAW, "seq 1 50000");
        rig.untilContent("quick", RotationTest.numbers(50_000));
        Rig.until("it is told", () -> !rig.problems.isEmpty());
        assertThat(rig.problems)
                .containsExactly(
                        "log %s does not answer; what writes to it waits, other logs go on"
                                .formatted(rig.path("slow")));
        assertThat(rig.events.element().kind()).isEqualTo(OutputEvent.Kind.BLOCKED);

        slow.answer();
        rig.await(child);
        rig.untilContent("slow", RotationTest.numbers(100_000));
        assertThat(rig.problems).contains("log " + rig.path("slow") + " answers again");
        Rig.until(
                "all is counted",
                () ->
                        rig.capture
                                .counters(Rig.id("web"), LogStream.STDOUT)
                                .equals(new StreamCounters(588_895, 100_000, 0, 0, 0)));
    }

    @Test
    void whatIsToDropGoesOn() {
        var child = rig.start("web", rig.toFile("slow"), DROPPING, "seq", "1", "100000");
        Rig.until("the disk is waited for", slow::isWaitedFor);
        rig.await(child);
        slow.answer();
        Rig.until(
                "it is told that the disk answers",
                () ->
                        rig.events.stream()
                                .anyMatch(event -> event.kind() == OutputEvent.Kind.RESUMED));
        rig.run("web", rig.toFile("slow"), DROPPING, "echo 100001");
        rig.forget("web");

        long[] last = {0};
        rig.content("slow")
                .lines()
                .mapToLong(Long::parseLong)
                .forEach(
                        number -> {
                            assertThat(number).isGreaterThan(last[0]);
                            last[0] = number;
                        });
        assertThat(last[0]).isEqualTo(100_001);
        assertThat(rig.content("slow").length()).isLessThan(588_895);
        assertThat(rig.events).anyMatch(event -> event.kind() == OutputEvent.Kind.DROPPING);
    }

    @Test
    void ordersForAFileThatDoesNotAnswerWaitForIt() {
        var child = rig.start("web", rig.toFile("slow"), Rig.RAW, "/bin/echo", "one");
        Rig.until("the disk is waited for", slow::isWaitedFor);
        rig.await(child);
        rig.capture.reopenAll();
        rig.capture.settle(Rig.id("web"));
        rig.capture.retarget(Rig.id("web"), "web", rig.toFile("new"), Rig.RAW);
        rig.run("other", rig.toFile("quick"), Rig.RAW, "echo quick");
        rig.untilContent("quick", "quick\n");

        slow.answer();
        rig.untilContent("slow", "one\n");
        Rig.until("it has another log", () -> rig.openFiles().contains(rig.path("new").toString()));
        rig.run("web", rig.toFile("new"), Rig.RAW, "echo two");
        rig.untilContent("new", "two\n");
    }

    @Test
    void closeDoesNotWaitForADiskThatDoesNotAnswer() {
        rig.start("web", rig.toFile("slow"), Rig.RAW, "/bin/echo", "one");
        Rig.until("the disk is waited for", slow::isWaitedFor);

        long start = System.nanoTime();
        var _ = rig.capture.close(TimeUnit.SECONDS.toNanos(1));
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }
}
