package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import taskmaster.api.ProcessView;

import java.util.List;

class StatusTableTest {
    private static final long NOW = ProcessText.epochSeconds("2026-11-23T02:56:21Z");

    private static final List<ProcessView> ALL =
            List.of(
                    Processes.view("run", "RUNNING", 12, 5.4, 0, null, null, null, null),
                    Processes.view("old", "RUNNING", 13, 90_061.0, 3, null, "SIGKILL", null, null),
                    Processes.view("new", "STARTING", 14, 0.2, 0, null, null, null, null),
                    Processes.view("wait", "BACKOFF", null, null, 0, 1, null, "died at once", 3.24),
                    Processes.view("end", "STOPPING", 15, 8.0, 0, null, null, null, null),
                    Processes.view("fine", "EXITED", null, null, 0, 7, null, null, null),
                    Processes.view("never", "STOPPED", null, null, 0, null, null, null, null),
                    Processes.view("down", "STOPPED", null, null, 0, null, "SIGTERM", null, null),
                    Processes.view("gone", "ABORTED", null, null, 0, 1, null, "no such file", null),
                    Processes.view("odd", "UNKNOWN", null, null, 0, null, null, null, null),
                    Processes.view("later", "HIBERNATING", 1, null, 0, null, null, null, null));

    @Test
    void everyStateSaysWhatIsKnown() {
        assertThat(StatusTable.render(ALL, false, 0, NOW))
                .isEqualTo(
                        """
                        run                              RUNNING   pid 12, uptime 0:00:05
                        old                              RUNNING   pid 13, uptime 1 day, 1:01:01, 3 restarts, last: terminated by SIGKILL
                        new                              STARTING  pid 14, uptime 0:00:00
                        wait                             BACKOFF   next attempt in 3.2 s (attempt 2): died at once
                        end                              STOPPING  pid 15, uptime 0:00:08
                        fine                             EXITED    exit status 7 (unexpected), 0:05:12 ago
                        never                            STOPPED   Not started
                        down                             STOPPED   terminated by SIGTERM (unexpected), 0:05:12 ago
                        gone                             ABORTED   no such file
                        odd                              UNKNOWN   unknown error (try `tail odd`)
                        later                            HIBERNATING
                        """);
    }

    @Test
    void columnsWidenForLongNames() {
        String name = "x".repeat(40);
        List<ProcessView> views = List.of(Processes.running(name, 1), Processes.running("a", 2));
        assertThat(StatusTable.render(views, false, 0, NOW).lines())
                .containsExactly(
                        name + "   RUNNING   pid 1, uptime 0:00:05",
                        "a" + " ".repeat(42) + "RUNNING   pid 2, uptime 0:00:05");
    }

    @Test
    void statesAreColouredOnlyWhenWanted() {
        assertThat(StatusTable.render(ALL.subList(0, 1), true, 0, NOW))
                .isEqualTo(
                        "run                              \u001b[32mRUNNING\u001b[0m   pid 12,"
                                + " uptime 0:00:05\n");
        assertThat(StatusTable.render(ALL, false, 0, NOW)).doesNotContain("\u001b");
    }

    @Test
    void linesAreCutAtTheWindow() {
        StatusTable.render(ALL, true, 60, NOW)
                .lines()
                .forEach(
                        line ->
                                assertThat(line.replaceAll("\u001b\\[[0-9;]*m", "").length())
                                        .isLessThanOrEqualTo(60));
    }

    @Test
    void noColorAndDumbTerminalsAreHonoured() {
        assertThat(colour(new Ctl(java.nio.file.Path.of("/x")).terminal())).isTrue();
        assertThat(colour(new Ctl(java.nio.file.Path.of("/x")).terminal().env("NO_COLOR", "1")))
                .isFalse();
        assertThat(colour(new Ctl(java.nio.file.Path.of("/x")).terminal().env("TERM", "dumb")))
                .isFalse();
    }

    private static boolean colour(Ctl ctl) {
        java.io.OutputStream none = java.io.OutputStream.nullOutputStream();
        return new Screen(none, none, true, ctl.environment()).hasColor();
    }
}
