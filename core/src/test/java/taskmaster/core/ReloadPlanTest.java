package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.OutputFormat.JSON;
import static taskmaster.core.OutputFormat.PREFIXED;
import static taskmaster.core.OutputFormat.RAW;
import static taskmaster.core.Overflow.BLOCK;
import static taskmaster.core.Specs.SECOND;
import static taskmaster.core.Specs.program;
import static taskmaster.core.Specs.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import taskmaster.core.ReloadPlan.Action;
import taskmaster.core.ReloadPlan.Line;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Each change of a setting, and what a reload makes of it.
class ReloadPlanTest {

    private static final ProcessId WEB = new ProcessId("web", 0);

    static Stream<Arguments> changes() {
        return Stream.concat(changesOfProgram(), changesOfOutput());
    }

    private static Stream<Arguments> changesOfOutput() {
        Rotation rotation = Specs.ROTATION;
        return Stream.of(
                live("format", new OutputSpec(PREFIXED, false, List.of(), BLOCK, rotation)),
                live("format", new OutputSpec(JSON, false, List.of(), BLOCK, rotation)),
                live("strip_ansi", new OutputSpec(RAW, true, List.of(), BLOCK, rotation)),
                live("forward", forward(new ForwardTarget.DaemonStdout())),
                live("forward", forward(new ForwardTarget.LocalSyslog("/dev/log"))),
                live("forward", forward(new ForwardTarget.RemoteSyslog(true, "logs", 514))),
                live("overflow", new OutputSpec(RAW, false, List.of(), Overflow.DROP, rotation)),
                live("logrotate", OutputSpec.raw(Rotation.ofSize(1, 10))),
                live("logrotate", OutputSpec.raw(Rotation.ofSize(rotation.maxBytes(), 1))),
                live("logrotate", OutputSpec.raw(timed(Rotation.Interval.HOURLY, false))),
                live("logrotate", OutputSpec.raw(timed(Rotation.Interval.DAILY, false))),
                live("logrotate", OutputSpec.raw(timed(Rotation.Interval.NONE, true))));
    }

    private static Arguments live(String key, OutputSpec output) {
        return Arguments.of(key, Action.RETUNE, web().output(output));
    }

    private static Specs alerts(AlertType type, String... destinations) {
        return web().alerts(new AlertSpec(Set.of(type), List.of(destinations)));
    }

    private static OutputSpec forward(ForwardTarget target) {
        return new OutputSpec(RAW, false, List.of(target), BLOCK, Specs.ROTATION);
    }

    private static Rotation timed(Rotation.Interval interval, boolean isCompressed) {
        Rotation size = Specs.ROTATION;
        return new Rotation(size.maxBytes(), size.backups(), interval, isCompressed);
    }

