package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.DaemonFile;
import taskmaster.api.Directories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DaemonFinderTest {
    @TempDir Path root;

    private Ctl ctl;

    @BeforeEach
    void prepare() {
        ctl = new Ctl(root);
    }

    private Path announce(String name, long pid, @Nullable Integer port, @Nullable String token)
            throws IOException {
        Path config = root.resolve(name + ".yaml");
        Files.writeString(config, "programs: {}\n");
        Directories.OfConfiguration own = Directories.ofThisProcess(ctl.environment()).of(config);
        Files.createDirectories(own.runtime());
        Path tokenFile = own.runtime().resolve("token");
        if (token != null) {
            Files.writeString(tokenFile, token + "\n");
        }
        new DaemonFile(
                        pid,
                        config.toString(),
                        own.controlSocket().toString(),
                        port,
                        token == null ? null : tokenFile.toString(),
                        "1",
                        "2026-11-23T02:51:07Z")
                .write(own.daemonFile());
        return own.controlSocket();
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    @Test
    void theOneDaemonThatRunsIsMeant() throws IOException {
        Path socket = announce("a", self(), null, null);
        announce("dead", 999_999_999, null, null);
        try (FakeDaemon daemon = FakeDaemon.onSocket(socket)) {
            assertThat(ctl.run("pid").out()).isEqualTo("4242\n");
            assertThat(daemon.requests).hasSize(1);
        }
    }

    @Test
    void withNoDaemonTheMessageSaysHowToStartOne() throws IOException {
        announce("dead", 999_999_999, null, null);
        Ctl.Result result = ctl.run("status");
        assertThat(result.status()).isEqualTo(4);
        assertThat(result.err())
                .contains("no daemon runs any more")
                .contains("taskmasterd -c " + root.resolve("dead.yaml"));
    }

    @Test
    void severalDaemonsAreListedWithTheirFlags() throws IOException {
        Path a = announce("a", self(), null, null);
        Path b = announce("b", self(), 9001, null);
        try (FakeDaemon first = FakeDaemon.onSocket(a);
                FakeDaemon second = FakeDaemon.onSocket(b)) {
            Ctl.Result result = ctl.run("status");
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err())
                    .contains("several daemons run")
                    .contains("-c " + root.resolve("a.yaml"))
                    .contains("-c " + root.resolve("b.yaml") + " (pid " + self() + ", port 9001)");
            assertThat(first.requests).isEmpty();
            assertThat(second.requests).isEmpty();
        }
    }

    @Test
    void ofSeveralThoseThatTakeNoConnectionAreLeftOut() throws IOException {
        announce("a", self(), null, null);
        Path b = announce("b", self(), null, null);
        try (FakeDaemon daemon = FakeDaemon.onSocket(b)) {
            assertThat(ctl.run("pid").status()).isZero();
            assertThat(daemon.requests).hasSize(1);
        }
    }

    @Test
    void theConfigurationFileNamesItsDaemon() throws IOException {
        Path socket = announce("a", self(), null, null);
        announce("b", self(), null, null);
        try (FakeDaemon daemon = FakeDaemon.onSocket(socket)) {
            String file = root.resolve("a.yaml").toString();
            assertThat(ctl.run("-c", file, "pid").status()).isZero();
            assertThat(daemon.requests).hasSize(1);
        }
        Ctl.Result other = ctl.run("-c", root.resolve("c.yaml").toString(), "pid");
        assertThat(other.status()).isEqualTo(4);
        assertThat(other.err()).contains("no daemon runs for").contains("there is no such file");
    }

    @Test
    void thePortFindsItsTokenByItself() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.onPort("secret")) {
            announce("a", self(), daemon.port(), "secret");
            assertThat(ctl.run("-p", String.valueOf(daemon.port()), "pid").status()).isZero();
            assertThat(ctl.run("pid", "-s", "http://localhost:" + daemon.port()).status()).isZero();
        }
    }

    @Test
    void theTokenMayComeFromAFileOrTheEnvironment() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.onPort("secret")) {
            String port = String.valueOf(daemon.port());
            Path file = root.resolve("t");
            Files.writeString(file, "secret\n");
            assertThat(ctl.run("-p", port, "--token-file", file.toString(), "pid").status())
                    .isZero();
            assertThat(new Ctl(root).env("TASKMASTER_TOKEN", "secret").run("-p", port, "pid"))
                    .extracting(Ctl.Result::status)
                    .isEqualTo(0);
        }
    }

    @Test
    void aMissingOrWrongTokenIsTold() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.onPort("secret")) {
            String port = String.valueOf(daemon.port());
            Ctl.Result none = ctl.run("-p", port, "pid");
            assertThat(none.status()).isEqualTo(4);
            assertThat(none.err()).contains("wants a token").contains("--token-file");
            Ctl.Result wrong = ctl.env("TASKMASTER_TOKEN", "guess").run("-p", port, "pid");
            assertThat(wrong.err()).contains("refused the token").doesNotContain("guess");
            assertThat(wrong.status()).isEqualTo(4);
        }
    }

    @Test
    void aTokenCannotSmuggleAHeader() throws IOException {
        Path file = root.resolve("t");
        Files.writeString(file, "a\r\nX: y");
        Ctl.Result result = ctl.run("-p", "1", "--token-file", file.toString(), "pid");
        assertThat(result.err()).contains("more than one word");
    }

    @Test
    void anotherMachineIsRefusedWithoutTls() {
        Ctl.Result result = ctl.run("-s", "http://example.org:9001", "status");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("ssh -L");
        assertThat(ctl.run("-p", "70000", "status").status()).isEqualTo(2);
        assertThat(ctl.run("-p", "x", "status").status()).isEqualTo(2);
        assertThat(ctl.run("-p", "1", "-c", "x", "status").status()).isEqualTo(2);
    }

    @Test
    void aShellStaysWithTheDaemonItFoundFirst() throws IOException {
        Path socket = announce("a", self(), null, null);
        try (FakeDaemon daemon = FakeDaemon.onSocket(socket)) {
            PinnedDaemon pinned =
                    new PinnedDaemon(
                            Directories.ofThisProcess(ctl.environment()),
                            ctl.environment(),
                            java.util.Map.of(),
                            Patience.DEFAULT,
                            new Interrupts());
            assertThat(pid(pinned)).isEqualTo(4242);
            Path other = announce("b", self(), null, null);
            try (FakeDaemon second = FakeDaemon.onSocket(other)) {
                assertThat(pid(pinned)).isEqualTo(4242);
                assertThat(second.requests).isEmpty();
            }
            assertThat(daemon.requests).hasSize(2);
        }
    }

    private static long pid(PinnedDaemon pinned) {
        try {
            return pinned.daemon().version().pid();
        } catch (ClientFailure e) {
            throw new AssertionError(e.text(), e);
        }
    }

    @Test
    void aScriptSaysOnceThatTheDaemonIsAwayAndThatItIsBack() throws IOException {
        Path socket = root.resolve("d.sock");
        ctl.input("pid\npid\nhelp pid\n");
        Ctl.Result result = ctl.run("-s", socket.toString());
        assertThat(result.err()).containsOnlyOnce("no such socket").contains("still away");
        assertThat(result.status()).isZero();
    }
}
