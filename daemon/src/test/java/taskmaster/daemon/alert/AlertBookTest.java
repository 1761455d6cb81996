package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

import taskmaster.core.AlertType;
import taskmaster.daemon.alert.AlertBook.Verdict;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

final class AlertBookTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final long MILLIS = 1_700_000_000_000L;

    private final AtomicInteger lastId = new AtomicInteger();
    private final AlertBook book = book(3, 300, 30);

    private AlertBook book(long group, long repeat, int perHour) {
        return new AlertBook(
                new AlertBook.Rules(group * SECOND, repeat * SECOND, perHour),
                () -> "id" + lastId.incrementAndGet());
    }

    private Verdict exit(String process, long atSeconds) {
        return book.tell(Samples.alert(AlertType.UNEXPECTED_EXIT, process), atSeconds * SECOND);
    }

    private Verdict recover(String process, long atSeconds) {
        return book.tell(Samples.alert(AlertType.RECOVERED, process), atSeconds * SECOND);
    }

    private List<AlertMessage.Entry> released(long atSeconds) {
        return Objects.requireNonNull(book.release(atSeconds * SECOND)).entries();
    }

    private static List<String> texts(List<AlertMessage.Entry> entries) {
        return entries.stream()
                .map(e -> e.last().process() + " " + e.last().type().key() + " x" + e.count())
                .toList();
    }

    @Test
    void anAlertIsToldWhenTheGroupIsOver() {
        assertThat(exit("web", 10)).isEqualTo(Verdict.GATHERED);
        assertThat(book.nextDeadlineNanos(false, 10 * SECOND)).isEqualTo(13 * SECOND);
        assertThat(book.release(12 * SECOND)).isNull();
        assertThat(texts(released(13))).containsExactly("web unexpected_exit x1");
        assertThat(book.release(14 * SECOND)).isNull();
        assertThat(book.nextDeadlineNanos(false, 14 * SECOND)).isEqualTo(AlertBook.NEVER);
    }

    @Test
    void manyProgramsAtOnceMakeOneMessageNewestLast() {
        exit("web", 10);
        exit("db", 11);
        exit("web", 12);
        assertThat(texts(released(13)))
                .containsExactly("db unexpected_exit x1", "web unexpected_exit x2");
    }

    @Test
    void repetitionsAreCountedAndToldOnceAtTheEndOfTheWindow() {
        exit("web", 0);
        released(3);
        for (int i = 0; i < 37; i++) {
            assertThat(exit("web", 4 + i)).isEqualTo(Verdict.COUNTED);
        }
        assertThat(book.suppressed())
                .extracting(s -> s.entry().count(), AlertBook.Suppressed::untilNanos)
                .containsExactly(tuple(37, 303 * SECOND));
        assertThat(book.nextDeadlineNanos(false, 50 * SECOND)).isEqualTo(303 * SECOND);
        assertThat(book.release(302 * SECOND)).isNull();
        assertThat(book.release(303 * SECOND)).isNull();
        assertThat(texts(released(306))).containsExactly("web unexpected_exit x37");
        assertThat(exit("web", 400)).isEqualTo(Verdict.COUNTED);
        assertThat(exit("web", 607)).isEqualTo(Verdict.GATHERED);
        assertThat(texts(released(610))).containsExactly("web unexpected_exit x2");
    }

    @Test
    void nothingWakesForAWindowInWhichNothingWasRepeated() {
        exit("web", 0);
        released(3);
        assertThat(book.nextDeadlineNanos(false, 4 * SECOND)).isEqualTo(AlertBook.NEVER);
        assertThat(exit("web", 303)).isEqualTo(Verdict.GATHERED);
    }

    @Test
    void aRecoveryIsToldOnlyAfterTrouble() {
        assertThat(recover("web", 0)).isEqualTo(Verdict.IGNORED);
        exit("web", 1);
        assertThat(recover("db", 2)).isEqualTo(Verdict.IGNORED);
        assertThat(recover("web", 2)).isEqualTo(Verdict.GATHERED);
        assertThat(recover("web", 3)).isEqualTo(Verdict.IGNORED);
        assertThat(texts(released(4)))
                .containsExactly("web unexpected_exit x1", "web recovered x1");
    }

    @Test
    void whatFlapsIsToldTogetherAtTheEndOfTheWindow() {
        exit("web", 0);
        released(3);
        recover("web", 10);
        released(13);
        for (int i = 0; i < 5; i++) {
            exit("web", 20 + 2 * i);
            assertThat(recover("web", 21 + 2 * i)).isEqualTo(Verdict.COUNTED);
        }
        assertThat(book.release(303 * SECOND)).isNull();
        assertThat(texts(released(306)))
                .containsExactly("web unexpected_exit x5", "web recovered x5");
        assertThat(book.nextDeadlineNanos(false, 307 * SECOND)).isEqualTo(AlertBook.NEVER);
    }

    @Test
    void givingUpTellsWhatWasCountedBefore() {
        exit("web", 0);
        released(3);
        exit("web", 10);
        exit("web", 20);
        book.tell(Samples.alert(AlertType.ABORTED, "web"), 30 * SECOND);
        assertThat(texts(released(33))).containsExactly("web aborted x1", "web unexpected_exit x2");
    }

    @Test
    void beyondTheRateMessagesWaitAndFold() {
        AlertBook slow = book(0, 0, 2);
        for (int i = 0; i < 2; i++) {
            slow.tell(Samples.alert(AlertType.UNEXPECTED_EXIT, "web"), i * SECOND);
            assertThat(slow.release(i * SECOND + SECOND / 2)).isNotNull();
        }
        for (int i = 2; i < 50; i++) {
            slow.tell(Samples.alert(AlertType.UNEXPECTED_EXIT, "web"), i * SECOND);
            assertThat(slow.release(i * SECOND + SECOND / 2)).isNull();
        }
        long free = SECOND / 2 + HOUR;
        assertThat(slow.nextDeadlineNanos(false, 60 * SECOND)).isEqualTo(free);
        assertThat(slow.release(free - 1)).isNull();
        assertThat(texts(Objects.requireNonNull(slow.release(free)).entries()))
                .containsExactly("web unexpected_exit x48");
    }

    @Test
    void aFullDraftCountsTheRest() {
        for (int i = 0; i < AlertLimits.ENTRIES_MAX + 7; i++) {
            exit("p" + i, 0);
        }
        book.miss(5);
        AlertBook.Due due = Objects.requireNonNull(book.release(3 * SECOND));
        assertThat(due.entries()).hasSize(AlertLimits.ENTRIES_MAX);
        assertThat(due.leftOut()).isEqualTo(12);
        assertThat(recover("p" + (AlertLimits.ENTRIES_MAX + 1), 4)).isEqualTo(Verdict.IGNORED);
    }

    @Test
    void whileItIsHeldNothingIsDueButWindowsEnd() {
        exit("web", 0);
        assertThat(book.nextDeadlineNanos(true, SECOND)).isEqualTo(AlertBook.NEVER);
        released(3);
        exit("web", 4);
        assertThat(book.nextDeadlineNanos(true, 5 * SECOND)).isEqualTo(303 * SECOND);
    }

    @Test
    void linesGoToTheNewestAlertOfAProcess() {
        Alert first = Samples.alert(AlertType.UNEXPECTED_EXIT, "web", 1);
        Alert second = Samples.alert(AlertType.UNEXPECTED_EXIT, "web", 2);
        book.tell(first, 0);
        book.tell(second, 0);
        assertThat(book.addLines(first, List.of("old"))).isFalse();
        assertThat(book.addLines(second, List.of("new"))).isTrue();
        assertThat(released(3).getFirst().last().lastLines()).containsExactly("new");
        assertThat(book.addLines(second, List.of("late"))).isFalse();
    }

    @Test
    void anotherDaemonGoesOnWhereThisOneEnded() {
        exit("web", 0);
        released(3);
        exit("web", 5);
        exit("db", 6);
        book.miss(2);
        BookImage image = book.image(7 * SECOND, MILLIS);
        AlertBook next = book(3, 300, 30);
        long offset = 1000 * SECOND;
        next.restore(image, offset + 7 * SECOND, MILLIS);
        assertThat(next.image(offset + 7 * SECOND, MILLIS)).isEqualTo(image);
        assertThat(next.nextDeadlineNanos(false, offset)).isEqualTo(offset + 9 * SECOND);
        AlertBook.Due due = Objects.requireNonNull(next.release(offset + 9 * SECOND));
        assertThat(due.id()).isEqualTo(image.draftId());
        assertThat(texts(due.entries())).containsExactly("db unexpected_exit x1");
        assertThat(due.leftOut()).isEqualTo(2);
        assertThat(next.isTroubled("web")).isTrue();
        assertThat(next.release(offset + 303 * SECOND)).isNull();
        assertThat(texts(Objects.requireNonNull(next.release(offset + 306 * SECOND)).entries()))
                .containsExactly("web unexpected_exit x1");
    }

    @Test
    void aClockThatWasSetBackDoesNotSilenceADestination() {
        exit("web", 0);
        released(3);
        exit("web", 5);
        exit("db", 5);
        BookImage image = book.image(5 * SECOND, MILLIS);
        AlertBook next = book(3, 300, 1);
        next.restore(image, 0, MILLIS - 86_400_000L);
        assertThat(next.nextDeadlineNanos(true, 0)).isEqualTo(300 * SECOND);
        assertThat(next.nextDeadlineNanos(false, 0)).isEqualTo(300 * SECOND);
        assertThat(next.draftDueNanos(0)).isEqualTo(HOUR);
    }

    @Test
    void aDraftThatIsAMessageAlreadyIsNotToldAgain() {
        exit("web", 0);
        book.dropDraft("other", 0);
        assertThat(book.draft()).hasSize(1);
        book.dropDraft("id1", 0);
        assertThat(book.draft()).isEmpty();
        assertThat(book.sentCount(1)).isEqualTo(1);
        assertThat(book.nextDeadlineNanos(false, 0)).isEqualTo(AlertBook.NEVER);
    }

    @Test
    void otherRulesApplyToWhatComesNext() {
        exit("web", 0);
        book.retune(new AlertBook.Rules(60 * SECOND, 0, 30));
        released(3);
        exit("web", 10);
        assertThat(book.nextDeadlineNanos(false, 10 * SECOND)).isEqualTo(70 * SECOND);
    }
}
