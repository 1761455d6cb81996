package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import static taskmaster.core.Specs.SECOND;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Starting, dying by itself and being tried again.
class LifecycleStartTest {

    @Test
    void itIsRunningWhenItHasLivedForStarttime() {
        Life life = Life.of(web().startNanos(2 * SECOND)).start().spawned();

        assertThat(life.phase()).isEqualTo(Phase.STARTING);
        assertThat(life.state().deadline()).isEqualTo(life.nowNanos() + 2 * SECOND);
        assertThat(life.after(2 * SECOND - 1).send(new Event.DeadlineReached()).phase())
                .isEqualTo(Phase.STARTING);
        assertThat(life.after(1).send(new Event.DeadlineReached()).phase())
                .isEqualTo(Phase.RUNNING);
    }

    @Test
    void starttimeZeroIsRunningAtOnce() {
        assertThat(Life.of(web().startNanos(0)).start().spawned().phase()).isEqualTo(Phase.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 10})
    void startretriesIsTheNumberOfFurtherAttempts(int startRetries) {
        Life life = Life.of(web().startRetries(startRetries)).start();
        for (int attempt = 1; attempt <= startRetries; attempt++) {
            assertThat(life.spawnFailed().phase()).isEqualTo(Phase.BACKOFF);
            life.deadline();
        }

        assertThat(life.spawnFailed().phase()).isEqualTo(Phase.ABORTED);
        assertThat(life.spawns()).isEqualTo(startRetries + 1);
        assertThat(life.told(Notice.Aborted.class)).hasSize(1);
        assertThat(life.told(Notice.StartFailed.class))
                .extracting(Notice.StartFailed::attempt)
                .hasSize(startRetries + 1)
                .endsWith(startRetries + 1);
    }

    @Test
    void pausesBetweenAttemptsDouble() {
        Life life = Life.of(web().startRetries(3)).start();
        for (int attempt = 1; attempt <= 3; attempt++) {
            life.spawnFailed().deadline();
        }

        List<Long> pauses =
                life.told(Notice.BackedOff.class).stream()
                        .map(Notice.BackedOff::delayNanos)
                        .toList();
        assertThat(pauses).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(pauses.get(i)).isCloseTo(SECOND << i, within((SECOND << i) / 10));
        }
    }

    @Test
    void anExpectedCodeBeforeStarttimeIsAFailedStart() {
        Life life = Life.of(web().startRetries(0).autoRestart(AutoRestart.NEVER));

        life.start().spawned().after(SECOND / 2).exits(0);

        assertThat(life.state())
                .isEqualTo(
                        new ProcessState.Aborted(
                                "exited too quickly: exit code 0 after 500 ms, starttime is 1 s"));
    }

    @Test
    void aDeathAfterStarttimeCountsAsRunningEvenIfTheTimerIsLate() {
        Life life = Life.of(web()).start().spawned().after(2 * SECOND).exits(0);

        assertThat(life.phase()).isEqualTo(Phase.EXITED);
        assertThat(life.told(Notice.BecameRunning.class)).hasSize(1);
    }

    @Test
    void afterAHealthyRunTheRestartIsImmediate() {
        Life life = Life.running(web()).after(SECOND).killedBy(Signals.SIGKILL);

        assertThat(life.state()).isEqualTo(new ProcessState.Spawning(1));
        assertThat(life.spawns()).isEqualTo(2);
        assertThat(life.history().restarts()).isEqualTo(1);
        assertThat(life.told(Notice.Exited.class))
                .allSatisfy(exited -> assertThat(exited.expected()).isFalse());
    }

    @Test
    void quickDeathsAfterRunningLengthenThePauseButNeverAbort() {
        Life life = Life.of(web().startNanos(0).startRetries(0)).start();
        for (int i = 0; i < 20; i++) {
            life.spawned().after(1).exits(1);
            assertThat(life.phase()).isEqualTo(Phase.BACKOFF);
            life.deadline();
        }

        assertThat(life.told(Notice.BackedOff.class).getLast().delayNanos())
                .isCloseTo(60 * SECOND, within(6 * SECOND));
    }

    @Test
    void oneHealthyRunForgivesAllQuickDeaths() {
        Life life = Life.of(web().startNanos(0)).start();
        for (int i = 0; i < 5; i++) {
            life.spawned().exits(1).deadline();
        }

        life.spawned().after(SECOND).exits(1);

        assertThat(life.history().quickDeaths()).isZero();
        assertThat(life.phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void attemptsAreCountedAfreshOnceItRan() {
        Life life = Life.of(web().startRetries(1)).start();
        life.spawnFailed().deadline().spawned().deadline().after(SECOND).exits(1);

        assertThat(life.spawnFailed().phase()).isEqualTo(Phase.BACKOFF);
        assertThat(life.deadline().spawnFailed().phase()).isEqualTo(Phase.ABORTED);
    }

    @Test
    void unexpectedRestartsOnUnlistedCodesOnly() {
        Specs specs = web().exitCodes(0, 2);

        assertThat(Life.running(specs).after(SECOND).exits(2).phase()).isEqualTo(Phase.EXITED);
        assertThat(Life.running(specs).after(SECOND).exits(1).phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void aSignalIsNeverExpected() {
        Life life = Life.running(web().exitCodes(0, 9, 137)).after(SECOND).killedBy(9);

        assertThat(life.phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void autorestartFalseStaysExited() {
        Life life = Life.running(web().autoRestart(AutoRestart.NEVER)).after(SECOND).killedBy(9);

        assertThat(life.state())
                .isEqualTo(new ProcessState.Exited(new ExitStatus.Signaled(9, false), false));
    }

    @Test
    void autorestartTrueRestartsOnAnExpectedCode() {
        Life life = Life.running(web().autoRestart(AutoRestart.ALWAYS)).after(SECOND).exits(0);

        assertThat(life.phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void anOrderToStartEndsThePauseAndCountsAfresh() {
        Life life = Life.of(web()).start().spawnFailed().start();

        assertThat(life.state()).isEqualTo(new ProcessState.Spawning(1));
        assertThat(life.history().quickDeaths()).isZero();
    }

    @Test
    void startingWhatStartsOrRunsChangesNothing() {
        for (Life life :
                List.of(
                        Life.of(web()).start(),
                        Life.of(web()).start().spawned(),
                        Life.running(web()))) {
            ProcessState before = life.state();
            assertThat(life.start().state()).isEqualTo(before);
            assertThat(life.effects()).isEmpty();
        }
    }

    @Test
    void leftoversOfADeathAreEndedBeforeTheNextStart() {
        Life life = Life.running(web()).after(SECOND).exitsWithLeftovers(1);

        assertThat(life.phase()).isEqualTo(Phase.STOPPING);
        assertThat(life.spawns()).isEqualTo(1);
        assertThat(life.signals())
                .containsExactly(
                        new Effect.SendSignal(Life.PID, Signals.SIGTERM, Effect.Scope.GROUP));
        assertThat(life.groupEmptied().state()).isEqualTo(new ProcessState.Spawning(1));
    }

    @Test
    void leftoversThatIgnoreTheStopSignalAreKilledThenGivenUp() {
        Life life = Life.running(web()).after(SECOND).exitsWithLeftovers(1).deadline();

        assertThat(life.signals())
                .containsExactly(
                        new Effect.SendSignal(Life.PID, Signals.SIGKILL, Effect.Scope.GROUP));
        assertThat(life.deadline().notices()).contains(new Notice.Survived(Life.PID));
        assertThat(life.state()).isEqualTo(new ProcessState.Spawning(1));
    }
}
