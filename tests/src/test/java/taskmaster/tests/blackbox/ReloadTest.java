package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import taskmaster.api.PlanLine;
import taskmaster.api.ProcessView;
import taskmaster.api.ReloadReport;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Edit, then SIGHUP or `reload`; one daemon, whose file each test replaces.
final class ReloadTest {

    private static final String DEFAULTS = "defaults: {starttime: 0, stoptime: 2}\nprograms:\n";

    private static final String TRAPS =
            """
            here=${0%/*}
            for name in TERM USR1; do trap "echo $name >> $here/$1; exit" $name; done
            echo ready > "$here/$1.ready"
            while :; do sleep 1000 & wait; done
            """;

    private static final String SHOW =
            """
            here=${0%/*}
            { umask; pwd; echo "$COLOUR"; } > "$here/show.new"
            mv "$here/show.new" "$here/show.txt"
            exec sleep 1000
            """;

    private static final String TICK =
            """
            echo ready
            trap 'echo tick' USR1
            while :; do sleep 1000 & wait; done
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon =
                DAEMONS.prepare(DEFAULTS + "  none: {cmd: sleep 1000}\n")
                        .script("traps", TRAPS)
                        .script("show", SHOW)
                        .script("tick", TICK)
                        .start();
    }

    @BeforeEach
    void nothingIsLeftOfTheTestBefore() throws IOException {
        daemon.reload("programs: {}\n");
        Await.until("an empty fleet", () -> daemon.processes().isEmpty());
    }

    private static void apply(String programs) throws IOException {
        daemon.reload(DEFAULTS + programs.indent(2));
    }

    /// The pids by name, when all run.
    private static Map<String, Integer> running(String... names) {
        for (String name : names) {
            daemon.awaitState(name, "RUNNING");
        }
        Map<String, Integer> pids = new TreeMap<>();
        try {
            for (ProcessView view : daemon.processes()) {
                Integer pid = view.pid();
                pids.put(view.name(), pid == null ? Integer.valueOf(0) : pid);
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        return pids;
    }

    private static long reloadsLogged() {
        return daemon.log().lines().filter(line -> line.contains("configuration reloaded")).count();
    }

    @Test
    void sighupKeepsTheUnchangedStopsTheRemovedAndStartsTheAdded() throws IOException {
        apply(
                """
                kept: {cmd: sleep 1000}
                removed: {cmd: sleep 1000}
                """);
        Map<String, Integer> before = running("kept", "removed");
        long removed = daemon.pid("removed");
        daemon.configure(
                DEFAULTS
                        + """
                          # a comment that moves every line
                          added: {cmd: sleep 1000}
                          waiting: {cmd: sleep 1000, autostart: false}
                          kept:
                            cmd: "sleep 1000"
                        """);
        daemon.signal("HUP");
        Map<String, Integer> after =
                Await.value(
                        "the reload",
                        () ->
                                daemon.processes().stream()
                                                .map(ProcessView::name)
                                                .toList()
                                                .equals(List.of("added", "waiting", "kept"))
                                        ? running("added")
                                        : null);
        assertThat(after.get("kept")).isEqualTo(before.get("kept"));
        assertThat(daemon.status("waiting").state()).isEqualTo("STOPPED");
        assertThat(Proc.lives(removed)).isFalse();
        daemon.awaitLog("SIGHUP");
    }

    @Test
    void theReloadCommandTellsThePlan() throws IOException {
        apply(
                """
                kept: {cmd: sleep 1000}
                changed: {cmd: sleep 1000}
                removed: {cmd: sleep 1000}
                """);
        Map<String, Integer> before = running("kept", "changed", "removed");
        daemon.configure(
                DEFAULTS
                        + """
                          kept: {cmd: sleep 1000}
                          changed: {cmd: sleep 1001}
                          added: {cmd: sleep 1000}
                        """);
        Ended dry = daemon.ctl("reload", "--dry-run");
        assertThat(dry.status()).isZero();
        assertThat(dry.out())
                .containsPattern("respawn +changed.*cmd")
                .containsPattern("start +added")
                .containsPattern("stop +removed");
        assertThat(running("kept", "changed", "removed"))
                .as("a dry run changes nothing")
                .isEqualTo(before);
        Ended reload = daemon.ctl("reload");
        assertThat(reload.status()).isZero();
        assertThat(reload.out()).containsPattern("respawn +changed.*cmd");
        Integer changed = before.get("changed");
        daemon.awaitSuccessor("changed", changed == null ? 0 : changed);
        assertThat(running("added").get("kept")).isEqualTo(before.get("kept"));
        Ended again = daemon.ctl("reload");
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("nothing to change");
    }

    @Test
    void numprocsFrom2To4KeepsTheTwoAndBackStopsTheLast() throws IOException {
        apply("web: {cmd: sleep 1000, numprocs: 2}\n");
        Map<String, Integer> two = running("web:web_00", "web:web_01");
        apply("web: {cmd: sleep 1000, numprocs: 4}\n");
        Map<String, Integer> four = running("web:web_02", "web:web_03");
        assertThat(four).hasSize(4).containsAllEntriesOf(two);
        apply("web: {cmd: sleep 1000, numprocs: 2}\n");
        Await.until("two are gone", () -> daemon.processes().size() == 2);
        assertThat(running()).isEqualTo(two);
    }

    @Test
    void numprocsFrom1To3KeepsThePidUnderItsNewName() throws IOException {
        apply("web: {cmd: sleep 1000}\n");
        Integer pid = running("web").get("web");
        apply("web: {cmd: sleep 1000, numprocs: 3}\n");
        assertThat(running("web:web_02")).hasSize(3).containsEntry("web:web_00", pid);
        assertThat(daemon.ctl("pid", "web:0").out()).isEqualTo(pid + "\n");
        apply("web: {cmd: sleep 1000}\n");
        Await.until("one is left", () -> daemon.processes().size() == 1);
        assertThat(running()).containsExactly(Map.entry("web", pid));
    }

    @Test
    void aLiveSettingAppliesWithoutARestart() throws IOException {
        apply("live: {cmd: \"${here}/traps live\", autorestart: true}\n");
        Map<String, Integer> before = running("live");
        daemon.awaitText("live.ready", "ready");
        apply(
                """
                live:
                  cmd: ${here}/traps live
                  autorestart: false
                  stopsignal: USR1
                  stoptime: 30
                  starttime: 0.1
                  startretries: 9
                  exitcodes: [0, 7]
                  priority: 3
                  autostart: false
                  logrotate: {maxbytes: 1MB}
                """);
        assertThat(running("live")).isEqualTo(before);
        daemon.operate("stop", "live");
        assertThat(daemon.text("live")).isEqualTo("USR1\n");
    }

    @Test
    void umaskWorkingdirAndEnvNeedARestartAndAreThenVisible() throws IOException {
        apply("show: {cmd: \"${here}/show\", umask: 022, workingdir: /, env: {COLOUR: red}}\n");
        daemon.awaitText("show.txt", "red");
        assertThat(daemon.text("show.txt")).isEqualTo("0022\n/\nred\n");
        long pid = daemon.pid("show");
        apply("show: {cmd: \"${here}/show\", umask: 077, workingdir: /, env: {COLOUR: red}}\n");
        daemon.awaitSuccessor("show", pid);
        daemon.awaitText("show.txt", "0077\n/\nred\n");
        pid = daemon.pid("show");
        apply("show: {cmd: \"${here}/show\", umask: 077, workingdir: /usr, env: {COLOUR: red}}\n");
        daemon.awaitSuccessor("show", pid);
        daemon.awaitText("show.txt", "0077\n/usr\nred\n");
        pid = daemon.pid("show");
        apply("show: {cmd: \"${here}/show\", umask: 077, workingdir: /usr, env: {COLOUR: blue}}\n");
        daemon.awaitSuccessor("show", pid);
        daemon.awaitText("show.txt", "0077\n/usr\nblue\n");
    }

    @Test
    void anotherLogFileIsUsedAtOnceByTheSameProcess() throws IOException {
        apply("tick: {cmd: \"${here}/tick\", stdout: first.log}\n");
        daemon.awaitText("first.log", "ready");
        Map<String, Integer> before = running("tick");
        apply("tick: {cmd: \"${here}/tick\", stdout: second.log}\n");
        assertThat(running("tick")).isEqualTo(before);
        Proc.signal(daemon.pid("tick"), "USR1");
        daemon.awaitText("second.log", "tick");
        assertThat(daemon.text("first.log")).isEqualTo("ready\n");
    }

    @Test
    void anErrorIsShownAndLoggedWithItsPlaceAndNothingChanges() throws IOException {
        apply("web: {cmd: sleep 1000, numprocs: 2}\n");
        Map<String, Integer> before = running("web:web_00", "web:web_01");
        daemon.configure(
                """
                programs:
                  web:
                    cmd: sleep 1000
                    autorestrat: always
                  other:
                    numprocs: many
                """);
        Ended reload = daemon.ctl("reload");
        assertThat(reload.status()).isEqualTo(1);
        assertThat(reload.err())
                .contains(
                        "unknown setting `autorestrat`",
                        "tm.yaml:4:5",
                        "did you mean `autorestart`")
                .contains("tm.yaml:6:15")
                .contains("reload refused, the running configuration is unchanged");
        assertThat(daemon.log()).contains("tm.yaml:4:5").contains("tm.yaml:6:15");
        assertThat(running()).isEqualTo(before);
        long logged = daemon.log().length();
        daemon.signal("HUP");
        Await.until(
                "SIGHUP logs the error too",
                () -> daemon.log().substring((int) logged).contains("tm.yaml:4:5"));
        assertThat(running()).isEqualTo(before);
        assertThat(daemon.operate("restart", "web:0")).contains("RUNNING");
    }

    @Test
    void aDeletedFileChangesNothing() throws IOException {
        apply("web: {cmd: sleep 1000}\n");
        Map<String, Integer> before = running("web");
        Files.delete(daemon.file(Daemon.FILE));
        Ended reload = daemon.ctl("reload");
        assertThat(reload.status()).isEqualTo(1);
        assertThat(reload.err()).contains("tm.yaml").contains("ENOENT");
        assertThat(running()).isEqualTo(before);
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        apply("web: {cmd: sleep 1000}\n");
        Map<String, Integer> before = running("web");
        daemon.configure("");
        assertThat(daemon.ctl("reload"))
                .returns(1, Ended::status)
                .extracting(Ended::err)
                .asString()
                .contains("tm.yaml:1:1");
        assertThat(running()).isEqualTo(before);
    }

    @Test
    void anAbortedProgramThatIsMendedIsStarted() throws IOException {
        apply("mended: {cmd: /nowhere/program, startretries: 0}\n");
        daemon.awaitState("mended", "ABORTED");
        apply("mended: {cmd: sleep 1000, startretries: 0}\n");
        daemon.awaitState("mended", "RUNNING");
    }

    @Test
    void whatTheOperatorStoppedStaysStopped() throws IOException {
        apply("rests: {cmd: sleep 1000}\n");
        running("rests");
        daemon.operate("stop", "rests");
        apply("rests: {cmd: sleep 1001}\n");
        assertThat(daemon.status("rests").state()).isEqualTo("STOPPED");
        daemon.operate("start", "rests");
        assertThat(Proc.status(daemon.pid("rests"), "Name")).isEqualTo("sleep");
        assertThat(
                        Files.readString(
                                java.nio.file.Path.of("/proc/" + daemon.pid("rests") + "/cmdline")))
                .contains("1001");
    }

    @Test
    void aRemovedProgramStaysListedUntilItIsGone() throws IOException {
        apply("slow: {cmd: [sh, -c, \"trap '' TERM; while :; do sleep 1000; done\"]}\n");
        running("slow");
        daemon.reload("programs: {}\n");
        assertThat(daemon.status("slow").state()).isEqualTo("STOPPING");
        Await.until("it is gone", () -> daemon.processes().isEmpty());
    }

    @Test
    void reloadsAtTheSameTimeHarmNobody() throws Exception {
        apply("web: {cmd: sleep 1000, numprocs: 3}\n");
        Map<String, Integer> before = running("web:web_02");
        for (int i = 0; i < 20; i++) {
            daemon.signal("HUP");
            ReloadReport report = daemon.reload();
            assertThat(report.plan()).extracting(PlanLine::action).containsOnly("keep");
        }
        assertThat(running()).isEqualTo(before);
        assertThat(reloadsLogged()).isGreaterThanOrEqualTo(20);
    }
}