    private static Stream<Arguments> changesOfProgram() {
        var file = new StreamTarget.ToFile("/var/log/web");
        return Stream.of(
                Arguments.of("cmd", Action.RESPAWN, web().command("/bin/web", "-v")),
                Arguments.of("umask", Action.RESPAWN, web().umask(0)),
                Arguments.of("workingdir", Action.RESPAWN, web().workingDirectory("/")),
                Arguments.of("env", Action.RESPAWN, web().environment("A", "1")),
                Arguments.of("stdout", Action.RETUNE, web().stdout(file)),
                Arguments.of("stderr", Action.RETUNE, web().stderr(file)),
                Arguments.of(
                        "stdout", Action.RETUNE, web().stdout(new StreamTarget.ToDaemonStdout())),
                Arguments.of(
                        "stderr", Action.RETUNE, web().stderr(new StreamTarget.ToDaemonStderr())),
                Arguments.of("stdout", Action.RESPAWN, web().stdout(new StreamTarget.Discarded())),
                Arguments.of("stderr", Action.RESPAWN, web().stderr(new StreamTarget.Discarded())),
                Arguments.of(
                        "stderr",
                        Action.RESPAWN,
                        web().stderr(new StreamTarget.MergedIntoStdout())),
                Arguments.of("autostart", Action.RETUNE, web().autostart(false)),
                Arguments.of("autorestart", Action.RETUNE, web().autoRestart(AutoRestart.NEVER)),
                Arguments.of("exitcodes", Action.RETUNE, web().exitCodes(0, 1)),
                Arguments.of("startretries", Action.RETUNE, web().startRetries(9)),
                Arguments.of("starttime", Action.RETUNE, web().startNanos(9 * SECOND)),
                Arguments.of("stopsignal", Action.RETUNE, web().stopSignal(2)),
                Arguments.of("stoptime", Action.RETUNE, web().stopWaitNanos(SECOND)),
                Arguments.of("stop_group", Action.RETUNE, web().stopGroup(true)),
                Arguments.of("priority", Action.RETUNE, web().priority(1)),
                Arguments.of("alerts", Action.RETUNE, alerts(AlertType.ABORTED, "mail", "ops")),
                Arguments.of("alerts", Action.RETUNE, alerts(AlertType.KILLED, "mail")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void eachSettingCausesItsActionUnderItsOwnName(String key, Action action, Specs changed) {
        Fleet fleet = FleetDriver.running(web()).fleet;

        assertThat(fleet.plan(Specs.fleet(changed)).lines())
                .containsExactly(new Line(WEB, "web", action, List.of(key)));
        assertThat(fleet.plan(Specs.fleet(changed)).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void eachSettingTakenBackIsTheSameAction(String key, Action action, Specs changed) {
        Specs started = changed.autostart(true);
        Fleet fleet = FleetDriver.running(started).fleet;
        List<Line> lines = fleet.plan(Specs.fleet(web())).lines();

        if (key.equals("autostart")) {
            assertThat(lines).containsExactly(new Line(WEB, "web", Action.KEEP, List.of()));
        } else {
            assertThat(lines).containsExactly(new Line(WEB, "web", action, List.of(key)));
        }
    }

    @Test
    void allCausesAreNamedThoseOfTheRespawnFirst() {
        Fleet fleet = FleetDriver.running(web()).fleet;

        assertThat(fleet.plan(Specs.fleet(web().priority(1).umask(0))).lines())
                .containsExactly(
                        new Line(WEB, "web", Action.RESPAWN, List.of("umask", "priority")));
    }

    @Test
    void severalSettingsOfOutputAreNamedTogether() {
        Fleet fleet = FleetDriver.running(web()).fleet;
        var output =
                new OutputSpec(
                        JSON,
                        true,
                        List.of(new ForwardTarget.DaemonStderr()),
                        Overflow.DROP,
                        Rotation.ofSize(0, 0));

        assertThat(fleet.plan(Specs.fleet(web().output(output))).lines())
                .containsExactly(
                        new Line(
                                WEB,
                                "web",
                                Action.RETUNE,
                                List.of(
                                        "format",
                                        "strip_ansi",
                                        "forward",
                                        "overflow",
                                        "logrotate")));
    }

    @Test
    void newProgramsStartOrWait() {
        Fleet fleet = new Fleet(Lifecycle::step);

        assertThat(fleet.plan(Specs.fleet(web(), program("off").autostart(false))).lines())
                .extracting(Line::action)
                .containsExactly(Action.START, Action.ADD);
    }

    @Test
    void numprocsIsTheCauseOfGrowthAndOfShrinking() {
        Fleet three = FleetDriver.running(web().numprocs(3)).fleet;

        assertThat(three.plan(Specs.fleet(web().numprocs(4))).lines())
                .filteredOn(line -> line.action() != Action.KEEP)
                .containsExactly(
                        new Line(
                                new ProcessId("web", 3),
                                "web:web_03",
                                Action.START,
                                List.of("numprocs")));
        assertThat(three.plan(Specs.fleet(web().numprocs(2))).lines())
                .filteredOn(line -> line.action() != Action.KEEP)
                .containsExactly(
                        new Line(
                                new ProcessId("web", 2),
                                "web:web_02",
                                Action.STOP,
                                List.of("numprocs")));
    }

    @Test
    void fromOneToThreeTheFirstIsKeptUnderItsNewName() {
        Fleet one = FleetDriver.running(web()).fleet;

        assertThat(one.plan(Specs.fleet(web().numprocs(3))).lines())
                .extracting(Line::name, Line::action)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("web:web_00", Action.KEEP),
                        org.assertj.core.groups.Tuple.tuple("web:web_01", Action.START),
                        org.assertj.core.groups.Tuple.tuple("web:web_02", Action.START));
    }

    @Test
    void aRemovedProgramStopsWithoutASettingToBlame() {
        Fleet fleet = FleetDriver.running(web(), program("db")).fleet;

        assertThat(fleet.plan(Specs.fleet(program("db"))).lines())
                .containsExactly(
                        new Line(new ProcessId("db", 0), "db", Action.KEEP, List.of()),
                        new Line(WEB, "web", Action.STOP, List.of()));
    }

    @Test
    void whatWasStoppedIsNotRespawned() {
        FleetDriver driver = FleetDriver.running(web());
        driver.send(WEB, new Event.StopRequested());
        Specs changed = web().command("/bin/other");

        assertThat(action(driver, changed)).as("while stopping").isEqualTo(Action.RETUNE);
        driver.dies("web");
        assertThat(action(driver, changed)).as("when stopped").isEqualTo(Action.RETUNE);
    }

    @Test
    void whatEndedByItselfIsRespawnedIfItStartsByItself() {
        FleetDriver driver = FleetDriver.running(web());
        driver.dies("web");
        assertThat(driver.phase("web")).isEqualTo(Phase.EXITED);

        assertThat(action(driver, web().command("/bin/other"))).isEqualTo(Action.RESPAWN);
        assertThat(action(driver, web().command("/bin/other").autostart(false)))
                .isEqualTo(Action.RETUNE);
    }

    @Test
    void whatLeavesIsNewWhenItIsWantedAgain() {
        FleetDriver driver = FleetDriver.running(web());
        driver.reload();

        assertThat(action(driver, web())).isEqualTo(Action.START);
    }

    @Test
    void planningChangesNothing() {
        FleetDriver driver = FleetDriver.running(web());

        driver.fleet.plan(FleetSpec.EMPTY);

        assertThat(driver.phases()).containsExactly("web RUNNING");
        assertThat(driver.fleet.wanted()).isEqualTo(Specs.fleet(web()));
    }

    private static Action action(FleetDriver driver, Specs specs) {
        return driver.fleet.plan(Specs.fleet(specs)).lines().getFirst().action();
    }
}
