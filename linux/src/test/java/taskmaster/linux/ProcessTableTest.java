package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTableTest {
    private static final String REST = " 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 ";

    @Test
    void namesMayHoldAnything() {
        String stat = "12 (a) Z 1 (b) S 1 10 11" + REST + "1 0 99";
        assertThat(ProcessTable.parse(12, stat))
                .isEqualTo(new ProcessTable.Entry(12, 10, 11, true));
    }

    @Test
    void zombieIsDeadUnlessAnotherThreadRuns() {
        assertThat(ProcessTable.parse(12, "12 (a) Z 1 10 11" + REST + "1 0 99").isAlive())
                .isFalse();
        assertThat(ProcessTable.parse(12, "12 (a) Z 1 10 11" + REST + "2 0 99").isAlive()).isTrue();
    }

    @Test
    void goneProcessIsInNoGroup() {
        assertThat(ProcessTable.read(Integer.MAX_VALUE))
                .isEqualTo(new ProcessTable.Entry(Integer.MAX_VALUE, -1, -1, false));
    }
}
