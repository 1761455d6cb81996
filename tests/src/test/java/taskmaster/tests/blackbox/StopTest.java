package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import taskmaster.api.ProcessView;

import java.io.IOException;
import java.time.Duration;

/// `stop`, `restart` and what programs do about it; one daemon for all.
final class StopTest {

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 20}
            programs:
              polite:   {cmd: sleep 1000}
              again:    {cmd: sleep 1000, numprocs: 3}
              stubborn: {cmd: "${here}/stubborn stubborn", stoptime: 2}
              deserted: {cmd: "${here}/stubborn deserted", stoptime: 2}
              impatient: {cmd: "${here}/stubborn impatient", stoptime: 500ms}
              traps-usr1: {cmd: "${here}/traps traps-usr1", stopsignal: USR1}
              traps-int:  {cmd: "${here}/traps traps-int", stopsignal: SIGINT, stoptime: 1}
              traps-12:   {cmd: "${here}/traps traps-12", stopsignal: 12}
              traps-term: {cmd: "${here}/traps traps-term"}
              family:     {cmd: "${here}/family family", stoptime: 1}
              together:   {cmd: "${here}/together", stop_group: true}
              starting:   {cmd: sleep 1000, starttime: 600, autostart: false}
              failing:    {cmd: /nowhere/program, startretries: 1000, autostart: false}
              signalled:  {cmd: "${here}/traps signalled"}
            """;

    private static final String STUBBORN =
            """
            trap '' TERM
            echo ready > "${0%/*}/$1.ready"
            while :; do sleep 1000; done
            """;

    /// Writes the name of each signal that comes; USR2 is not for the shell that asks for others.
    private static final String TRAPS =
            """
            file=${0%/*}/$1.signals
            for name in HUP INT QUIT TERM USR1 USR2; do
                trap "echo $name >> $file; [ $name = HUP ] || exit 0" $name
            done
            echo ready > "${0%/*}/$1.ready"
            while :; do sleep 1000 & wait; done
            """;

    /// A leader that obeys, with a child that does not.
    private static final String FAMILY =
            """
            sh -c 'trap "" TERM; echo $$ > "$0"; while :; do sleep 1000; done' "${0%/*}/$1.child" &
            trap 'exit 0' TERM
            while :; do sleep 1000 & wait; done
            """;

    private static final String TOGETHER =
            """
            here=${0%/*}
            sh -c 'trap "echo TERM > $0.signal; exit" TERM
                echo ready > $0.ready; while :; do sleep 1000 & wait; done' $here/together.child &
            trap 'wait; exit 0' TERM
            wait
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon =
                DAEMONS.prepare(YAML)
                        .script("stubborn", STUBBORN)
                        .script("traps", TRAPS)
                        .script("family", FAMILY)
                        .script("together", TOGETHER)
                        .start();
    }

    @AfterEach
    void thereIsNoZombie() {
        Await.until("no zombie", () -> Proc.zombies(daemon.pid()).isEmpty());
    }

    @Test
    void stopAnswersWhenItIsStoppedAndStartStartsItAgain() throws IOException {
        daemon.awaitState("polite", "RUNNING");
        long pid = daemon.pid("polite");
        assertThat(daemon.ctl("stop", "polite"))
                .returns(0, Ended::status)
                .returns("polite: stopped\n", Ended::out);
        assertThat(Proc.lives(pid)).isFalse();
        ProcessView stopped = daemon.status("polite");
        assertThat(stopped.state()).isEqualTo("STOPPED");
        assertThat(stopped.stoppedByOperator()).isTrue();
        assertThat(daemon.ctl("start", "polite"))
                .returns(0, Ended::status)
                .returns("polite: started\n", Ended::out);
        assertThat(daemon.pid("polite")).isNotEqualTo(pid);
    }

    @Test
    void restartGivesNewPidsToAllOfAProgram() throws IOException {
        daemon.awaitState("again:again_02", "RUNNING");
        long pid = daemon.pid("again:again_02");
        Ended restart = daemon.ctl("restart", "again");
        assertThat(restart.status()).isZero();
        assertThat(restart.out().lines())
                .containsExactlyInAnyOrder(
                        "again:again_00: started",
                        "again:again_01: started",
                        "again:again_02: started");
        assertThat(daemon.pid("again:again_02")).isNotEqualTo(pid);
        daemon.operate("stop", "again:1");
        assertThat(daemon.status("again:again_01").state()).isEqualTo("STOPPED");
        assertThat(daemon.operate("restart", "again:again_01")).contains("RUNNING");
    }

    @Test
    void whatIgnoresTheStopSignalIsStoppingThenKilledAndNobodyIsBlocked() throws Exception {
        daemon.awaitText("stubborn.ready", "ready");
        long pid = daemon.pid("stubborn");
        long beganNanos = System.nanoTime();
        Process stop = daemon.startClient("stop", "stubborn");
        daemon.awaitState("stubborn", "STOPPING");
        assertThat(daemon.pid("stubborn")).isEqualTo(pid);
        assertThat(daemon.operate("restart", "again:0")).contains("RUNNING");
        assertThat(daemon.status("stubborn").state())
                .as("commands are not blocked")
                .isEqualTo("STOPPING");
        assertThat(Ended.await(stop, "stop stubborn")).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        ProcessView stopped = daemon.status("stubborn");
        assertThat(stopped.state()).isEqualTo("STOPPED");
        assertThat(stopped.exitSignal()).isEqualTo("SIGKILL");
        daemon.awaitLog("stubborn: sent SIGKILL to pid " + pid);
    }

    @Test
    void aFractionOfASecondIsAStoptime() throws IOException {
        daemon.awaitText("impatient.ready", "ready");
        assertThat(daemon.operate("stop", "impatient")).contains("\"stopped\"");
        assertThat(daemon.status("impatient").exitSignal()).isEqualTo("SIGKILL");
    }

    @Test
    void aStopGoesOnWhenItsClientDies() throws Exception {
        daemon.awaitText("deserted.ready", "ready");
        Process client = daemon.startClient("stop", "deserted");
        daemon.awaitState("deserted", "STOPPING");
        client.destroyForcibly().waitFor();
        daemon.awaitState("deserted", "STOPPED");
        assertThat(daemon.isAlive()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"traps-usr1, USR1", "traps-int, INT", "traps-12, USR2", "traps-term, TERM"})
    void aProgramReceivesExactlyItsStopSignal(String name, String signal) throws IOException {
        daemon.awaitText(name + ".ready", "ready");
        assertThat(daemon.operate("stop", name)).contains("\"stopped\"");
        assertThat(daemon.text(name + ".signals")).isEqualTo(signal + "\n");
        assertThat(daemon.status(name).exitCode()).isZero();
    }

    @Test
    void theSignalCommandSendsExactlyThatSignal() {
        daemon.awaitText("signalled.ready", "ready");
        assertThat(daemon.ctl("signal", "HUP", "signalled"))
                .returns(0, Ended::status)
                .returns("signalled: signalled\n", Ended::out);
        daemon.awaitText("signalled.signals", "HUP");
        assertThat(daemon.ctl("signal", "NONSENSE", "signalled").status()).isEqualTo(1);
        daemon.awaitState("signalled", "RUNNING");
        assertThat(daemon.text("signalled.signals")).isEqualTo("HUP\n");
    }

    @Test
    void whatALeaderLeavesBehindIsEndedBeforeTheStopIsDone() throws IOException {
        daemon.awaitText("family.child", "\n");
        long child = Long.parseLong(daemon.text("family.child").strip());
        assertThat(Proc.lives(child)).isTrue();
        assertThat(daemon.operate("stop", "family")).contains("\"stopped\"");
        assertThat(Proc.lives(child)).isFalse();
    }

    @Test
    void stopGroupSignalsAllAtOnce() throws IOException {
        daemon.awaitText("together.child.ready", "ready");
        assertThat(daemon.operate("stop", "together")).contains("\"stopped\"");
        assertThat(daemon.text("together.child.signal")).isEqualTo("TERM\n");
        assertThat(daemon.status("together").exitCode()).as("the leader waited for it").isZero();
    }

    @Test
    void aStartThatIsUnderWayCanBeStopped() throws Exception {
        Process start = daemon.startClient("start", "starting");
        daemon.awaitState("starting", "STARTING");
        assertThat(daemon.operate("stop", "starting")).contains("\"stopped\"");
        assertThat(Ended.await(start, "start starting")).isNotZero();
        assertThat(daemon.status("starting").state()).isEqualTo("STOPPED");
    }

    @Test
    void whatWaitsForItsNextAttemptCanBeStopped() throws Exception {
        Process start = daemon.startClient("start", "failing");
        daemon.awaitState("failing", "BACKOFF");
        assertThat(daemon.operate("stop", "failing")).contains("\"stopped\"");
        assertThat(Ended.await(start, "start failing")).isNotZero();
        assertThat(daemon.status("failing").state()).isEqualTo("STOPPED");
    }
}
