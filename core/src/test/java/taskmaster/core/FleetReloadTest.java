package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Specs.SECOND;
import static taskmaster.core.Specs.program;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;

/// Reloads of a fleet that lives.
class FleetReloadTest {

    @Test
    void theFirstConfigurationStartsWhatStartsByItselfByPriority() {
        var driver = new FleetDriver();

        driver.reload(
                program("b").priority(2), program("no").autostart(false), program("a").priority(1));

        assertThat(driver.drain()).containsExactly("spawn a", "spawn b");
        assertThat(driver.phases()).containsExactly("b STARTING", "no STOPPED", "a STARTING");
    }

    @Test
    void anUnchangedConfigurationTouchesNothing() {
        FleetDriver driver = FleetDriver.running(web().numprocs(3), program("db"));

        assertThat(driver.fleet.plan(driver.fleet.wanted()).isEmpty()).isTrue();
        assertThat(driver.reload(web().numprocs(3), program("db")).drain()).isEmpty();
    }

    @Test
    void growingFromOneToThreeKeepsTheOneUnderItsNewName() {
        FleetDriver driver = FleetDriver.running(web());
        int pid = driver.pid("web");

        driver.reload(web().numprocs(3));

        assertThat(driver.drain()).containsExactly("spawn web:web_01", "spawn web:web_02");
        assertThat(driver.pid("web:web_00")).isEqualTo(pid);
        assertThat(driver.phases())
                .containsExactly(
                        "web:web_00 RUNNING", "web:web_01 STARTING", "web:web_02 STARTING");
    }

    @Test
    void shrinkingStopsTheLastOnesAndKeepsTheFirst() {
        FleetDriver driver = FleetDriver.running(web().numprocs(3));
        int pid = driver.pid("web:0");

        driver.reload(web());

        assertThat(driver.drain()).containsExactly("SIGTERM web:web_02", "SIGTERM web:web_01");
        assertThat(driver.phases())
                .containsExactly("web RUNNING", "web:web_01 STOPPING", "web:web_02 STOPPING");
        driver.dies("web:1").dies("web:2");
        assertThat(driver.drain()).containsExactly("forget web:web_01", "forget web:web_02");
        assertThat(driver.phases()).containsExactly("web RUNNING");
        assertThat(driver.pid("web")).isEqualTo(pid);
    }

    @Test
    void whatShrankAndGrowsAgainBeforeItsEndIsStartedWhenItIsGone() {
        FleetDriver driver = FleetDriver.running(web().numprocs(3));
        driver.reload(web());
        driver.reload(web().numprocs(3)).drain();

        driver.dies("web:1");

        assertThat(driver.drain()).containsExactly("spawn web:web_01");
        assertThat(driver.phases())
                .containsExactly(
                        "web:web_00 RUNNING", "web:web_01 STARTING", "web:web_02 STOPPING");
    }

    @Test
    void aRemovedProgramStaysListedUntilItIsGone() {
        FleetDriver driver = FleetDriver.running(web(), program("db"));

        driver.reload(program("db"));

        assertThat(driver.phases()).containsExactly("db RUNNING", "web STOPPING");
        driver.dies("web");
        assertThat(driver.phases()).containsExactly("db RUNNING");
    }

    @Test
    void ordersToWhatLeavesAreIgnored() {
        FleetDriver driver = FleetDriver.running(web());
        ProcessId web = driver.id("web");
        driver.reload();

        driver.send(web, new Event.StartRequested());
        driver.send(web, new Event.RestartRequested());
        driver.send(web, new Event.StopRequested());
        driver.send(web, new Event.KillRequested());

        driver.drain();
        driver.dies("web");
        assertThat(driver.drain()).containsExactly("forget web");
        assertThat(driver.fleet.members()).isEmpty();
    }

    @Test
    void whatComesBackWithoutAutostartStaysDown() {
        FleetDriver driver = FleetDriver.running(web());
        driver.reload();
        driver.reload(web().autostart(false));

        driver.dies("web");

        assertThat(driver.phases()).containsExactly("web STOPPED");
    }

