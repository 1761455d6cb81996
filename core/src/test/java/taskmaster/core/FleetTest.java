package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Specs.SECOND;
import static taskmaster.core.Specs.program;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Names, orders and deadlines of a fleet.
class FleetTest {

    private static final ProcessId WEB = new ProcessId("web", 0);

    @Test
    void aSingleProcessAnswersToAllItsNames() {
        Fleet fleet = FleetDriver.running(web(), program("db")).fleet;

        for (String name : List.of("web", "web:", "web:*", "web:0", "web:web", "web:web_00")) {
            assertThat(fleet.resolve(name)).as(name).containsExactly(WEB);
        }
    }

    @Test
    void oneOfSeveralAnswersToItsNameAndIndex() {
        Fleet fleet = FleetDriver.running(web().numprocs(12)).fleet;

        assertThat(fleet.resolve("web:web_01")).containsExactly(new ProcessId("web", 1));
        assertThat(fleet.resolve("web:1")).containsExactly(new ProcessId("web", 1));
        assertThat(fleet.resolve("web:11")).containsExactly(new ProcessId("web", 11));
        assertThat(fleet.resolve("web")).hasSize(12);
        assertThat(fleet.resolve("web:*")).hasSize(12);
    }

    @Test
    void whatIsNoNameMeansNothing() {
        Fleet fleet = FleetDriver.running(web().numprocs(2), program("db")).fleet;

        for (String name :
                List.of(
                        "", ":", "*", "we", "web_00", "web:2", "web:web", "web:db", "Web",
                        "db:1")) {
            assertThat(fleet.resolve(name)).as(name).isEmpty();
        }
    }

    @Test
    void allMeansEverythingInFileOrder() {
        Fleet fleet = FleetDriver.running(web().priority(9), program("db").priority(1)).fleet;

        assertThat(fleet.resolve("all")).containsExactly(WEB, new ProcessId("db", 0));
    }

    @Test
    void startsAscendInPriorityThenInFileOrderAndStopsReverse() {
        Fleet fleet =
                FleetDriver.running(
                                program("c").priority(2),
                                program("a").priority(1),
                                program("b").priority(2))
                        .fleet;

        List<ProcessId> started = fleet.startOrder(fleet.resolve("all"));

        assertThat(started).extracting(ProcessId::program).containsExactly("a", "c", "b");
        assertThat(fleet.stopOrder(fleet.resolve("all"))).isEqualTo(started.reversed());
        assertThat(fleet.startOrder(List.of(WEB))).isEmpty();
    }

    @Test
    void deadlinesAreServedInOrderAndNotBefore() {
        var driver = new FleetDriver();
        driver.reload(program("late").startNanos(3 * SECOND), program("soon").startNanos(SECOND));
        long begunNanos = driver.nowNanos;

        assertThat(driver.fleet.nextDeadlineNanos()).isEqualTo(begunNanos + SECOND);
        driver.nowNanos += SECOND - 1;
        assertThat(driver.fire().phases()).containsExactly("late STARTING", "soon STARTING");
        driver.nowNanos += 1;
        assertThat(driver.fire().phases()).containsExactly("late STARTING", "soon RUNNING");
        assertThat(driver.fleet.nextDeadlineNanos()).isEqualTo(begunNanos + 3 * SECOND);
        assertThat(driver.nextDeadline().phases()).containsExactly("late RUNNING", "soon RUNNING");
        assertThat(driver.fleet.nextDeadlineNanos()).isEqualTo(ProcessState.NO_DEADLINE);
    }

    @Test
    void equalDeadlinesAreServedInTheOrderOfTheirMaking() {
        FleetDriver driver = FleetDriver.running(program("a"), program("b"), program("c"));
        for (String name : List.of("b", "a", "c")) {
            driver.send(driver.id(name), new Event.StopRequested());
        }
        driver.drain();

        assertThat(driver.nextDeadline().drain())
                .filteredOn(order -> !order.contains("group"))
                .containsExactly("SIGKILL b", "SIGKILL a", "SIGKILL c");
    }

    @Test
    void aDeadlineThatNoLongerMattersIsDropped() {
        FleetDriver driver = FleetDriver.running(web());
        driver.send(WEB, new Event.StopRequested());

        driver.dies("web");

        assertThat(driver.fleet.nextDeadlineNanos()).isEqualTo(ProcessState.NO_DEADLINE);
    }

    @Test
    void factsAboutUnknownProcessesAreIgnored() {
        FleetDriver driver = FleetDriver.running(web());

        driver.send(
                new ProcessId("db", 0), new Event.ChildExited(5, new ExitStatus.Unknown(), true));

        assertThat(driver.drain()).isEmpty();
    }

    @Test
    void theDisplayedNameFollowsNumprocs() {
        assertThat(WEB.displayName(1)).isEqualTo("web");
        assertThat(WEB.displayName(2)).isEqualTo("web:web_00");
        assertThat(new ProcessId("web", 99).displayName(100)).isEqualTo("web:web_99");
        assertThat(new ProcessId("web", 100).displayName(101)).isEqualTo("web:web_100");
    }
}
