package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import taskmaster.api.Json;
import taskmaster.api.ProcessView;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One-shot commands and their exit statuses; one daemon for all.
final class ClientTest {

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 1}
            programs:
              web:   {cmd: "${here}/talk", numprocs: 2}
              down:  {cmd: sleep 1000, autostart: false}
              other: {cmd: sleep 1000}
              colourful: {cmd: [printf, "\\\\033[31mred\\\\007\\\\n"], stdout: colourful.log, autorestart: false}
            """;

    private static final String TALK =
            """
            i=0
            while [ $i -lt 30 ]; do echo "line $i"; i=$((i + 1)); done
            echo trouble >&2
            trap 'echo tick' USR1
            echo ready
            while :; do sleep 1000 & wait; done
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon = DAEMONS.prepare(YAML).script("talk", TALK).start();
        daemon.awaitState("web:web_01", "RUNNING");
        daemon.awaitState("other", "RUNNING");
        daemon.awaitState("colourful", "EXITED");
    }

    @Test
    void statusListsAllAndSaysByItsStatusThatSomeAreDown() {
        Ended status = daemon.ctl("status");
        assertThat(status.status()).isEqualTo(3);
        assertThat(status.out())
                .containsPattern("(?m)^web:web_00 +RUNNING +pid [0-9]+, uptime 0:")
                .containsPattern("(?m)^down +STOPPED +Not started$");
        assertThat(status.out()).as("no colour to a pipe").doesNotContain("\u001b");
        assertThat(daemon.ctl("status", "web", "other").status()).isZero();
        assertThat(daemon.ctl("status", "down").status()).isEqualTo(3);
        Ended unknown = daemon.ctl("status", "other", "nobody");
        assertThat(unknown.status()).isEqualTo(4);
        assertThat(unknown.out())
                .containsPattern("other +RUNNING")
                .contains("nobody: ERROR (no such process)");
    }

    @Test
    void statusAsJsonIsTheDocumentOfTheApi() throws Exception {
        Ended status = daemon.ctl("status", "--json");
        List<ProcessView> views =
                Json.processList(status.out().getBytes(StandardCharsets.UTF_8)).processes();
        assertThat(views)
                .extracting(ProcessView::name)
                .containsExactly("web:web_00", "web:web_01", "down", "other", "colourful");
        assertThat(status.out())
                .contains(
                        "\"uptime_seconds\":",
                        "\"exit_code\":null",
                        "\"next_attempt_seconds\":null");
    }

    @Test
    void aStartOfWhatRunsIsNoFailureAndOfAnUnknownNameIsOne() {
        assertThat(daemon.ctl("start", "other"))
                .returns(0, Ended::status)
                .returns("other: ERROR (already started)\n", Ended::out);
        Ended unknown = daemon.ctl("start", "othr");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.all()).contains("no such process").contains("did you mean `other`");
        assertThat(daemon.ctl("start").status()).isEqualTo(2);
        assertThat(daemon.ctl("stop", "down"))
                .returns(0, Ended::status)
                .returns("down: ERROR (not running)\n", Ended::out);
        assertThat(daemon.ctl("stop", "nobody").status()).isEqualTo(1);
        assertThat(daemon.ctl("restart", "nobody").status()).isEqualTo(1);
        assertThat(daemon.ctl("signal", "HUP", "down").status()).isEqualTo(7);
    }

    @Test
    void namesOfAllKindsAreUnderstood() {
        for (String name : List.of("web", "web:*", "web:0", "web:web_00", "all")) {
            assertThat(daemon.ctl("pid", name).out()).as(name).matches("(?s)[0-9]+\n.*");
        }
        assertThat(daemon.ctl("pid", "web").out().lines()).hasSize(2);
        assertThat(daemon.ctl("pid", "down")).returns(7, Ended::status).returns("0\n", Ended::out);
        assertThat(daemon.ctl("pid").out()).isEqualTo(daemon.pid() + "\n");
    }

    @Test
    void tailShowsTheEndOfALogAndFollowsIt() throws Exception {
        Await.until(
                "all lines", () -> daemon.ctl("tail", "web:0").out().endsWith("line 29\nready\n"));
        assertThat(daemon.ctl("tail", "-n", "2", "web:0").out()).isEqualTo("line 29\nready\n");
        assertThat(daemon.ctl("tail", "-n", "100", "web:0").out().lines()).hasSize(31);
        assertThat(daemon.ctl("tail", "web:0", "stderr").out()).isEqualTo("trouble\n");
        assertThat(daemon.ctl("tail", "nobody").status()).isEqualTo(1);
        Process follow = daemon.startClient("tail", "-f", "-n", "1", "web:1");
        daemon.awaitText("client.out", "ready");
        Proc.signal(daemon.pid("web:web_01"), "USR1");
        daemon.awaitText("client.out", "tick");
        Proc.signal(follow.pid(), "INT");
        assertThat(Ended.await(follow, "tail -f")).isNotEqualTo(4);
    }

    @Test
    void clearEmptiesALog() {
        Await.until("a line", () -> !daemon.ctl("tail", "web:1").out().isEmpty());
        assertThat(daemon.ctl("clear", "colourful"))
                .returns(0, Ended::status)
                .returns("colourful: cleared\n", Ended::out);
        Await.until("it is empty", () -> daemon.text("colourful.log").isEmpty());
    }

    @Test
    void versionHelpAndUnknownCommands() {
        Ended version = daemon.ctl("version");
        assertThat(version.status()).isZero();
        assertThat(version.out()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*\n");
        Ended help = daemon.ctl("help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("start", "stop", "restart", "reload", "status", "exit", "shutdown");
        assertThat(daemon.ctl("help", "tail").out()).contains("-f");
        Ended unknown = daemon.ctl("strat", "web");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("unknown command `strat`")
                .contains("did you mean `start`");
        Ended empty = daemon.ctl("");
        assertThat(empty.status()).isNotZero();
        assertThat(empty.err()).isNotEmpty();
    }

    @Test
    void aHugeLineAndManyCommandsComeFromAPipe() {
        String input =
                "status\n\n   \nnonsense\n"
                        + "start "
                        + "x".repeat(200_000)
                        + "\n"
                        + "status 'unclosed\n"
                        + "pid other\nexit\nstatus\n";
        Ended script = daemon.client(List.of("-c", daemon.file(Daemon.FILE).toString()), input);
        assertThat(script.status()).isZero();
        assertThat(script.out()).containsPattern("(?m)^[0-9]+$");
        assertThat(script.err()).contains("unknown command `nonsense`");
        assertThat(script.all().length()).as("the huge line is not repeated").isLessThan(20_000);
        assertThat(script.out().lines().filter(line -> line.startsWith("down "))).hasSize(1);
    }

    @Test
    void aHugeArgumentIsAMessage() {
        Ended huge = daemon.ctl("start", "x".repeat(100_000));
        assertThat(huge.status()).isBetween(1, 4);
        assertThat(huge.all()).isNotEmpty();
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void withoutADaemonEveryCommandEndsAtOnceWithStatus4() throws IOException {
        daemon.write("idle.yaml", YAML);
        for (List<String> command :
                List.of(
                        List.of("status"),
                        List.of("start", "web"),
                        List.of("reload"),
                        List.of("shutdown"))) {
            var words = new java.util.ArrayList<>(List.of("-c", "idle.yaml"));
            words.addAll(command);
            Ended ended = daemon.client(words, "");
            assertThat(ended.status()).as(command.toString()).isEqualTo(4);
            assertThat(ended.err()).contains("taskmasterd -c");
        }
        assertThat(daemon.client(List.of("-p", "1", "status"), "").status()).isEqualTo(4);
        assertThat(daemon.client(List.of("-s", "/nowhere.sock", "status"), "").status())
                .isEqualTo(4);
    }

    @Test
    void theOnlyDaemonOfAUserNeedsNoName() {
        Ended pid = daemon.client(List.of("pid"), "");
        assertThat(pid).returns(0, Ended::status).returns(daemon.pid() + "\n", Ended::out);
    }

    @Test
    void operationsGiveJsonToo() {
        Ended restart = daemon.ctl("restart", "--json", "other");
        assertThat(restart.status()).isZero();
        assertThat(restart.out()).startsWith("{\"results\":[{").contains("\"outcome\":\"started\"");
        Ended reload = daemon.ctl("reload", "--json");
        assertThat(reload.out()).contains("\"plan\":[").contains("\"action\":\"keep\"");
        assertThat(daemon.ctl("pid", "--json").out()).isEqualTo("{\"pid\":" + daemon.pid() + "}\n");
    }

    @Test
    void commandsAreLoggedWithWhoGaveThem() {
        daemon.ctl("restart", "other");
        daemon.awaitLog("restart other");
        assertThat(daemon.log().lines().filter(line -> line.contains("restart other")))
                .anyMatch(line -> line.contains(System.getProperty("user.name")));
    }
}
