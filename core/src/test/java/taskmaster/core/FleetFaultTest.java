package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Specs.program;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;

import java.util.function.Predicate;

/// A bug in a step takes one program out of service, and nothing else.
class FleetFaultTest {

    private Predicate<Event> broken = _ -> false;
    private final FleetDriver driver = new FleetDriver(this::step);

    private Step step(ProcessSpec spec, ProcessRecord record, Event event, long nowNanos) {
        if (spec.id().program().equals("web") && broken.test(event)) {
            throw new IllegalStateException("bug");
        }
        return Lifecycle.step(spec, record, event, nowNanos);
    }

    @Test
    void theOthersGoOn() {
        driver.reload(web(), program("db"));
        broken = Event.DeadlineReached.class::isInstance;

        driver.settle();

        assertThat(driver.phases()).containsExactly("web UNKNOWN", "db RUNNING");
    }

    @Test
    void theFaultIsToldWithItsPlaceAndItsTape() {
        driver.reload(web());
        broken = _ -> true;

        var orders = driver.fleet.handle(driver.id("web"), new Event.Retuned(), driver.nowNanos);

        assertThat(orders).hasSize(1);
        assertThat(orders.getFirst().effect())
                .isInstanceOfSatisfying(
                        Effect.Publish.class,
                        publish ->
                                assertThat(publish.notice().toString())
                                        .contains(
                                                "IllegalStateException: bug",
                                                "FleetFaultTest.step",
                                                "Starting[pid=100",
                                                "StartRequested[], Spawned[pid=100], Retuned[]"));
    }

    @Test
    void thePidOfASpawnIsNotLost() {
        broken = Event.Spawned.class::isInstance;

        driver.reload(web());

        assertThat(driver.record("web").state())
                .isInstanceOfSatisfying(
                        ProcessState.Unknown.class,
                        unknown -> assertThat(unknown.pid()).isEqualTo(100));
    }

    @Test
    void aSpawnUnderWayIsAwaitedAndEnded() {
        var fleet = new Fleet(this::step);
        fleet.reload(Specs.fleet(web()), 0);
        var id = new ProcessId("web", 0);
        broken = Event.Retuned.class::isInstance;

        fleet.handle(id, new Event.Retuned(), 1);

        assertThat(fleet.handle(id, new Event.Spawned(7), 2))
                .extracting(Order::effect)
                .contains(new Effect.SendSignal(7, Signals.SIGKILL, Effect.Scope.LEADER));
        fleet.handle(id, new Event.ChildExited(7, new ExitStatus.Signaled(9, false), false), 3);
        assertThat(fleet.members())
                .extracting(member -> member.record().state().phase())
                .containsExactly(Phase.ABORTED);
    }

    @Test
    void aReapedPidIsForgottenAndItsGroupEnded() {
        driver.reload(web()).settle().drain();
        broken = Event.ChildExited.class::isInstance;

        driver.dies("web", 0, true);

        assertThat(driver.pid("web")).isZero();
        assertThat(driver.phase("web")).isEqualTo(Phase.UNKNOWN);
        assertThat(driver.drain()).containsExactly("fault web", "SIGKILL group of web");
    }

    @Test
    void aStopThatFaultsStillEndsTheProcess() {
        driver.reload(web()).settle().drain();
        broken = Event.StopRequested.class::isInstance;

        driver.send(driver.id("web"), new Event.StopRequested());

        assertThat(driver.drain())
                .containsExactly("fault web", "SIGKILL web", "SIGKILL group of web");
    }

    @Test
    void aRemovalThatFaultsStillEndsAndForgets() {
        driver.reload(web()).settle().drain();
        broken = _ -> true;
        driver.reload();
        assertThat(driver.drain()).contains("SIGKILL web");

        driver.dies("web");

        assertThat(driver.drain()).contains("forget web");
        assertThat(driver.fleet.members()).isEmpty();
    }

    @Test
    void aRemovedProcessOutOfServiceIsForgottenAtItsDeath() {
        driver.reload(web()).settle();
        broken = Event.RemoveRequested.class::isInstance;
        driver.reload().drain();

        driver.dies("web");

        assertThat(driver.drain()).containsExactly("forget web");
    }

    @Test
    void aShutdownEndsDespiteAProgramThatAlwaysFaults() {
        driver.reload(web().priority(5), program("db").priority(1)).settle().drain();
        broken = _ -> true;

        driver.shutDown();

        assertThat(driver.drain())
                .containsExactly("fault web", "SIGKILL web", "SIGKILL group of web", "SIGTERM db");
        assertThat(driver.dies("db").fleet.isDown()).isTrue();
    }

    @Test
    void aShutdownEndsWhatWasOutOfServiceBefore() {
        driver.reload(web()).settle();
        broken = Event.Retuned.class::isInstance;
        driver.send(driver.id("web"), new Event.Retuned());
        assertThat(driver.phase("web")).isEqualTo(Phase.UNKNOWN);
        driver.drain();

        assertThat(driver.shutDown().drain())
                .containsExactly("SIGKILL web", "SIGKILL group of web");
        assertThat(driver.fleet.isDown()).isFalse();
        assertThat(driver.dies("web").fleet.isDown()).isTrue();
    }

    @Test
    void aDeadlineThatDoesNotMoveDoesNotSpin() {
        var stuck =
                new FleetDriver(
                        (spec, record, event, now) ->
                                event instanceof Event.DeadlineReached
                                        ? new Step(record, java.util.List.of())
                                        : Lifecycle.step(spec, record, event, now));
        stuck.reload(web(), program("db"));

        stuck.settle();

        assertThat(stuck.phases()).containsExactly("web UNKNOWN", "db UNKNOWN");
        assertThat(stuck.fleet.nextDeadlineNanos()).isEqualTo(ProcessState.NO_DEADLINE);
    }

    @Test
    void theTapeIsBounded() {
        driver.reload(web());
        for (int i = 0; i < 1000; i++) {
            driver.send(driver.id("web"), new Event.Retuned());
        }
        broken = _ -> true;

        var orders =
                driver.fleet.handle(driver.id("web"), new Event.StartRequested(), driver.nowNanos);

        assertThat(orders.getFirst().effect().toString().split("Retuned", -1))
                .hasSize(Limits.TAPE_EVENTS);
    }
}
