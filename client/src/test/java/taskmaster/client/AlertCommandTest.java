package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.AlertDestinationView;
import taskmaster.api.AlertList;
import taskmaster.api.ProcessView;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class AlertCommandTest {
    @TempDir Path root;

    private FakeDaemon daemon;

    @BeforeEach
    void listen() throws IOException {
        daemon = FakeDaemon.onSocket(root.resolve("d.sock"));
        daemon.alerts = new AlertList(List.of(mail(), idle("ops", "webhook")), null);
    }

    @AfterEach
    void close() throws IOException {
        daemon.close();
    }

    /// One about which there is everything to tell.
    static AlertDestinationView mail() {
        return new AlertDestinationView(
                "mail",
                "mail",
                3,
                2.0,
                1,
                false,
                4,
                35.0,
                "cannot send mail to smtp.example.org:465: connection refused (ECONNREFUSED)",
                2,
                30,
                0,
                List.of(new AlertDestinationView.Suppressed("unexpected_exit", "web", 37, 252.0)),
                List.of(
                        new AlertDestinationView.Result(
                                "2026-11-23T07:31:02.123Z",
                                "019f1a2b3c4-2a-1",
                                "web unexpected_exit x3",
                                true,
                                "250 2.0.0 Ok: queued as 4F2")));
    }

    static AlertDestinationView idle(String name, String kind) {
        return new AlertDestinationView(
                name, kind, 0, null, 0, false, 0, null, null, 0, 30, 0, List.of(), List.of());
    }

    private Ctl.Result ctl(String... args) {
        List<String> words = new ArrayList<>(List.of("-s", root.resolve("d.sock").toString()));
        words.addAll(List.of(args));
        return new Ctl(root).run(words.toArray(new String[0]));
    }

    @Test
    void aTestSaysWhatEachDestinationAnswered() {
        Ctl.Result result = ctl("alert", "test");
        assertThat(result.out()).isEqualTo("mail: sent: 250 2.0.0 Ok\nops: sent: 250 2.0.0 Ok\n");
        assertThat(result.status()).isEqualTo(0);
        assertThat(daemon.requests).containsExactly("POST /api/v1/alerts/test {\"name\":null}");
    }

    @Test
    void aTestThatFailsEndsWithOneAndTheWordsOfTheServer() {
        daemon.result("mail", false, "failed", "cannot log in: 535 5.7.8 wrong\u001b[31m password");
        Ctl.Result result = ctl("alert", "test", "mail");
        assertThat(result.out())
                .isEqualTo("mail: FAILED: cannot log in: 535 5.7.8 wrong\\x1b[31m password\n");
        assertThat(result.status()).isEqualTo(1);
        Ctl.Result unknown = ctl("alert", "test", "nobody");
        assertThat(unknown.err()).startsWith("error: cannot test `nobody`");
        assertThat(unknown.status()).isEqualTo(1);
    }

    @Test
    void theListTellsAllOfADestination() {
        assertThat(ctl("alert", "list").out())
                .isEqualTo(
                        """
                        mail (mail): 2 messages in the last hour, at most 30
                            gathering: 3 alerts, told in 2 s
                            waiting: 1 message, tried 4 times, next in 35 s: cannot send mail to\
                         smtp.example.org:465: connection refused (ECONNREFUSED)
                            only counted: web unexpected_exit 37 times, told in 4 m 12 s
                            2026-11-23T07:31:02.123Z  sent    web unexpected_exit x3: 250 2.0.0\
                         Ok: queued as 4F2
                        ops (webhook): 0 messages in the last hour, at most 30
                        """);
    }

    @Test
    void theListSaysWhenNobodyIsToldAndWhenNothingIsKept() {
        daemon.alerts = new AlertList(List.of(), "cannot write /x: no space left on device");
        assertThat(ctl("alert", "list").out())
                .isEqualTo(
                        """
                        alerts are kept in memory only: cannot write /x: no space left on device
                        nobody is told: no destination is configured
                        """);
    }

    @Test
    void whatComesFromElsewhereCannotSteerATerminal() {
        AlertDestinationView.Result evil =
                new AlertDestinationView.Result(
                        "2026", "1", "web\n\u001b[2J", false, "550 \u001b]0;x\u0007\nroot: sent");
        daemon.alerts =
                new AlertList(
                        List.of(
                                new AlertDestinationView(
                                        "mail",
                                        "mail",
                                        0,
                                        null,
                                        0,
                                        false,
                                        0,
                                        null,
                                        null,
                                        0,
                                        30,
                                        0,
                                        List.of(),
                                        List.of(evil))),
                        null);
        String out = ctl("alert", "list").out();
        assertThat(out).doesNotContain("\u001b", "\u0007");
        assertThat(out.lines()).hasSize(2);
        assertThat(ctl("alert", "list", "--json").out()).doesNotContain("\u001b");
    }

    @Test
    void mistypedWordsAreRefused() {
        assertThat(ctl("alert", "tset").err()).contains("did you mean `alert test`?");
        assertThat(ctl("alert").status()).isEqualTo(1);
        assertThat(ctl("alert", "list", "mail").err()).contains("takes no arguments");
        assertThat(ctl("alert", "a", "b", "c").status()).isEqualTo(1);
    }

    @Test
    void completionKnowsDestinations() {
        Completions.Processes known =
                new Completions.Processes() {
                    @Override
                    public List<ProcessView> processes() {
                        return List.of();
                    }

                    @Override
                    public List<String> destinations() {
                        return List.of("mail", "ops");
                    }
                };
        assertThat(Completions.of(List.of("alert"), "", known)).containsExactly("test", "list");
        assertThat(Completions.of(List.of("alert", "test"), "", known))
                .containsExactly("mail", "ops");
        assertThat(Completions.of(List.of("alert", "list"), "", known)).isEmpty();
        assertThat(Completions.of(List.of("alert", "test", "mail"), "", known)).isEmpty();
    }
}
