package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import taskmaster.core.ExitStatus;
import taskmaster.core.History;
import taskmaster.core.ProcessState;

final class StateDumpTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void saysWhatAProcessDoesInWordsForPeople() {
        assertThat(StateDump.state(new ProcessState.Running(12, 3 * SECOND), 8 * SECOND))
                .isEqualTo("RUNNING, pid 12 for 5 s");
        assertThat(
                        StateDump.state(
                                new ProcessState.Backoff(10 * SECOND, 2, "exit code 1"),
                                8 * SECOND))
                .isEqualTo("BACKOFF, attempt 2 in 2 s: exit code 1");
    }

    @Test
    void saysHowItEndedLast() {
        var exit = new History.LastExit(12, new ExitStatus.Code(3), false, 0, 6 * SECOND);
        assertThat(StateDump.history(new History(1, 0, exit, null), 8 * SECOND))
                .isEqualTo("restarts 1, quick deaths 0, last pid 12: exit code 3, 2 s ago");
    }
}
