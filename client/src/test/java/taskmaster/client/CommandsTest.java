package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.DiagnosticView;
import taskmaster.api.ErrorBody;
import taskmaster.api.PlanLine;
import taskmaster.api.ReloadReport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class CommandsTest {
    @TempDir Path root;

    private FakeDaemon daemon;
    private String socket;

    @BeforeEach
    void listen() throws IOException {
        socket = root.resolve("d.sock").toString();
        daemon =
                FakeDaemon.onSocket(root.resolve("d.sock"))
                        .with(
                                Processes.running("db", 12),
                                Processes.running("web:web_00", 20),
                                Processes.running("web:web_01", 21),
                                Processes.stopped("idle"),
                                Processes.aborted("bad", "cannot start /bin/nope: no such file"));
    }

    @AfterEach
    void close() throws IOException {
        daemon.close();
    }

    private Ctl.Result ctl(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "-s";
        all[args.length + 1] = socket;
        return new Ctl(root).run(all);
    }

    @Test
    void statusListsAllAndEndsWithThreeWhenSomethingIsDown() {
        Ctl.Result result = ctl("status");
        assertThat(result.out())
                .isEqualTo(
                        """
                        db                               RUNNING   pid 12, uptime 0:00:05
                        web:web_00                       RUNNING   pid 20, uptime 0:00:05
                        web:web_01                       RUNNING   pid 21, uptime 0:00:05
                        idle                             STOPPED   Not started
                        bad                              ABORTED   cannot start /bin/nope: no such file
                        """);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    void statusOfWhatRunsEndsWithZero() {
        assertThat(ctl("status", "web", "db").status()).isZero();
        assertThat(ctl("status", "web:1").out()).startsWith("web:web_01 ");
        assertThat(ctl("status", "web:*").out().lines()).hasSize(2);
    }

    @Test
    void statusOfOneNamedProcessTellsOfItsOutputToo() {
        assertThat(ctl("status", "db").out())
                .isEqualTo(
                        """
                        db                               RUNNING   pid 12, uptime 0:00:05
                            stdout  discarded
                            stderr  discarded
                        """);
    }

    @Test
    void statusOfSeveralTellsOfTheirOutputWhenAsked() {
        assertThat(ctl("status", "-v", "web").out().lines())
                .hasSize(6)
                .filteredOn(line -> line.startsWith("web:"))
                .hasSize(2);
        assertThat(ctl("status", "all").out().lines()).hasSize(5);
        assertThat(ctl("status", "--verbose").out().lines()).hasSize(15);
    }

    @Test
    void statusOfAnUnknownNameEndsWithFourAndShowsTheOthers() {
        Ctl.Result result = ctl("status", "db", "nope");
        assertThat(result.out())
                .isEqualTo(
                        """
                        db                               RUNNING   pid 12, uptime 0:00:05
                        nope: ERROR (no such process)
                        """);
        assertThat(result.status()).isEqualTo(4);
    }

    @Test
    void statusOfAnUnknownAndADownProcessEndsWithThree() {
        assertThat(ctl("status", "idle", "nope").status()).isEqualTo(3);
    }

    @Test
    void statusAsJsonIsOneDocument() {
        Ctl.Result result = ctl("status", "--json", "db");
        assertThat(result.out()).startsWith("{\"processes\":[{\"name\":\"db\",").endsWith("}]}\n");
        assertThat(result.out()).contains("\"exit_code\":null", "\"uptime_seconds\":5.4");
    }

    @Test
    void optionsMayStandBeforeTheCommand() {
        assertThat(new Ctl(root).run("-s", "unix:" + socket, "status", "db").status()).isZero();
        assertThat(new Ctl(root).run("--server=unix://" + socket, "status", "db").status())
                .isZero();
    }

    @Test
    void startPrintsALineForEachProcess() {
        Ctl.Result result = ctl("start", "web", "idle");
        assertThat(result.out())
                .isEqualTo("web:web_00: started\nweb:web_01: started\nidle: started\n");
        assertThat(result.status()).isZero();
        assertThat(daemon.requests)
                .containsExactly("POST /api/v1/start {\"names\":[\"web\",\"idle\"]}");
    }

    @Test
    void startOfWhatRunsIsNoFailure() {
        daemon.result("db", true, "already_started", "");
        Ctl.Result result = ctl("start", "db");
        assertThat(result.out()).isEqualTo("db: ERROR (already started)\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void startThatIsAbortedEndsWithSeven() {
        daemon.result("bad", false, "aborted", "no such file (ENOENT)");
        Ctl.Result result = ctl("start", "bad", "nope");
        assertThat(result.out())
                .isEqualTo(
                        """
                        bad: ERROR (aborted: no such file (ENOENT))
                        nope: ERROR (no such process)
                        """);
        assertThat(result.status()).isEqualTo(7);
    }

    @Test
    void unknownNamesGetASuggestion() {
        Ctl.Result result = ctl("stop", "wbe");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("did you mean `web`?");
    }

    @Test
    void startOfAnUnknownProgramEndsWithTwo() {
        assertThat(ctl("start", "nope:*").status()).isEqualTo(2);
        assertThat(ctl("stop", "nope:*").status()).isEqualTo(1);
    }

    @Test
    void commandsWithoutNamesEndAsInSupervisorctl() {
        assertThat(ctl("start").status()).isEqualTo(2);
        assertThat(ctl("restart").status()).isEqualTo(2);
        assertThat(ctl("stop").status()).isEqualTo(1);
        assertThat(ctl("signal", "HUP").status()).isEqualTo(1);
        assertThat(ctl("tail").status()).isEqualTo(1);
        assertThat(daemon.requests).isEmpty();
    }

    @Test
    void stopOfWhatDoesNotRunIsNoFailure() {
        daemon.result("idle", true, "not_running", "");
        Ctl.Result result = ctl("stop", "idle");
        assertThat(result.out()).isEqualTo("idle: ERROR (not running)\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void wholesaleOrdersTellOfThoseThatWereNotSoAlready() {
        daemon.result("db", true, "already_started", "");
        assertThat(ctl("start", "db", "all").out()).contains("db: ERROR (already started)\n");
        assertThat(ctl("start", "all").out())
                .contains("idle: started\n")
                .doesNotContain("already started");
        daemon.result("idle", true, "not_running", "");
        assertThat(ctl("stop", "idle:*").out()).isEmpty();
    }

    @Test
    void resultsAsJsonAreOneDocument() {
        Ctl.Result result = ctl("stop", "db", "nope", "--json");
        assertThat(result.out())
                .startsWith("{\"results\":[{\"name\":\"db\",\"ok\":true,\"outcome\":\"stopped\"");
        assertThat(result.out()).contains("\"outcome\":\"no_such_process\"");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void signalNamesTheSignalAndEndsWithSevenWhenNothingRuns() {
        assertThat(ctl("signal", "USR1", "db").out()).isEqualTo("db: signalled\n");
        assertThat(daemon.requests.poll())
                .isEqualTo("POST /api/v1/signal {\"names\":[\"db\"],\"signal\":\"USR1\"}");
        daemon.result("idle", false, "not_running", "");
        assertThat(ctl("signal", "USR1", "idle").status()).isEqualTo(7);
    }

    @Test
    void aRefusalInTheMiddleIsToldAfterTheResults() {
        daemon.midway = new ErrorBody("shutting_down", "cannot go on: it shuts down", "wait");
        Ctl.Result result = ctl("start", "db");
        assertThat(result.out()).isEqualTo("db: started\n");
        assertThat(result.err()).isEqualTo("error: cannot go on: it shuts down\n  = help: wait\n");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void reloadPrintsThePlanWithItsKeys() {
        daemon.reload =
                new ReloadReport(
                        true,
                        true,
                        List.of(
                                new PlanLine("db", "keep", List.of()),
                                new PlanLine("web:web_00", "respawn", List.of("cmd", "env")),
                                new PlanLine("new", "start", List.of())),
                        List.of(),
                        List.of("`server.port` changes with the next start"));
        Ctl.Result result = ctl("reload", "--dry-run");
        assertThat(result.out())
                .isEqualTo(
                        """
                        respawn  web:web_00  (cmd, env)
                        start    new
                        dry run, nothing was changed: 1 process is kept
                        note: `server.port` changes with the next start
                        """);
        assertThat(result.status()).isZero();
        assertThat(daemon.requests).containsExactly("POST /api/v1/reload {\"dry_run\":true}");
    }

    @Test
    void reloadOfABadFileShowsItsErrorsAndEndsWithOne() {
        String rendered = "error: unknown setting `x`\n  --> a.yaml:1:1\n   = help: \u001b[2J\n";
        daemon.reload =
                new ReloadReport(
                        false,
                        false,
                        List.of(),
                        List.of(
                                new DiagnosticView(
                                        "error", "a.yaml", 1, 1, "m", "x", 1, List.of(), rendered)),
                        List.of());
        Ctl.Result result = ctl("reload");
        assertThat(result.err())
                .isEqualTo(
                        """
                        error: unknown setting `x`
                          --> a.yaml:1:1
                           = help: \\x1b[2J
                        1 error: reload refused, the running configuration is unchanged
                        """);
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void pidIsThatOfTheDaemonOrOfProcesses() {
        assertThat(ctl("pid").out()).isEqualTo("4242\n");
        assertThat(ctl("pid", "web").out()).isEqualTo("20\n21\n");
        Ctl.Result down = ctl("pid", "idle");
        assertThat(down.out()).isEqualTo("0\n");
        assertThat(down.status()).isEqualTo(7);
        assertThat(ctl("pid", "nope").status()).isEqualTo(1);
        assertThat(ctl("pid", "web:0", "idle", "--json").out())
                .isEqualTo(
                        "{\"pids\":[{\"name\":\"web:web_00\",\"pid\":20},{\"name\":\"idle\",\"pid\":null}]}\n");
    }

    @Test
    void versionIsThatOfTheDaemon() {
        assertThat(ctl("version").out()).isEqualTo("1.2.3\n");
        assertThat(ctl("version", "--json").out()).startsWith("{\"version\":\"1.2.3\",");
    }

    @Test
    void shutdownPrintsWhatStoppedAndReturnsWhenTheDaemonIsGone() {
        Ctl.Result result = ctl("shutdown");
        assertThat(result.out()).contains("db: stopped\n").endsWith("Shut down\n");
        assertThat(result.status()).isZero();
        assertThat(ctl("status").status()).isEqualTo(4);
    }

    @Test
    void namesWithEscapesAreHarmlessInTables() {
        daemon.with(Processes.running("evil\u001b[2J", 1));
        assertThat(ctl("status").out()).contains("evil\\x1b[2J ").doesNotContain("\u001b");
        assertThat(ctl("start", "evil\u001b[2J").out()).isEqualTo("evil\\x1b[2J: started\n");
    }

    @Test
    void linesOfAScriptAreRunInOrder() {
        Ctl.Result result =
                new Ctl(root)
                        .input("\n# comment\nstart 'db'\nfoo\nstop \"db\nexit\nstart web\n")
                        .run("-s", socket);
        assertThat(result.out()).isEqualTo("db: started\n");
        assertThat(result.err())
                .contains("unknown command `foo`")
                .contains("cannot run this line: a \" is not closed");
        assertThat(result.status()).isZero();
    }

    @Test
    void aHugeLineOfAScriptIsRefusedPolitely() {
        Ctl.Result result =
                new Ctl(root)
                        .input("start " + "x".repeat(1_000_000) + "\nstart db\n")
                        .run("-s", socket);
        assertThat(result.out()).isEqualTo("db: started\n");
        assertThat(result.err()).contains("characters, at most 65536 are taken");
    }

    @Test
    void helpNeedsNoDaemon() throws IOException {
        daemon.close();
        assertThat(ctl("help").status()).isZero();
        assertThat(ctl("help", "nope").status()).isEqualTo(1);
        assertThat(ctl("tail", "--help").out()).startsWith("usage: tail ");
        assertThat(new Ctl(root).run("--version").status()).isZero();
    }
}
