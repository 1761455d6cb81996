package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import taskmaster.tests.blackbox.Receiver.Message;
import taskmaster.tests.blackbox.Receiver.Told;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Who is told when something breaks, seen from where it arrives.
final class AlertTest {

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    private final List<Receiver> receivers = new ArrayList<>();

    @AfterEach
    void close() {
        receivers.forEach(Receiver::close);
    }

    private Receiver receiver() throws IOException {
        return kept(Receiver.start());
    }

    private Receiver kept(Receiver receiver) {
        receivers.add(receiver);
        return receiver;
    }

    private static String yaml(Receiver receiver, String alerts, String programs) {
        return """
        webhooks: [%s]
        alerts: {%s}
        programs:
        %s
        """
                .formatted(receiver.webhook("ops"), alerts, programs.indent(2));
    }

    private static Path spool(Daemon daemon) {
        return daemon.directories().alerts();
    }

    private static List<String> messageFiles(Daemon daemon) throws IOException {
        if (!Files.isDirectory(spool(daemon))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool(daemon))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".json") && !name.startsWith("book-"))
                    .toList();
        }
    }

    @Test
    void anExitIsToldWithItsCodeAndLastLinesAndTheRecoveryAfterIt() throws IOException {
        Receiver receiver = receiver();
        Daemon daemon =
                daemons.prepare(
                                yaml(
                                        receiver,
                                        "group: 1, on: [unexpected_exit, recovered]",
                                        "web: {cmd: \"${here}/web\", starttime: 1}"))
                        .script(
                                "web",
                                """
                                test -e "${0%/*}/again" && exec sleep 1000
                                sleep 1.5
                                for i in $(seq 30); do echo "line $i" >&2; done
                                echo "fatal: no database" >&2
                                touch "${0%/*}/again"
                                exit 3
                                """)
                        .start();
        Await.until("told", () -> receiver.count("unexpected_exit") == 1);
        Told told = receiver.told().getFirst();
        assertThat(told.process()).isEqualTo("web");
        assertThat(told.exitCode()).isEqualTo(3);
        assertThat(told.text()).startsWith("exited unexpectedly: exit code 3 after 1");
        assertThat(told.lastLines()).hasSize(20).endsWith("line 30", "fatal: no database");
        Await.until("recovered", () -> receiver.count("recovered") == 1);
        Await.until("nothing is left", () -> messageFiles(daemon).isEmpty());
        assertThat(receiver.messages).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void givingUpIsToldWithTheNumberOfAttempts() throws IOException {
        Receiver receiver = receiver();
        Daemon daemon =
                daemons.start(
                        yaml(
                                receiver,
                                "group: 0",
                                "bad: {cmd: sh -c 'echo oops >&2; exit 4', startretries: 1}"));
        daemon.awaitState("bad", "ABORTED");
        Await.until("told", () -> receiver.count("aborted") == 1);
        Told told = receiver.told().getFirst();
        assertThat(told.text()).startsWith("ABORTED after 2 attempts: exited too quickly");
        assertThat(told.exitCode()).isEqualTo(4);
        assertThat(told.lastLines()).endsWith("oops");
        assertThat(receiver.count()).isEqualTo(1);
    }

    @Test
    void aRefusedReloadASigkillAndAStopByAnOperatorAreToldAsConfigured() throws IOException {
        Receiver receiver = receiver();
        String good =
                yaml(
                        receiver,
                        "group: 0, on: [killed, reload_refused, unexpected_exit]",
                        """
                        stubborn: {cmd: "${here}/stubborn", stoptime: 1}
                        quiet: {cmd: sleep 1000, alerts: none}
                        """);
        Daemon daemon =
                daemons.prepare(good)
                        .script("stubborn", "trap '' TERM; while :; do sleep 0.1; done\n")
                        .start();
        daemon.awaitState("stubborn", "RUNNING");
        daemon.awaitState("quiet", "RUNNING");
        daemon.configure(good + "  worse: {cmd: x, starttime: never}\n");
        daemon.reload();
        Await.until("refused", () -> receiver.count("reload_refused") == 1);
        assertThat(receiver.told().getFirst().process()).isNull();
        assertThat(receiver.told().getFirst().text())
                .contains("reload refused")
                .contains("tm.yaml");
        Proc.signal(daemon.pid("quiet"), "KILL");
        daemon.operate("stop", "stubborn");
        Await.until("killed", () -> receiver.count("killed") == 1);
        assertThat(receiver.count()).isEqualTo(2);
    }

    @Test
    void aThousandDeathsAtOnceAreFewMessagesWithTheRightCount() throws IOException {
        Receiver receiver = receiver();
        Daemon daemon =
                daemons.start(
                        yaml(
                                receiver,
                                "group: 3",
                                """
                                a: {cmd: sleep 1000, numprocs: 500, starttime: 0, autorestart: false}
                                b: {cmd: sleep 1000, numprocs: 500, starttime: 0, autorestart: false}
                                """));
        Await.until(
                "all run",
                Duration.ofMinutes(2),
                () ->
                        daemon.processes().size() == 1000
                                && daemon.processes().stream()
                                        .allMatch(p -> p.state().equals("RUNNING")));
        daemon.processes().forEach(p -> Proc.signal(p.pid() == null ? 0 : p.pid(), "KILL"));
        Await.until("all told", Duration.ofMinutes(1), () -> receiver.count() >= 1000);
        assertThat(receiver.count()).isEqualTo(1000);
        assertThat(receiver.messages).hasSizeLessThanOrEqualTo(4);
        assertThat(receiver.told().getFirst().exitSignal()).isEqualTo("SIGKILL");
    }

    @Test
    void aServerThatIsDownIsToldLaterAlsoByTheNextDaemonAfterAKill() throws IOException {
        Receiver receiver = kept(Receiver.down());
        Daemon daemon =
                daemons.start(
                        yaml(
                                receiver,
                                "group: 0",
                                """
                                web: {cmd: sleep 1000, autorestart: false}
                                db: {cmd: sleep 1000, autorestart: false}
                                """));
        daemon.awaitState("web", "RUNNING");
        Proc.signal(daemon.pid("web"), "KILL");
        daemon.awaitLog("it is kept and tried again");
        Proc.signal(daemon.pid("db"), "SEGV");
        daemon.awaitLog("db: exited unexpectedly");
        Await.until(
                "the second one is in the book",
                () -> daemon.ctl("alert", "list").out().contains("gathering: 1 alert"));
        daemon.signal("KILL");
        daemon.awaitEnd();
        String id = messageFiles(daemon).getFirst();
        receiver.up();
        daemon.start();
        Await.until("both", () -> receiver.count() == 2);
        assertThat(receiver.messages).hasSize(2);
        Message first = receiver.messages.getFirst();
        assertThat(first.id() + ".json").isEqualTo(id);
        assertThat(first.entries().getFirst().process()).isEqualTo("web");
        assertThat(receiver.told().getLast().exitSignal()).isEqualTo("SIGSEGV");
        Await.until("nothing is left", () -> messageFiles(daemon).isEmpty());
    }

    @Test
    void aServerThatComesBackIsToldByTheSameDaemon() throws IOException {
        Receiver receiver = kept(Receiver.down());
        Daemon daemon =
                daemons.start(
                        yaml(
                                receiver,
                                "group: 0",
                                "web: {cmd: sleep 1000, starttime: 0, autorestart: true}"));
        for (int i = 0; i < 5; i++) {
            long pid = daemon.pid("web");
            Proc.signal(pid, "KILL");
            daemon.awaitSuccessor("web", pid);
        }
        daemon.awaitLog("it is kept and tried again");
        receiver.up();
        Await.until("the first", () -> receiver.count() >= 1);
        assertThat(receiver.told()).hasSize(1);
        String list = daemon.ctl("alert", "list").out();
        assertThat(list).contains("only counted: web unexpected_exit 4 times", "sent");
    }

    @Test
    void aTestSaysWhatTheServerSaid() throws IOException {
        Receiver receiver = receiver();
        Daemon daemon = daemons.start(yaml(receiver, "group: 0", "web: {cmd: sleep 1000}"));
        Ended test = daemon.ctl("alert", "test");
        assertThat(test.out()).startsWith("ops: sent: 200").contains("noted");
        assertThat(test.status()).isEqualTo(0);
        assertThat(receiver.messages.getFirst().isTest()).isTrue();
        receiver.status = 403;
        Ended refused = daemon.ctl("alert", "test", "ops");
        assertThat(refused.out()).startsWith("ops: FAILED: ").contains("403");
        assertThat(refused.status()).isEqualTo(1);
        receiver.close();
        Ended dead = daemon.ctl("alert", "test", "ops");
        assertThat(dead.out()).contains("ECONNREFUSED");
        assertThat(dead.status()).isEqualTo(1);
        assertThat(daemon.ctl("alert", "test", "nobody").err()).contains("there are: ops");
        assertThat(messageFiles(daemon)).isEmpty();
    }

    @Test
    void destinationsComeAndGoWithAReload() throws IOException {
        Receiver receiver = receiver();
        String none = "programs: {web: {cmd: sleep 1000, starttime: 0, autorestart: true}}\n";
        Daemon daemon = daemons.start(none);
        assertThat(daemon.ctl("alert", "list").out()).contains("no destination is configured");
        assertThat(daemon.ctl("alert", "test").status()).isEqualTo(1);
        Proc.signal(daemon.pid("web"), "KILL");
        assertThat(spool(daemon)).doesNotExist();
        daemon.reload(
                yaml(
                        receiver,
                        "group: 0",
                        "web: {cmd: sleep 1000, starttime: 0, autorestart: true}"));
        long pid = daemon.pid("web");
        Proc.signal(pid, "KILL");
        Await.until("told", () -> receiver.count() == 1);
        receiver.close();
        daemon.awaitSuccessor("web", pid);
        daemon.reload(none);
        Await.until(
                "forgotten", () -> daemon.ctl("alert", "list").out().contains("no destination"));
        Await.until("nothing is left", () -> messageFiles(daemon).isEmpty());
    }
}
