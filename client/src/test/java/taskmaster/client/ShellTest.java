package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The shell in a pseudo-terminal.
class ShellTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String UP = "\u001b[A";
    private static final String PROMPT = "taskmaster> ";

    @TempDir Path root;

    private FakeDaemon daemon;
    private Path socket;

    @BeforeEach
    void listen() throws IOException {
        socket = root.resolve("d.sock");
        daemon = open();
    }

    private FakeDaemon open() throws IOException {
        return FakeDaemon.onSocket(socket)
                .with(Processes.running("db", 12), Processes.running("web:web_00", 20))
                .log("db", "stdout", "evil \u001b[2J\n".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() throws IOException {
        daemon.close();
    }

    private Pty shell() throws IOException {
        return new Pty(root, new Ctl(root).environment(), "-s", socket.toString());
    }

    @Test
    void itShowsTheStatusInColourAndLeavesOnCtrlD() throws Exception {
        try (Pty pty = shell()) {
            pty.expect("db  ").expect("\u001b[32mRUNNING\u001b[0m").expect(PROMPT);
            pty.type(CTRL_D);
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void itRunsCommandsUntilExitAndItsStatusIsZero() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type("start db\r").expect("db: started").expect(PROMPT);
            pty.type("\r").expect(PROMPT);
            pty.type("statsu\r").expect("did you mean `status`?").expect(PROMPT);
            pty.type("stop nope\r").expect("nope: ERROR (no such process)").expect(PROMPT);
            pty.type("quit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void ctrlCDropsTheLineAndNotTheShell() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type("stop al").expect("stop al").type(CTRL_C);
            pty.expect(PROMPT).type("pid\r").expect("4242").expect(PROMPT);
            assertThat(daemon.requests).noneMatch(request -> request.contains("stop"));
            pty.type("exit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void ctrlCEndsTheFollowAndNotTheShell() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type("tail -f db\r").expect("Press Ctrl-C");
            pty.expect("evil \\x1b[2J");
            daemon.followed.add("more\n".getBytes(StandardCharsets.UTF_8));
            pty.expect("more").type(CTRL_C).expect(PROMPT);
            pty.type("pid\r").expect("4242").expect(PROMPT).type("exit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void ctrlCEndsTheFollowOfManyAndNotTheShell() throws Exception {
        daemon.log("web:web_00", "stdout", "of web\n".getBytes(StandardCharsets.UTF_8));
        try (Pty pty = shell()) {
            for (int i = 0; i < 2; i++) {
                pty.expect(PROMPT).type("tail -f db web:0\r").expect("Press Ctrl-C");
                pty.expect("of web").type(CTRL_C);
            }
            pty.expect(PROMPT).type("pid\r").expect("4242").expect(PROMPT).type("exit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void ctrlCEndsTheWatchedTable() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type("status --watch\r").expect("\u001b[H").expect("\u001b[H");
            pty.type(CTRL_C).expect(PROMPT).type("exit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void tabCompletesCommandsAndNames() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type("rest\t").expect("restart ");
            pty.type("web:w\t").expect("web:web_00").type("\r");
            pty.expect("web:web_00: started").expect(PROMPT).type("exit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void theHistoryOutlivesTheShellInAFileOfItsOwner() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type("signal USR1 db\r").expect("db: signalled").expect(PROMPT);
            pty.type("exit\r");
            assertThat(pty.status()).isZero();
        }
        Path file = root.resolve("state").resolve("taskmasterctl-history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).contains("signal USR1 db");
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type(UP + UP).expect("signal USR1 db").type("\r");
            pty.expect("db: signalled").expect(PROMPT).type(CTRL_D);
            assertThat(pty.status()).isZero();
        }
        assertThat(daemon.requests.stream().filter(request -> request.contains("USR1"))).hasSize(2);
    }

    @Test
    void itSaysOnceThatTheDaemonIsAwayAndFindsItAgain() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT);
            daemon.close();
            pty.type("pid\r").expect("nobody listens").expect(PROMPT);
            pty.type("pid\r").expect("still away").expect(PROMPT);
            daemon = open();
            pty.type("pid\r").expect("4242").expect("the daemon is back").expect(PROMPT);
            pty.type("exit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void aHugeLineIsRefusedPolitely() throws Exception {
        try (Pty pty = shell()) {
            pty.expect(PROMPT).type("\u001b[200~" + "x".repeat(100_000) + "\u001b[201~\r");
            pty.expect("at most 4096 are taken").expect(PROMPT);
            pty.type("x".repeat(100_000) + "\r");
            pty.expect("at most 4096 are taken").expect(PROMPT);
            pty.type("pid\r").expect("4242").expect(PROMPT).type("exit\r");
            assertThat(pty.status()).isZero();
        }
    }

    @Test
    void onADumbTerminalThereAreNoEscapes() throws Exception {
        Ctl ctl = new Ctl(root).env("TERM", "dumb");
        try (Pty pty = new Pty(root, ctl.environment(), "-s", socket.toString())) {
            pty.expect("db  ").expect("RUNNING").expect(PROMPT).type("stop al").expect("stop al");
            pty.type(CTRL_C).expect(PROMPT).type("tail -f db\r").expect("Press Ctrl-C");
            pty.expect("evil").type(CTRL_C).expect(PROMPT).type("pid\r").expect("4242");
            pty.expect(PROMPT).type(CTRL_D);
            assertThat(pty.status()).isZero();
            assertThat(pty.all()).doesNotContain("\u001b");
        }
        assertThat(daemon.requests).noneMatch(request -> request.contains("stop"));
    }

    @Test
    void theTerminalIsAsBeforeAfterwards() throws Exception {
        try (Pty pty =
                new Pty(
                        root,
                        new Ctl(root).environment(),
                        "-s",
                        socket.toString(),
                        "; stty -a | tr '\\n' ' '")) {
            pty.expect(PROMPT).type(CTRL_D).expect(" icanon").expect(" echo ");
            pty.status();
        }
    }
}
