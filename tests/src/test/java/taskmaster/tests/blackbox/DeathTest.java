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
import java.nio.file.Files;
import java.time.Duration;

/// Programs that die, that exit and that never start; one daemon for all.
final class DeathTest {

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 1}
            programs:
              always:     {cmd: sleep 1000, autorestart: true}
              unexpected: {cmd: sleep 1000, autorestart: unexpected}
              never:      {cmd: sleep 1000, autorestart: false}
              bystander:  {cmd: sleep 1000}
              listed-unexpected:   {cmd: "${here}/exit 2 listed-unexpected", exitcodes: [0, 2]}
              single-unexpected:   {cmd: "${here}/exit 2 single-unexpected", exitcodes: 2}
              unlisted-unexpected: {cmd: "${here}/exit 3 unlisted-unexpected", exitcodes: [0, 2]}
              zero-unlisted:       {cmd: "${here}/exit 0 zero-unlisted", exitcodes: [2]}
              listed-always:       {cmd: "${here}/exit 0 listed-always", autorestart: true}
              unlisted-never:      {cmd: "${here}/exit 3 unlisted-never", autorestart: false}
              missing:        {cmd: /nowhere/program, startretries: 1}
              not-in-path:    {cmd: no-such-command, startretries: 1}
              not-executable: {cmd: "${here}/plain", startretries: 1}
              directory:      {cmd: "${here}", startretries: 1}
              interpreter:    {cmd: "${here}/strange", startretries: 1}
              no-workingdir:  {cmd: sleep 1000, startretries: 1, workingdir: /nowhere/at/all}
              early:
                cmd: ${here}/exit 0 early
                starttime: 5
                startretries: 2
              early-never:
                cmd: ${here}/exit 0 early-never
                starttime: 5
                startretries: 0
                autorestart: false
              later:
                cmd: /nowhere/program
                startretries: 1
                autostart: false
            """;

    private static final String EXIT =
            """
            echo attempt >> "${0%/*}/$2.attempts"
            exit "$1"
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon = DAEMONS.prepare(YAML).script("exit", EXIT);
        daemon.write("plain", "#!/bin/sh\nexit 0\n");
        daemon.script("strange", "");
        Files.writeString(daemon.file("strange"), "#!/nowhere/interpreter\n");
        daemon.start();
    }

    @AfterEach
    void thereIsNoZombie() {
        Await.until("no zombie", () -> Proc.zombies(daemon.pid()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"always", "unexpected"})
    void aKilledChildIsRestartedWithANewPidAndLoggedAsUnexpected(String name) throws IOException {
        daemon.awaitState(name, "RUNNING");
        long pid = daemon.pid(name);
        Proc.signal(pid, "KILL");
        ProcessView successor = daemon.awaitSuccessor(name, pid);
        assertThat(successor.exitSignal()).isEqualTo("SIGKILL");
        assertThat(successor.expected()).isFalse();
        assertThat(successor.restarts()).isPositive();
        daemon.awaitLog(name + ": exited unexpectedly: pid " + pid + ", killed by SIGKILL");
    }

    @Test
    void aHealthyProgramIsReplacedAtOnce() throws IOException {
        daemon.await("bystander", view -> uptime(view) > 1.1);
        long pid = daemon.pid("bystander");
        long beganNanos = System.nanoTime();
        Proc.signal(pid, "KILL");
        daemon.awaitSuccessor("bystander", pid);
        long tookNanos = System.nanoTime() - beganNanos;
        assertThat(Duration.ofNanos(tookNanos))
                .as("well below the first delay of a quick death")
                .isLessThan(Duration.ofMillis(700));
    }

    @Test
    void aKilledChildStaysExitedUnderFalse() throws IOException {
        daemon.awaitState("never", "RUNNING");
        long pid = daemon.pid("never");
        Proc.signal(pid, "KILL");
        ProcessView ended = daemon.awaitState("never", "EXITED");
        assertThat(ended.exitSignal()).isEqualTo("SIGKILL");
        assertThat(ended.pid()).isNull();
        daemon.awaitLog("never: exited unexpectedly: pid " + pid);
        Await.steadily(
                "EXITED",
                Duration.ofMillis(1500),
                () -> daemon.status("never").state().equals("EXITED"));
    }

    @ParameterizedTest
    @CsvSource({"listed-unexpected, 2", "single-unexpected, 2"})
    void aListedCodeIsNotRestartedUnderUnexpected(String name, int code) throws IOException {
        ProcessView ended = daemon.awaitState(name, "EXITED");
        assertThat(ended.exitCode()).isEqualTo(code);
        assertThat(ended.expected()).isTrue();
        // Others have been started again meanwhile; this one has not.
        awaitAttempts("unlisted-unexpected", 2);
        assertThat(attempts(name)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"unlisted-unexpected", "zero-unlisted", "listed-always"})
    void anUnlistedCodeOrTrueMeansARestart(String name) {
        awaitAttempts(name, 2);
    }

    @Test
    void noCodeIsRestartedUnderFalse() throws IOException {
        ProcessView ended = daemon.awaitState("unlisted-never", "EXITED");
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.expected()).isFalse();
        awaitAttempts("listed-always", 2);
        assertThat(attempts("unlisted-never")).isEqualTo(1);
    }

    @Test
    void quickDeathsAreRestartedEverMoreSlowly() {
        ProcessView waiting =
                daemon.await(
                        "unlisted-unexpected",
                        view -> view.state().equals("BACKOFF") && view.restarts() >= 1);
        assertThat(waiting.nextAttemptSeconds()).isNotNull().isLessThanOrEqualTo(66.0);
        assertThat(waiting.reason()).contains("exit code 3");
    }

    private static double uptime(ProcessView view) {
        Double uptime = view.uptimeSeconds();
        return uptime == null ? 0 : uptime;
    }

    private static void awaitAttempts(String name, int count) {
        Await.until(count + " attempts of " + name, () -> attempts(name) >= count);
    }

    private static long attempts(String name) {
        return daemon.text(name + ".attempts").lines().count();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    missing        | cannot start /nowhere/program: no such file | ENOENT
                    not-in-path    | cannot find command `no-such-command`       | PATH=
                    not-executable | plain: not executable                        | EACCES
                    directory      | is a directory                              | EACCES
                    interpreter    | /nowhere/interpreter                        | strange
                    no-workingdir  | working directory /nowhere/at/all           | ENOENT
                    """)
    void whatCannotStartIsRetriedThenAbortedWithTheReason(String name, String words, String more) {
        ProcessView aborted = daemon.awaitState(name, "ABORTED");
        assertThat(aborted.reason()).contains(words).contains(more);
        assertThat(aborted.pid()).isNull();
        assertThat(daemon.log())
                .contains(name + ": start failed (attempt 1 of 2)")
                .contains(name + ": start failed (attempt 2 of 2)")
                .contains(name + ": ABORTED");
    }

    @Test
    void theClientStaysUsableBesideProgramsThatNeverStart() {
        daemon.awaitState("missing", "ABORTED");
        Ended status = daemon.ctl("status", "missing", "bystander");
        assertThat(status.status()).isEqualTo(3);
        assertThat(status.out()).containsPattern("missing +ABORTED +.*no such file");
    }

    @Test
    void aStartThatFailsAnswersWhenItIsAborted() {
        Ended start = daemon.ctl("start", "later");
        assertThat(start.status()).isEqualTo(7);
        assertThat(start.out()).contains("later: ERROR (aborted").contains("/nowhere/program");
    }

    @Test
    void anExitBeforeStarttimeIsAFailedStartEvenWithAnExpectedCode() throws IOException {
        ProcessView aborted = daemon.awaitState("early", "ABORTED");
        assertThat(attempts("early")).as("startretries 2 is three attempts").isEqualTo(3);
        assertThat(aborted.reason()).contains("exit code 0").contains("starttime");
        assertThat(daemon.status("early").exitCode()).isEqualTo(0);
        ProcessView once = daemon.awaitState("early-never", "ABORTED");
        assertThat(once.reason()).contains("starttime");
        assertThat(attempts("early-never")).isEqualTo(1);
    }
}
