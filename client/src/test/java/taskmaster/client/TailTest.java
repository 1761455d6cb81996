package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.ProcessOutput;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

class TailTest {
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
                                Processes.stopped("idle"));
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
    void tailToAPipeIsHarmlessAndRawOnDemand() {
        byte[] bytes = "a\u001b[31m\r\nb".getBytes(StandardCharsets.UTF_8);
        daemon.log("db", "stdout", bytes);
        assertThat(ctl("tail", "db").out()).isEqualTo("a\\x1b[31m\nb");
        assertThat(ctl("tail", "--raw", "db").out()).isEqualTo("a\u001b[31m\r\nb");
        assertThat(daemon.requests).contains("GET /api/v1/logs/db/stdout?lines=20");
        assertThat(ctl("tail", "-100", "db", "stderr").status()).isEqualTo(1);
        assertThat(daemon.requests).contains("GET /api/v1/logs/db/stderr?bytes=100");
    }

    @Test
    void tailOnATerminalShowsEscapesHarmless() {
        daemon.log("db", "stdout", "a\u001b]0;x\u0007\n".getBytes(StandardCharsets.UTF_8));
        Ctl.Result result = new Ctl(root).terminal().run("-s", socket, "tail", "db");
        assertThat(result.out()).isEqualTo("a\\x1b]0;x\\x07\n");
    }

    @Test
    void tailAsJsonGivesLines() {
        daemon.log("db", "stdout", "one\ntwo \"2\"\nthree".getBytes(StandardCharsets.UTF_8));
        assertThat(ctl("tail", "db", "--json").out())
                .isEqualTo(
                        "{\"name\":\"db\",\"stream\":\"stdout\",\"lines\":[\"one\",\"two"
                                + " \\\"2\\\"\",\"three\"]}\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void tailOfSeveralHasHeaders() {
        daemon.log("web:web_00", "stdout", bytes("unfinished"));
        daemon.log("web:web_01", "stdout", bytes("one\n"));
        daemon.log("db", "stdout", bytes("two\n"));
        assertThat(ctl("tail", "web", "db").out())
                .isEqualTo(
                        "==> db <==\ntwo\n==> web:web_00 <==\nunfinished\n==> web:web_01"
                                + " <==\none\n");
        Ctl.Result raw = ctl("tail", "--raw", "web");
        assertThat(raw.status()).isEqualTo(1);
        assertThat(raw.err()).contains("`tail --raw web:web_00`");
    }

    @Test
    void tailOfSeveralTellsOfThoseWithoutALog() {
        daemon.log("web:web_01", "stdout", bytes("one\n"));
        Ctl.Result result = ctl("tail", "web");
        assertThat(result.out()).isEqualTo("==> web:web_00 <==\n==> web:web_01 <==\none\n");
        assertThat(result.err()).contains("it is discarded");
        assertThat(result.status()).isEqualTo(1);
        assertThat(ctl("tail", "web", "nope").err()).contains("`nope`: no such process");
    }

    @Test
    void bothStreamsCanBeShown() {
        daemon.log("db", "stdout", bytes("out\n")).log("db", "stderr", bytes("err\n"));
        assertThat(ctl("tail", "db", "stdout", "stderr").out())
                .isEqualTo("==> db stdout <==\nout\n==> db stderr <==\nerr\n");
        assertThat(ctl("tail", "db", "stderr", "stderr").out()).isEqualTo("err\n");
    }

    private Ctl.Result followed(String... args) throws Exception {
        return followed(new Ctl(root), args);
    }

    /// What is printed by a `tail -f` of several logs, until all their processes are removed.
    private Ctl.Result followed(Ctl ctl, String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of("-s", socket, "tail", "-f"));
        words.addAll(List.of(args));
        var running = CompletableFuture.supplyAsync(() -> ctl.run(words.toArray(new String[0])));
        until(() -> followRequests() >= 2);
        for (String name : List.of("db", "idle", "web:web_00", "web:web_01")) {
            daemon.remove(name);
        }
        return running.get(60, TimeUnit.SECONDS);
    }

    @Test
    void severalAreFollowedWithTheirNamesBeforeWholeLines() throws Exception {
        daemon.followedAlone("web:web_00", "stdout", bytes("old\nhalf "));
        daemon.followedAlone("db", "stdout", bytes(""));
        daemon.more("web:web_00", "stdout", bytes("done\r\n\u001b[31m\nlast"));
        daemon.more("db", "stdout", bytes("x\n"));
        Ctl.Result result = followed("web:0", "db");
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder(
                        "web:web_00 | old",
                        "web:web_00 | half done",
                        "web:web_00 | \\x1b[31m",
                        "web:web_00 | last",
                        "db         | x");
        assertThat(result.status()).isZero();
    }

    @Test
    void followedLinesAreColouredOnATerminalAlone() throws Exception {
        daemon.followedAlone("db", "stdout", bytes("a\n"));
        daemon.followedAlone("idle", "stdout", bytes("b\n"));
        Ctl.Result result = followed(new Ctl(root).terminal(), "db", "idle");
        assertThat(result.out())
                .startsWith("==> Press Ctrl-C to exit <==\n")
                .contains("\u001b[36mdb   | \u001b[0ma\n")
                .contains("\u001b[33midle | \u001b[0mb\n");
    }

    @Test
    void followedLinesAsJsonHaveTheirNames() throws Exception {
        daemon.followedAlone("db", "stdout", bytes("a\n"));
        daemon.followedAlone("db", "stderr", bytes("b\n"));
        Ctl.Result result = followed("--json", "db", "stdout", "stderr");
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder(
                        "{\"name\":\"db\",\"stream\":\"stdout\",\"line\":\"a\"}",
                        "{\"name\":\"db\",\"stream\":\"stderr\",\"line\":\"b\"}");
    }

    @Test
    void aLineWithoutEndComesInPieces() throws Exception {
        daemon.followedAlone("db", "stdout", bytes("x".repeat(200_000)));
        daemon.followedAlone("idle", "stdout", bytes("y\n"));
        Ctl.Result result = followed("db", "idle");
        assertThat(result.out().lines().filter(line -> line.startsWith("db   | x"))).hasSize(4);
        assertThat(result.out().chars().filter(c -> c == 'x')).hasSize(200_000);
    }

    private CompletableFuture<Ctl.Result> started(int logs, String... args) {
        var running = CompletableFuture.supplyAsync(() -> ctl(args));
        until(() -> followRequests() == logs);
        return running;
    }

    private long followRequests() {
        return daemon.requests.stream().filter(request -> request.contains("follow=true")).count();
    }

    @Test
    void aRemovedProcessEndsItsPartAlone() throws Exception {
        daemon.followedAlone("idle", "stdout", bytes("bye\n"));
        daemon.followedAlone("db", "stdout", bytes(""));
        var running = started(2, "tail", "-f", "idle", "db");
        daemon.remove("idle");
        until(() -> daemon.requests.stream().filter(r -> r.contains("processes")).count() > 1);
        daemon.more("db", "stdout", bytes("still\n"));
        daemon.remove("db");
        Ctl.Result result = running.get(60, TimeUnit.SECONDS);
        assertThat(result.out()).isEqualTo("idle | bye\ndb   | still\n");
        assertThat(result.err())
                .isEqualTo(
                        """
                        ==> idle is not configured any more <==
                        ==> db is not configured any more <==
                        """);
        assertThat(result.status()).isZero();
    }

    @Test
    void theDaemonsEndEndsAll() throws Exception {
        daemon.followedAlone("idle", "stdout", bytes("bye\n"));
        daemon.followedAlone("db", "stdout", bytes(""));
        var running = started(2, "tail", "-f", "idle", "db");
        daemon.close();
        Ctl.Result result = running.get(60, TimeUnit.SECONDS);
        assertThat(result.status()).isEqualTo(4);
        assertThat(result.err()).containsOnlyOnce("error: ").contains("went away");
    }

    @Test
    void aFollowedLogOfARemovedProcessEnds() throws Exception {
        daemon.log("db", "stdout", bytes("bye\n"));
        var running = started(1, "tail", "-f", "db");
        daemon.remove("db");
        Ctl.Result result = running.get(60, TimeUnit.SECONDS);
        assertThat(result)
                .isEqualTo(new Ctl.Result(0, "bye\n", "==> db is not configured any more <==\n"));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    @Test
    void aFileThatSeveralWriteToIsShownOnce() {
        for (String name : List.of("web:web_00", "web:web_01")) {
            daemon.with(
                    Processes.with(
                            Processes.running(name, 20),
                            "/var/log/web.log",
                            "/var/log/web.log",
                            ProcessOutput.NOTHING));
        }
        daemon.log("web:web_00", "stdout", bytes("once\n"));
        Ctl.Result result = ctl("tail", "web", "stdout", "stderr");
        assertThat(result.out()).isEqualTo("once\n");
        assertThat(result.err())
                .contains("web:web_01 stderr is written to the same file as web:web_00 stdout\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void tooManyLogsAreNotFollowed() {
        for (int i = 0; i < FollowedLogs.LOGS_MAX; i++) {
            daemon.with(Processes.running("many:many_" + i, 100 + i));
        }
        Ctl.Result result = ctl("tail", "-f", "many", "db");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cannot follow 65 logs at once: at most 64");
        assertThat(daemon.requests).noneMatch(request -> request.contains("logs/"));
    }

    @Test
    void aFollowedLogThatEndsIsALostDaemon() {
        daemon.log("db", "stdout", new byte[0]);
        daemon.followed.add("later\n".getBytes(StandardCharsets.UTF_8));
        daemon.followed.add(FakeDaemon.END);
        Ctl.Result result = ctl("tail", "-f", "-n", "3", "db");
        assertThat(result.out()).isEqualTo("later\n");
        assertThat(result.status()).isEqualTo(4);
        assertThat(daemon.requests).contains("GET /api/v1/logs/db/stdout?lines=3&follow=true");
    }

    @Test
    void wrongArgumentsOfTailAreToldWithoutAskingTheDaemon() {
        assertThat(ctl("tail", "-n", "many", "db").status()).isEqualTo(2);
        assertThat(daemon.requests).isEmpty();
    }
}
