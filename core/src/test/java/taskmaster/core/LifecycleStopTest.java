package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Life.PID;
import static taskmaster.core.Specs.SECOND;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;

import taskmaster.core.Effect.Scope;
import taskmaster.core.Effect.SendSignal;

/// Stopping, restarting and removing, at every awkward moment.
class LifecycleStopTest {

    private static final SendSignal TERM = new SendSignal(PID, Signals.SIGTERM, Scope.LEADER);
    private static final SendSignal KILL = new SendSignal(PID, Signals.SIGKILL, Scope.LEADER);
    private static final SendSignal KILL_GROUP = new SendSignal(PID, Signals.SIGKILL, Scope.GROUP);

    @Test
    void theStopSignalGoesToTheProcessAlone() {
        Life life = Life.running(web().stopSignal(10)).stop();

        assertThat(life.signals()).containsExactly(new SendSignal(PID, 10, Scope.LEADER));
        assertThat(life.phase()).isEqualTo(Phase.STOPPING);
        assertThat(life.exits(0).state()).isEqualTo(new ProcessState.Stopped(true));
    }

    @Test
    void stopGroupSignalsAllAtOnceAndOnlyOnce() {
        Life life = Life.running(web().stopGroup(true)).stop();

        assertThat(life.signals())
                .containsExactly(new SendSignal(PID, Signals.SIGTERM, Scope.GROUP));
        assertThat(life.exitsWithLeftovers(0).signals()).isEmpty();
        assertThat(life.deadline().signals()).containsExactly(KILL_GROUP);
        assertThat(life.groupEmptied().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void whatIgnoresTheStopSignalIsKilledAtStoptime() {
        Life life = Life.running(web().stopWaitNanos(3 * SECOND)).stop();

        assertThat(life.state().deadline()).isEqualTo(life.nowNanos() + 3 * SECOND);
        assertThat(life.after(3 * SECOND - 1).send(new Event.DeadlineReached()).effects())
                .isEmpty();
        assertThat(life.after(1).send(new Event.DeadlineReached()).signals())
                .containsExactly(KILL, KILL_GROUP);
        assertThat(life.killedBy(9).phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void leftoversOfAStopGetTheStopSignalThenSigkill() {
        Life life = Life.running(web()).stop();
        long deadlineNanos = life.state().deadline();

        assertThat(life.after(SECOND).exitsWithLeftovers(0).signals())
                .containsExactly(new SendSignal(PID, Signals.SIGTERM, Scope.GROUP));
        assertThat(life.state().deadline()).isEqualTo(deadlineNanos);
        assertThat(life.deadline().signals()).containsExactly(KILL_GROUP);
        assertThat(life.groupEmptied().state()).isEqualTo(new ProcessState.Stopped(true));
    }

    @Test
    void aStopDuringASpawnIsNotLost() {
        Life life = Life.of(web()).start().stop();

        assertThat(life.phase()).isEqualTo(Phase.STOPPING);
        assertThat(life.spawned().signals()).containsExactly(TERM);
        assertThat(life.exits(0).phase()).isEqualTo(Phase.STOPPED);
        assertThat(life.spawns()).isEqualTo(1);
    }

    @Test
    void aStopDuringAFailingSpawnEndsTheRetries() {
        Life life = Life.of(web()).start().stop().spawnFailed();

        assertThat(life.state()).isEqualTo(new ProcessState.Stopped(true));
        assertThat(life.notices()).containsExactly(new Notice.Stopped(0, new ExitStatus.Unknown()));
    }

    @Test
    void aRestartDuringASpawnReplacesWhatItBrings() {
        Life life = Life.of(web()).start().restart();

        assertThat(life.spawns()).isEqualTo(1);
        life.spawned();
        assertThat(life.spawns()).isEqualTo(1);
        assertThat(life.exits(0).state()).isEqualTo(new ProcessState.Spawning(1));
        assertThat(life.spawns()).isEqualTo(2);
    }

    @Test
    void aKillDuringASpawnKillsWhatItBrings() {
        Life life = Life.of(web()).start().kill().spawned();

        assertThat(life.signals()).containsExactly(KILL, KILL_GROUP);
    }

    @Test
    void theLastOrderDuringAStopCounts() {
        assertThat(Life.running(web()).stop().start().exits(0).phase()).isEqualTo(Phase.STARTING);
        assertThat(Life.running(web()).restart().stop().exits(0).phase()).isEqualTo(Phase.STOPPED);
        assertThat(Life.running(web()).stop().remove().exits(0).isForgotten()).isTrue();
        assertThat(Life.of(web()).start().stop().start().stop().spawned().exits(0).phase())
                .isEqualTo(Phase.STOPPED);
    }

    @Test
    void aKillDoesNotUndoARemoval() {
        assertThat(Life.running(web()).remove().kill().killedBy(9).isForgotten()).isTrue();
        assertThat(Life.running(web()).remove().kill().kill().killedBy(9).isForgotten()).isTrue();
        assertThat(Life.of(web()).start().remove().kill().spawnFailed().isForgotten()).isTrue();
    }

    @Test
    void aStopInThePauseEndsIt() {
        Life life = Life.of(web()).start().spawnFailed().stop();

        assertThat(life.state()).isEqualTo(new ProcessState.Stopped(true));
        assertThat(life.notices()).hasSize(1);
        assertThat(life.deadline().effects()).isEmpty();
    }

    @Test
    void aStopDuringTheSweepOfADeathCancelsTheRestart() {
        Life life = Life.running(web()).after(SECOND).exitsWithLeftovers(1).stop().groupEmptied();

        assertThat(life.phase()).isEqualTo(Phase.STOPPED);
        assertThat(life.spawns()).isEqualTo(1);
    }

    @Test
    void noSecondCopyIsStartedBesideWhatOutlivesSigkill() {
        Life life = Life.running(web()).stop().deadline().deadline();

        assertThat(life.phase()).isEqualTo(Phase.STOPPED);
        assertThat(life.told(Notice.Survived.class)).containsExactly(new Notice.Survived(PID));
        assertThat(life.start().state())
                .isEqualTo(
                        new ProcessState.Aborted(
                                "process 100 outlives SIGKILL; no second copy is started"));
        assertThat(life.restart().phase()).isEqualTo(Phase.ABORTED);
        assertThat(life.spawns()).isEqualTo(1);

        life.killedBy(9).start();

        assertThat(life.spawns()).isEqualTo(2);
        assertThat(life.history().survivor()).isNull();
    }

    @Test
    void aRestartOfWhatOutlivesSigkillIsAborted() {
        Life life = Life.running(web()).restart().deadline().deadline();

        assertThat(life.phase()).isEqualTo(Phase.ABORTED);
        assertThat(life.spawns()).isEqualTo(1);
    }

    @Test
    void aRemovedProcessIsNotForgottenWhileItOutlivesSigkill() {
        Life life = Life.running(web()).remove().deadline().deadline();

        assertThat(life.isForgotten()).isFalse();
        assertThat(life.phase()).isEqualTo(Phase.STOPPING);
        assertThat(life.state().deadline()).isEqualTo(ProcessState.NO_DEADLINE);
        assertThat(life.killedBy(9).isForgotten()).isTrue();
    }

    @Test
    void theRemovalOfAStoppedSurvivorWaitsForItsDeath() {
        Life life = Life.running(web()).stop().deadline().deadline().remove();

        assertThat(life.isForgotten()).isFalse();
        assertThat(life.killedBy(9).isForgotten()).isTrue();
    }

    @Test
    void aRemovalThatIsTakenBackLeavesTheSurvivorStopped() {
        Life life = Life.running(web()).remove().deadline().deadline().stop();

        assertThat(life.phase()).isEqualTo(Phase.STOPPED);
        assertThat(life.history().isSurvivor(PID)).isTrue();
    }

    @Test
    void whatRemainsOfASurvivorsGroupIsKilledWithIt() {
        Life life = Life.running(web()).stop().deadline().deadline().exitsWithLeftovers(0);

        assertThat(life.signals()).containsExactly(KILL_GROUP);
        assertThat(life.phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void aStrayProcessIsKilledAtOnce() {
        Life life = Life.running(web());

        life.send(new Event.Spawned(7));

        assertThat(life.state().livingPid()).isEqualTo(PID);
        assertThat(life.signals())
                .containsExactly(
                        new SendSignal(7, Signals.SIGKILL, Scope.LEADER),
                        new SendSignal(7, Signals.SIGKILL, Scope.GROUP));
    }

    @Test
    void aWaitTooLongForTheClockIsNoDeadline() {
        Life life = Life.running(web().stopWaitNanos(Long.MAX_VALUE)).stop();

        assertThat(life.state().deadline()).isEqualTo(ProcessState.NO_DEADLINE);
        assertThat(life.send(new Event.DeadlineReached()).effects()).isEmpty();
    }

    @Test
    void outOfServiceStopsByKillingAndKeepsTrackOfTheProcess() {
        Life life = unknown(PID).stop();

        assertThat(life.signals()).containsExactly(KILL, KILL_GROUP);
        assertThat(life.phase()).isEqualTo(Phase.STOPPING);
        assertThat(unknown(PID).restart().phase()).isEqualTo(Phase.STOPPING);
        assertThat(unknown(PID).remove().isForgotten()).isFalse();
        assertThat(unknown(0).remove().isForgotten()).isTrue();
        assertThat(unknown(0).start().phase()).isEqualTo(Phase.STARTING);
        assertThat(unknown(PID).start().spawns()).isZero();
    }

    private static Life unknown(int pid) {
        return Life.of(web()).in(new ProcessState.Unknown(pid, "fault"));
    }
}
