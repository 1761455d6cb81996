package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Specs.SECOND;
import static taskmaster.core.Specs.program;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;

import java.util.List;

/// The end of everything: in tiers, and for good.
class FleetShutdownTest {

    @Test
    void anEmptyFleetIsDownAtOnce() {
        var driver = new FleetDriver();

        assertThat(driver.fleet.isDown()).isFalse();
        driver.shutDown();
        assertThat(driver.fleet.isDown()).isTrue();
    }

    @Test
    void theHighestPriorityStopsFirstAndTheNextWaitsForIt() {
        FleetDriver driver =
                FleetDriver.running(
                        program("base").priority(1),
                        program("front").priority(9),
                        program("side").priority(9));

        assertThat(driver.shutDown().drain()).containsExactly("SIGTERM side", "SIGTERM front");
        assertThat(driver.dies("front").drain()).isEmpty();
        assertThat(driver.dies("side").drain()).containsExactly("SIGTERM base");
        assertThat(driver.fleet.isDown()).isFalse();
        assertThat(driver.dies("base").fleet.isDown()).isTrue();
    }

    @Test
    void aTierThatIgnoresItsSignalIsKilledThenTheNextFollows() {
        FleetDriver driver =
                FleetDriver.running(program("base").priority(1), program("front").priority(9));
        driver.shutDown().drain();

        assertThat(driver.nextDeadline().drain())
                .containsExactly("SIGKILL front", "SIGKILL group of front");
        assertThat(driver.dies("front").drain()).containsExactly("SIGTERM base");
    }

    @Test
    void whatOutlivesSigkillDoesNotHoldUpTheShutdown() {
        FleetDriver driver = FleetDriver.running(web(), program("db").priority(1));
        driver.shutDown().nextDeadline().drain();

        assertThat(driver.nextDeadline().drain()).containsExactly("SIGTERM db");
        driver.dies("db");
        assertThat(driver.fleet.isDown()).isTrue();
    }

    @Test
    void aDeathWhileWaitingForItsTurnIsNotRestarted() {
        FleetDriver driver =
                FleetDriver.running(program("base").priority(1), program("front").priority(9));
        driver.shutDown().drain();

        driver.dies("base", 1, false);

        assertThat(driver.drain()).isEmpty();
        assertThat(driver.phase("base")).isEqualTo(Phase.STOPPED);
        assertThat(driver.dies("front").fleet.isDown()).isTrue();
    }

    @Test
    void aFailedStartWhileWaitingIsNotTriedAgain() {
        var driver = new FleetDriver();
        driver.reload(program("base").priority(1).startNanos(60 * SECOND), program("front"));
        driver.settle().shutDown().drain();

        driver.dies("base", 1, false);

        assertThat(driver.phase("base")).isEqualTo(Phase.STOPPED);
        assertThat(driver.fleet.nextDeadlineNanos()).isNotEqualTo(ProcessState.NO_DEADLINE);
        assertThat(driver.dies("front").fleet.isDown()).isTrue();
    }

    @Test
    void leftoversOfADeathWhileWaitingAreSweptWithoutARestart() {
        FleetDriver driver =
                FleetDriver.running(program("base").priority(1), program("front").priority(9));
        driver.shutDown();
        ProcessId base = driver.id("base");
        int pid = driver.pid("base");
        driver.dies("base", 1, true).dies("front").drain();

        assertThat(driver.fleet.isDown()).isFalse();
        driver.send(base, new Event.GroupEmptied(pid));
        assertThat(driver.drain()).isEmpty();
        assertThat(driver.fleet.isDown()).isTrue();
    }

    @Test
    void pausesEndAndSpawnsUnderWayAreCalledOff() {
        var fleet = new Fleet(Lifecycle::step);
        fleet.reload(Specs.fleet(web(), program("db").priority(1)), 0);
        fleet.handle(new ProcessId("web", 0), new Event.SpawnFailed("no"), 0);

        fleet.shutDown(1);

        assertThat(fleet.members())
                .extracting(member -> member.record().state())
                .containsExactly(
                        new ProcessState.Stopped(true),
                        new ProcessState.Cancelling(false, new Next.Stop()));
        assertThat(fleet.isDown()).isFalse();
        fleet.handle(new ProcessId("db", 0), new Event.SpawnFailed("no"), 2);
        assertThat(fleet.isDown()).isTrue();
    }

    @Test
    void restartsUnderWayBecomeStops() {
        FleetDriver driver = FleetDriver.running(web());
        driver.send(driver.id("web"), new Event.RestartRequested()).drain();

        driver.shutDown().dies("web");

        assertThat(driver.drain()).isEmpty();
        assertThat(driver.fleet.isDown()).isTrue();
    }

    @Test
    void nothingIsStartedAnyMore() {
        FleetDriver driver = FleetDriver.running(web(), program("off").autostart(false));
        driver.shutDown().drain();

        driver.send(driver.id("off"), new Event.StartRequested());
        driver.send(driver.id("web"), new Event.RestartRequested());
        driver.reload(web(), program("off"), program("more"));

        assertThat(driver.drain()).isEmpty();
        assertThat(driver.dies("web").drain()).isEmpty();
        assertThat(driver.fleet.isDown()).isTrue();
    }

    @Test
    void aStopOfALowerTierByHandIsHonoured() {
        FleetDriver driver =
                FleetDriver.running(program("base").priority(1), program("front").priority(9));
        driver.shutDown().drain();

        driver.send(driver.id("base"), new Event.StopRequested());

        assertThat(driver.drain()).containsExactly("SIGTERM base");
        assertThat(driver.dies("base").dies("front").fleet.isDown()).isTrue();
    }

    @Test
    void killEndsAllTiersAtOnce() {
        FleetDriver driver =
                FleetDriver.running(program("base").priority(1), program("front").priority(9));

        List<String> orders = driver.shutDown().kill().drain();

        assertThat(orders)
                .containsExactly(
                        "SIGTERM front",
                        "SIGKILL front",
                        "SIGKILL group of front",
                        "SIGKILL base",
                        "SIGKILL group of base");
        assertThat(driver.dies("base").dies("front").drain()).isEmpty();
        assertThat(driver.fleet.isDown()).isTrue();
    }

    @Test
    void killAloneShutsDownToo() {
        FleetDriver driver = FleetDriver.running(web());

        assertThat(driver.kill().fleet.isShuttingDown()).isTrue();
        assertThat(driver.dies("web").fleet.isDown()).isTrue();
    }

    @Test
    void aSecondShutdownChangesNothing() {
        FleetDriver driver = FleetDriver.running(web());
        driver.shutDown().drain();

        assertThat(driver.shutDown().drain()).isEmpty();
        assertThat(driver.dies("web").fleet.isDown()).isTrue();
    }

    @Test
    void whatIsBeingRemovedIsWaitedFor() {
        FleetDriver driver = FleetDriver.running(web());
        driver.reload().shutDown();

        assertThat(driver.fleet.isDown()).isFalse();
        assertThat(driver.dies("web").fleet.isDown()).isTrue();
    }
}
