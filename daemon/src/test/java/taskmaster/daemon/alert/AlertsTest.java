package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import static taskmaster.daemon.alert.AlertRig.await;
import static taskmaster.daemon.alert.AlertRig.hasThread;
import static taskmaster.daemon.alert.AlertRig.routing;
import static taskmaster.daemon.alert.AlertRig.settings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.AlertDestinationView;
import taskmaster.api.OperationResult;
import taskmaster.config.AlertDestination;
import taskmaster.config.AlertSettings;
import taskmaster.core.AlertType;
import taskmaster.daemon.control.Progress;
import taskmaster.daemon.control.RequestRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

final class AlertsTest {

    @TempDir private Path home;
    private AlertRig rig;

    @BeforeEach
    void begin() {
        rig = new AlertRig(home.resolve("alerts"));
    }

    @AfterEach
    void end() {
        rig.close();
    }

    @Test
    void anAlertIsSentAndItsFileRemoved() {
        rig.alerts.configure(settings(0, 60_000, "a"));
        rig.exit("web", "a");
        await(() -> rig.sender("a").accepted.size() == 1);
        AlertMessage message = rig.sender("a").accepted.getFirst();
        assertThat(message.host()).isEqualTo("box");
        assertThat(message.entries()).hasSize(1);
        await(() -> rig.messageFiles().isEmpty());
        await(() -> rig.view("a").results().size() == 1);
        AlertDestinationView.Result result = rig.view("a").results().getFirst();
        assertThat(result.ok()).isTrue();
        assertThat(result.answer()).isEqualTo("250 queued");
        assertThat(result.summary()).isEqualTo("web unexpected_exit");
        assertThat(rig.view("a").lastHour()).isEqualTo(1);
    }