    @Test
    void aSecondReloadDoesNotStopTwice() {
        FleetDriver driver = FleetDriver.running(web(), program("db"));
        driver.reload(program("db")).drain();

        assertThat(driver.fleet.plan(Specs.fleet(program("db"))).isEmpty()).isTrue();
        assertThat(driver.reload(program("db")).drain()).isEmpty();
    }

    @Test
    void aChangeOfTheCommandReplacesTheProcess() {
        FleetDriver driver = FleetDriver.running(web(), program("db"));
        int pid = driver.pid("web");

        driver.reload(web().command("/bin/other"), program("db"));

        assertThat(driver.drain()).containsExactly("SIGTERM web");
        driver.dies("web");
        assertThat(driver.drain()).containsExactly("spawn web");
        assertThat(driver.pid("web")).isNotEqualTo(pid).isNotZero();
    }

    @Test
    void aLiveChangeKeepsThePidAndAppliesAtOnce() {
        FleetDriver driver = FleetDriver.running(web());
        int pid = driver.pid("web");

        driver.reload(web().autoRestart(AutoRestart.NEVER).stopSignal(10));

        assertThat(driver.drain()).isEmpty();
        assertThat(driver.pid("web")).isEqualTo(pid);
        driver.send(driver.id("web"), new Event.StopRequested());
        assertThat(driver.drain()).containsExactly("SIGUSR1 web");
    }

    @Test
    void aStarttimeRetunedDuringTheStartMovesTheDeadline() {
        var driver = new FleetDriver();
        driver.reload(web().startNanos(60 * SECOND));

        driver.reload(web().startNanos(2 * SECOND));

        assertThat(driver.fleet.nextDeadlineNanos()).isEqualTo(driver.nowNanos + 2 * SECOND);
    }

    @Test
    void whatTheOperatorStoppedIsNotStartedByAReload() {
        FleetDriver driver = FleetDriver.running(web());
        driver.send(driver.id("web"), new Event.StopRequested());
        driver.dies("web").drain();

        driver.reload(web().command("/bin/other"));

        assertThat(driver.drain()).isEmpty();
        assertThat(driver.phases()).containsExactly("web STOPPED");
    }

    @Test
    void aRespawnInThePauseDoesNotReportAnAbort() {
        var driver = new FleetDriver();
        driver.reload(web().startNanos(SECOND)).dies("web", 1, false);
        assertThat(driver.phase("web")).isEqualTo(Phase.BACKOFF);

        driver.reload(web().command("/bin/other").startRetries(0));

        assertThat(driver.phase("web")).isEqualTo(Phase.STARTING);
        assertThat(driver.record("web").state())
                .isInstanceOfSatisfying(
                        ProcessState.Starting.class,
                        starting -> assertThat(starting.attempt()).isEqualTo(1));
    }

    @Test
    void aChangeDuringTheSweepOfAnExitGivesANewChance() {
        FleetDriver driver = FleetDriver.running(web().autoRestart(AutoRestart.NEVER));
        ProcessId web = driver.id("web");
        int pid = driver.pid("web");
        driver.dies("web", 1, true);

        driver.reload(web().autoRestart(AutoRestart.NEVER).command("/bin/other")).drain();
        driver.send(web, new Event.GroupEmptied(pid));

        assertThat(driver.drain()).containsExactly("spawn web");
    }

    @Test
    void removedProgramsStopInDescendingPriority() {
        FleetDriver driver =
                FleetDriver.running(
                        program("a").priority(1),
                        program("b").priority(3),
                        program("c").priority(1));

        assertThat(driver.reload().drain()).containsExactly("SIGTERM b", "SIGTERM c", "SIGTERM a");
    }

    @Test
    void membersFollowTheOrderOfTheFile() {
        FleetDriver driver = FleetDriver.running(program("a"), program("b"));

        driver.reload(program("b"), program("new").autostart(false), program("a"));

        assertThat(driver.phases()).containsExactly("b RUNNING", "new STOPPED", "a RUNNING");
    }

    @Test
    void survivorsBlockTheirSuccessorAlsoOverARemoval() {
        FleetDriver driver = FleetDriver.running(web());
        driver.reload().nextDeadline().nextDeadline();
        assertThat(driver.phases()).containsExactly("web STOPPING");

        driver.reload(web()).drain();

        assertThat(driver.phases()).containsExactly("web ABORTED");
    }
}
