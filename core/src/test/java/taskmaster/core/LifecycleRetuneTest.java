package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Specs.SECOND;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;

/// Settings that change under a process.
class LifecycleRetuneTest {

    @Test
    void aLongerStarttimeMovesTheDeadline() {
        Life life = Life.of(web()).start().spawned();
        long startedNanos = life.nowNanos();

        life.after(SECOND / 2).retune(web().startNanos(5 * SECOND));

        assertThat(life.phase()).isEqualTo(Phase.STARTING);
        assertThat(life.state().deadline()).isEqualTo(startedNanos + 5 * SECOND);
    }

    @Test
    void aStarttimeThatHasPassedMeansRunning() {
        Life life = Life.of(web().startNanos(60 * SECOND)).start().spawned();

        life.after(2 * SECOND).retune(web().startNanos(2 * SECOND));

        assertThat(life.phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void fewerStartretriesAbortAPauseThatIsOneTooMany() {
        Life life = Life.of(web()).start().spawnFailed().deadline().spawnFailed();

        assertThat(life.retune(web().startRetries(1)).phase()).isEqualTo(Phase.ABORTED);
        assertThat(life.told(Notice.Aborted.class)).hasSize(1);
    }

    @Test
    void fewerStartretriesApplyToTheAttemptUnderWay() {
        Life life = Life.of(web()).start().spawnFailed().deadline();

        assertThat(life.retune(web().startRetries(0)).phase()).isEqualTo(Phase.STARTING);
        assertThat(life.spawnFailed().phase()).isEqualTo(Phase.ABORTED);
    }

    @Test
    void fewerStartretriesApplyToTheRetryAfterASweep() {
        Life life = Life.of(web()).start().spawned().exitsWithLeftovers(1);

        life.retune(web().startRetries(0)).groupEmptied();

        assertThat(life.phase()).isEqualTo(Phase.ABORTED);
        assertThat(life.spawns()).isEqualTo(1);
    }

    @Test
    void autorestartFalseEndsThePauseOfARunningProgram() {
        Life life = Life.of(web().startNanos(0)).start().spawned().exits(1);

        life.retune(web().startNanos(0).autoRestart(AutoRestart.NEVER));

        assertThat(life.state()).isEqualTo(new ProcessState.Exited(new ExitStatus.Code(1), false));
    }

    @Test
    void autorestartFalseDoesNotEndTheRetriesOfAStart() {
        Life life = Life.of(web()).start().spawned().exits(1);

        assertThat(life.retune(web().autoRestart(AutoRestart.NEVER)).phase())
                .isEqualTo(Phase.BACKOFF);
    }

    @Test
    void aCodeThatIsNowExpectedEndsThePause() {
        Life life = Life.of(web().startNanos(0)).start().spawned().exits(3);

        life.retune(web().startNanos(0).exitCodes(0, 3));

        assertThat(life.state()).isEqualTo(new ProcessState.Exited(new ExitStatus.Code(3), true));
    }

    @Test
    void otherChangesLeaveThePauseAlone() {
        Life life = Life.of(web()).start().spawnFailed();
        ProcessState before = life.state();

        assertThat(life.retune(web().priority(1)).state()).isEqualTo(before);
        assertThat(life.effects()).isEmpty();
    }

    @Test
    void aShorterStoptimeHastensAStopUnderWay() {
        Life life = Life.running(web().stopWaitNanos(3600 * SECOND)).stop();

        life.retune(web().stopWaitNanos(SECOND));

        assertThat(life.state().deadline()).isEqualTo(life.nowNanos() + SECOND);
    }

    @Test
    void aLongerStoptimeDoesNotDelayAStopUnderWay() {
        Life life = Life.running(web()).stop();
        long deadlineNanos = life.state().deadline();

        life.retune(web().stopWaitNanos(3600 * SECOND));

        assertThat(life.state().deadline()).isEqualTo(deadlineNanos);
    }

    @Test
    void theWaitAfterSigkillDoesNotDependOnStoptime() {
        Life life = Life.running(web()).stop().deadline();
        long deadlineNanos = life.state().deadline();

        life.retune(web().stopWaitNanos(1));

        assertThat(life.state().deadline()).isEqualTo(deadlineNanos);
        assertThat(deadlineNanos).isEqualTo(life.nowNanos() + Limits.KILL_WAIT_NANOS);
    }
}