    @Test
    void itsFilesArePrivate() throws IOException {
        rig.alerts.configure(settings(0, 60_000, "a"));
        rig.sender("a").isDown = true;
        rig.exit("web", "a");
        await(() -> rig.messageFiles().size() == 1);
        assertThat(mode(rig.directory)).isEqualTo("rwx------");
        for (String file : rig.files()) {
            assertThat(mode(rig.directory.resolve(file))).isEqualTo("rw-------");
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void withNothingToDoThereIsNeitherThreadNorFile() {
        rig.alerts.configure(settings(0, 60_000, "idle"));
        await(() -> !hasThread("alerts"));
        assertThat(rig.files()).isEmpty();
        rig.exit("web", "idle");
        await(() -> rig.sender("idle").accepted.size() == 1);
        await(() -> !hasThread("alerts") && !hasThread("alert-idle"));
    }

    @Test
    void aThousandAtOnceAreOneMessageWithTheRightCount() {
        rig.alerts.configure(settings(300, 60_000, "a"));
        for (int i = 0; i < 1000; i++) {
            rig.exit("p" + i % 10, "a");
        }
        await(() -> rig.sender("a").told() >= 1000);
        assertThat(rig.sender("a").told()).isEqualTo(1000);
        assertThat(rig.sender("a").accepted).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatComesFasterThanItIsTakenIsCounted() {
        rig.alerts.configure(settings(0, 0, "a"));
        for (int i = 0; i < 20_000; i++) {
            rig.exit("p" + i % 100, "a");
        }
        rig.exit("last", "a");
        await(() -> rig.sender("a").told() >= 20_001);
        assertThat(rig.sender("a").told()).isEqualTo(20_001);
    }

    @Test
    void aServerThatIsDownIsTriedAgainAndToldInFewMessages() {
        rig.alerts.configure(settings(0, 0, "a", "b"));
        rig.sender("a").isDown = true;
        for (int i = 0; i < 5; i++) {
            rig.exit("web" + i, "a", "b");
            int sent = i + 1;
            await(() -> rig.sender("b").told() == sent);
        }
        await(() -> rig.sender("a").attempts.size() > 3);
        assertThat(rig.view("a").attempts()).isPositive();
        assertThat(rig.view("a").problem()).contains("ECONNREFUSED");
        assertThat(rig.messageFiles()).hasSize(1);
        rig.sender("a").isDown = false;
        await(() -> rig.sender("a").told() == 5);
        assertThat(rig.sender("a").accepted).hasSize(2);
        assertThat(rig.sender("b").accepted).hasSize(5);
        await(() -> rig.view("a").problem() == null);
    }

    @Test
    void aPermanentRefusalIsNotTriedAgainAndStaysInTheResults() {
        rig.alerts.configure(settings(0, 0, "a"));
        rig.sender("a").isRefusing = true;
        rig.exit("web", "a");
        await(() -> rig.view("a").results().size() == 1);
        assertThat(rig.view("a").results().getFirst().ok()).isFalse();
        assertThat(rig.view("a").results().getFirst().answer()).contains("535");
        assertThat(rig.sender("a").attempts).hasSize(1);
        assertThat(rig.messageFiles()).isEmpty();
    }

    @Test
    void aFaultOfASenderIsAFailedAttempt() {
        rig.alerts.configure(settings(0, 0, "a"));
        rig.sender("a").isBroken = true;
        rig.exit("web", "a");
        await(() -> rig.sender("a").attempts.size() >= 2);
        rig.sender("a").isBroken = false;
        await(() -> rig.sender("a").told() == 1);
    }

    @Test
    void anotherDaemonSendsWhatThisOneCouldNot() {
        AlertSettings settings = settings(0, 60_000, "a");
        rig.alerts.configure(settings);
        rig.sender("a").isDown = true;
        rig.exit("web", "a");
        await(() -> rig.sender("a").attempts.size() >= 2);
        rig.exit("web", "a");
        rig.exit("db", "a");
        await(() -> rig.view("a").suppressed().size() == 1 && rig.view("a").gathering() == 1);
        rig.alerts.close(2_000_000_000L);
        String id = rig.sender("a").attempts.getFirst();
        rig.sender("a").isDown = false;
        rig.restart(settings);
        await(() -> rig.sender("a").accepted.size() == 2);
        assertThat(rig.sender("a").accepted.getFirst().id()).isEqualTo(id);
        assertThat(rig.sender("a").accepted.getLast().entries().getFirst().last().process())
                .isEqualTo("db");
        assertThat(rig.view("a").suppressed()).hasSize(1);
    }

    @Test
    void whatWasTakenSurvivesAKillAtOnce() {
        AlertSettings settings = settings(60_000, 60_000, "a");
        rig.alerts.configure(settings);
        rig.exit("web", "a");
        await(() -> rig.files().contains("book-a.json"));
        // Killed: the other one is left to itself.
        rig.restart(settings);
        assertThat(rig.view("a").gathering()).isEqualTo(1);
        rig.alerts.configure(settings(0, 0, "a"));
    }

    @Test
    void whoWasKilledBetweenMessageAndBookSendsOnceAndKeepsCounting() throws IOException {
        Files.createDirectory(rig.directory);
        var entry = new AlertMessage.Entry(Samples.alert(AlertType.ABORTED, "web"), 2, 1);
        var spool = new Spool(rig.directory);
        long nowMillis = System.currentTimeMillis();
        spool.keep(
                new Parcel(
                        "a",
                        nowMillis,
                        new AlertMessage("id-1", "box", "/x", List.of(entry), 0, false)));
        spool.keep(
                new SpoolForm.StoredBook(
                        "a",
                        new BookImage(
                                "id-1",
                                nowMillis,
                                List.of(entry),
                                0,
                                List.of(),
                                List.of("web"),
                                List.of()),
                        List.of()));
        rig.alerts.configure(settings(0, 60_000, "a"));
        await(() -> rig.sender("a").accepted.size() == 1);
        rig.alerts.tell(Samples.alert(AlertType.ABORTED, "web"), routing("a"), null);
        await(() -> rig.view("a").suppressed().size() == 1);
        assertThat(rig.view("a").gathering()).isZero();
        assertThat(rig.sender("a").accepted).extracting(AlertMessage::id).containsExactly("id-1");
        assertThat(rig.messageFiles()).isEmpty();
    }

    @Test
    void aRecoveryIsToldToThoseWhoWereToldOfTheTroubleAlsoByAnotherDaemon() {
        AlertSettings settings = settings(0, 0, "a", "b");
        rig.alerts.configure(settings);
        rig.exit("web", "a");
        await(() -> rig.sender("a").told() == 1);
        await(() -> rig.view("a").results().size() == 1);
        rig.alerts.close(2_000_000_000L);
        rig.restart(settings);
        await(() -> rig.list().destinations().size() == 2);
        assertThat(rig.alerts.isTroubled("web")).isTrue();
        assertThat(rig.alerts.isTroubled("db")).isFalse();
        rig.alerts.tell(Samples.alert(AlertType.RECOVERED, "web"), routing("a", "b"), null);
        await(() -> rig.sender("a").told() == 2);
        assertThat(rig.sender("b").attempts).isEmpty();
        assertThat(rig.alerts.isTroubled("web")).isFalse();
    }

    @Test
    void messagesForADestinationThatIsGoneAreDropped() {
        rig.alerts.configure(settings(0, 0, "a", "b"));
        rig.sender("a").isDown = true;
        rig.exit("web", "a");
        await(() -> rig.messageFiles().size() == 1);
        rig.alerts.configure(settings(0, 0, "b"));
        await(() -> rig.files().isEmpty());
        assertThat(rig.list().destinations()).extracting("name").containsExactly("b");
    }

    @Test
    void corruptFilesAreSetAsideAndTheOthersServed() throws IOException {
        AlertSettings settings = settings(0, 60_000, "a");
        rig.alerts.configure(settings);
        rig.sender("a").isDown = true;
        rig.exit("web", "a");
        await(() -> rig.messageFiles().size() == 1);
        rig.alerts.close(2_000_000_000L);
        Files.writeString(rig.directory.resolve("0123-1-1.json"), "{\"destination\":");
        Files.writeString(rig.directory.resolve("book-a.json"), "no JSON");
        Files.writeString(rig.directory.resolve("x.json.tmp"), "half");
        rig.sender("a").isDown = false;
        rig.restart(settings);
        await(() -> rig.sender("a").told() == 1);
        assertThat(rig.files())
                .contains("0123-1-1.json.corrupt", "book-a.json.corrupt")
                .doesNotContain("x.json.tmp");
    }

    @Test
    void whereNothingCanBeWrittenAlertsAreSentFromMemory() throws IOException {
        Files.writeString(rig.directory, "not a directory");
        rig.alerts.configure(settings(0, 0, "a"));
        rig.exit("web", "a");
        await(() -> rig.sender("a").told() == 1);
        assertThat(rig.list().spoolProblem()).contains("cannot write");
        Files.delete(rig.directory);
        rig.exit("db", "a");
        await(() -> rig.sender("a").told() == 2);
        await(() -> rig.list().spoolProblem() == null);
    }

    @Test
    void closingDoesNotWaitForAServerThatHangs() {
        rig.alerts.configure(settings(0, 0, "a"));
        rig.sender("a").gate = new CountDownLatch(1);
        rig.exit("web", "a");
        await(() -> rig.sender("a").attempts.size() == 1);
        long startNanos = System.nanoTime();
        rig.alerts.close(200_000_000L);
        assertThat(System.nanoTime() - startNanos).isBetween(150_000_000L, 1_500_000_000L);
        assertThat(rig.messageFiles()).hasSize(1);
    }

    @Test
    void otherSettingsAreTriedAtOnce() {
        rig.alerts.configure(settings(0, 0, "a"));
        rig.sender("a").isDown = true;
        rig.exit("web", "a");
        await(() -> rig.sender("a").attempts.size() >= 2);
        AlertSettings changed =
                new AlertSettings(
                        List.of(new AlertDestination.Command("a", 2, List.of("/bin/false"))),
                        routing("a"),
                        0,
                        0,
                        1000);
        FakeSender other = new FakeSender();
        rig.senders.put("a", other);
        rig.alerts.configure(changed);
        await(() -> other.told() == 1);
    }

    @Test
    void aTestTellsWhatEachServerSaid() {
        rig.alerts.configure(settings(0, 0, "a", "b"));
        rig.sender("b").isRefusing = true;
        Results all = new Results();
        rig.alerts.test(null, all);
        await(() -> all.isDone);
        assertThat(all.results)
                .extracting(OperationResult::name, OperationResult::ok, OperationResult::message)
                .containsExactlyInAnyOrder(
                        tuple("a", true, "250 queued"),
                        tuple("b", false, "cannot send: 535 wrong password"));
        assertThat(rig.sender("a").accepted.getFirst().isTest()).isTrue();
        Results one = new Results();
        rig.alerts.test("a", one);
        await(() -> one.isDone);
        assertThat(one.results).hasSize(1);
        Results unknown = new Results();
        rig.alerts.test("c", unknown);
        await(() -> unknown.refused.size() == 1);
        assertThat(unknown.refused.getFirst()).contains("`c`");
        assertThat(rig.files()).isEmpty();
    }

    @Test
    void aTestDoesNotWaitForWhatIsTriedAgain() {
        rig.alerts.configure(settings(0, 0, "a"));
        rig.sender("a").isDown = true;
        rig.exit("web", "a");
        await(() -> rig.sender("a").attempts.size() >= 2);
        Results results = new Results();
        rig.alerts.test("a", results);
        await(() -> results.isDone);
        assertThat(results.results.getFirst().message()).contains("ECONNREFUSED");
    }

    private static final class Results implements Progress {
        final List<OperationResult> results = new CopyOnWriteArrayList<>();
        final List<String> refused = new CopyOnWriteArrayList<>();
        volatile boolean isDone;

        @Override
        public void result(OperationResult result) {
            results.add(result);
        }

        @Override
        public void done() {
            isDone = true;
        }

        @Override
        public void refused(RequestRefused why) {
            refused.add(String.valueOf(why.getMessage()));
        }
    }
}
