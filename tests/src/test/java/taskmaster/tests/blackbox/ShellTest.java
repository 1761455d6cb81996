package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.tests.blackbox.Terminal.CONTROL_C;
import static taskmaster.tests.blackbox.Terminal.CONTROL_D;
import static taskmaster.tests.blackbox.Terminal.CONTROL_U;
import static taskmaster.tests.blackbox.Terminal.ENTER;
import static taskmaster.tests.blackbox.Terminal.TAB;
import static taskmaster.tests.blackbox.Terminal.UP;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;

/// The interactive command line in a pseudo-terminal; one daemon for all but one.
final class ShellTest {

    private static final String PROMPT = "taskmaster> ";

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 3}
            programs:
              web:   {cmd: "${here}/talk", numprocs: 2}
              database: {cmd: sleep 1000}
              stubborn: {cmd: "${here}/stubborn"}
            """;

    private static final String TALK =
            """
            printf 'plain\\n\\033[31mred\\033[0m\\n'
            trap 'echo tick' USR1
            while :; do sleep 1000 & wait; done
            """;

    private static final String STUBBORN =
            """
            trap '' TERM
            echo ready
            while :; do sleep 1000; done
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        Users.assumeTool("python3");
        daemon = DAEMONS.prepare(YAML).script("talk", TALK).script("stubborn", STUBBORN).start();
        daemon.awaitState("web:web_01", "RUNNING");
    }

    private static Terminal shell() throws IOException {
        return Terminal.open(daemon, "-c", daemon.file(Daemon.FILE).toString());
    }

    @Test
    void itShowsTheStatusAndRunsCommandsUntilExit() throws IOException {
        try (Terminal terminal = shell()) {
            terminal.await("web:web_00").await("RUNNING").await(PROMPT);
            terminal.type("restart web:1" + ENTER).await("web:web_01: started").await(PROMPT);
            terminal.type("stop database" + ENTER).await("database: stopped").await(PROMPT);
            terminal.type("start database" + ENTER).await("database: started").await(PROMPT);
            terminal.type("reload" + ENTER).await("nothing to change").await(PROMPT);
            terminal.type("status database" + ENTER).await("RUNNING").await(PROMPT);
            terminal.type("exit" + ENTER);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
            assertThat(terminal.raw()).as("states are coloured").contains("\u001b[32mRUNNING");
        }
    }

    /// As terminals send what is pasted.
    private static String paste(String text) {
        return "\u001b[200~" + text + "\u001b[201~";
    }

    @Test
    void anEmptyLineAnUnknownCommandAHugeLineAndAnUnknownProgramAreHarmless() throws IOException {
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT).type(ENTER).await(PROMPT);
            terminal.type("    " + ENTER).await(PROMPT);
            terminal.type("sttus" + ENTER).await("unknown command").await("status").await(PROMPT);
            terminal.type("start nobody" + ENTER).await("no such process").await(PROMPT);
            terminal.type("start 'unclosed" + ENTER).await("error").await(PROMPT);
            terminal.type("x".repeat(20_000) + ENTER).await("error").await(PROMPT);
            terminal.type(paste("y".repeat(20_000)) + ENTER).await("error").await(PROMPT);
            terminal.type("pid database" + ENTER).await("" + daemon.pid("database"));
            terminal.type("quit" + ENTER);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
        }
    }

    @Test
    void tabCompletesCommandsAndNames() throws IOException {
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT);
            terminal.type("relo" + TAB).await("reload");
            terminal.type(CONTROL_U + "pid data" + TAB).await("database");
            terminal.type(ENTER).await("" + daemon.pid("database")).await(PROMPT);
            terminal.type("pid web:web_0" + TAB).await("web:web_00").await("web:web_01");
            terminal.type("1" + ENTER).await("" + daemon.pid("web:web_01")).await(PROMPT);
            terminal.type(CONTROL_D);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
        }
    }

    @Test
    void controlCCancelsTheLineAndTheFollowButNotTheShell() throws IOException {
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT).type("shutdown").await("shutdown").type(CONTROL_C).await(PROMPT);
            terminal.type("tail -f web:0" + ENTER).await("plain").await("red");
            Proc.signal(daemon.pid("web:web_00"), "USR1");
            terminal.await("tick").type(CONTROL_C).await(PROMPT);
            assertThat(terminal.raw())
                    .as("the escapes of a log are shown, not obeyed")
                    .contains("\\x1b[31mred")
                    .doesNotContain("\u001b[31mred");
            terminal.type("pid database" + ENTER).await("" + daemon.pid("database")).await(PROMPT);
            terminal.type(CONTROL_D);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void controlCEndsTheWaitingNotTheStop() throws IOException {
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT).type("stop stubborn" + ENTER);
            daemon.awaitState("stubborn", "STOPPING");
            terminal.type(CONTROL_C).await(PROMPT);
            daemon.awaitState("stubborn", "STOPPED");
            terminal.type("exit" + ENTER);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
        }
    }

    @Test
    void aShellThatIsKilledHarmsNobody() throws IOException {
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT).type("tail -f web:1" + ENTER).await("plain");
            Proc.signal(terminal.pid(), "KILL");
            assertThat(terminal.awaitReport()).startsWith("-9");
        }
        assertThat(daemon.ctl("status", "web").status()).isZero();
    }

    @Test
    void aTerminalThatGoesAwayEndsTheShellAndHarmsNobody() throws IOException {
        long pid;
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT);
            pid = terminal.pid();
            Proc.signal(pid, "HUP");
            terminal.awaitReport();
        }
        Await.until("the shell is gone", () -> !Proc.lives(pid));
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void theHistoryOutlivesTheShell() throws IOException {
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT).type("pid web:web_00" + ENTER).await(PROMPT);
            terminal.type("exit" + ENTER);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
        }
        try (Terminal terminal = shell()) {
            terminal.await(PROMPT).type(UP).await("exit").type(UP).await("pid web:web_00");
            terminal.type(ENTER).await("" + daemon.pid("web:web_00")).await(PROMPT);
            terminal.type(CONTROL_D);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
        }
    }

    @Test
    void itOutlivesTheDaemonAndFindsTheNext() throws IOException {
        Daemon mortal = DAEMONS.start("programs: {one: {cmd: sleep 1000, starttime: 0}}\n");
        mortal.awaitState("one", "RUNNING");
        try (Terminal terminal = Terminal.open(mortal, "-c", mortal.file(Daemon.FILE).toString())) {
            terminal.await("RUNNING").await(PROMPT);
            mortal.signal("TERM");
            assertThat(mortal.awaitEnd()).isZero();
            terminal.type("status" + ENTER).await("error").await(PROMPT);
            mortal.start();
            mortal.awaitState("one", "RUNNING");
            terminal.type("status" + ENTER).await("RUNNING").await(PROMPT);
            terminal.type("exit" + ENTER);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
        }
    }

    @Test
    void aWatchedStatusIsDrawnUntilControlC() throws IOException {
        try (Terminal terminal =
                Terminal.open(
                        daemon, "-c", daemon.file(Daemon.FILE).toString(), "status", "--watch")) {
            terminal.await("database").await("RUNNING").type(CONTROL_C);
            assertThat(terminal.awaitReport()).endsWith("restored");
        }
    }
}
