package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.core.AlertType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Laws of the book, over many random histories.
final class AlertBookWalkTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final List<AlertType> TYPES = List.of(AlertType.values());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsLostNorTooMuchToldNorRecoveredWithoutTrouble(long seed) {
        for (int i = 0; i < 60; i++) {
            var walk = new Walk(seed * 1000 + i);
            walk.run(1500);
            walk.drain();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theSameHistoryGivesTheSameMessages(long seed) {
        var one = new Walk(seed);
        var other = new Walk(seed);
        one.run(2000);
        other.run(2000);
        assertThat(one.tape).isEqualTo(other.tape).isNotEmpty();
    }

    private static final class Walk {
        private final Random random;
        private final AlertBook.Rules rules;
        private final List<String> tape = new ArrayList<>();
        private final Deque<Long> sent = new ArrayDeque<>();
        private final Map<String, Integer> toldTroubles = new HashMap<>();
        private final Map<String, Integer> toldRecoveries = new HashMap<>();
        private AlertBook book;
        private long nowNanos = 5;
        private long taken;
        private long told;
        private long missed;
        private int lastId;

        Walk(long seed) {
            random = new Random(seed);
            rules =
                    new AlertBook.Rules(
                            random.nextLong(3) * 2 * SECOND,
                            random.nextLong(3) * 150 * SECOND,
                            1 + random.nextInt(20));
            book = fresh();
        }

        private AlertBook fresh() {
            return new AlertBook(rules, () -> "id" + ++lastId);
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3, 4 -> tell();
                    case 5 -> nowNanos += random.nextLong(200 * SECOND);
                    case 6, 7 -> nowNanos += random.nextLong(2 * SECOND);
                    case 8 -> {
                        if (random.nextInt(20) == 0) {
                            book.miss(3);
                            missed += 3;
                        }
                    }
                    case 9 -> {
                        if (random.nextInt(10) == 0) {
                            restart();
                        }
                    }
                    default -> wake();
                }
                assertThat(taken + missed).isEqualTo(told + kept());
            }
        }

        private void tell() {
            AlertType type = TYPES.get(random.nextInt(TYPES.size()));
            String process =
                    type == AlertType.RELOAD_REFUSED
                            ? null
                            : "p" + random.nextInt(random.nextInt(10) == 0 ? 400 : 6);
            Alert alert = Samples.alert(type, process, nowNanos);
            boolean wasTroubled = process != null && book.isTroubled(process);
            AlertBook.Verdict verdict = book.tell(alert, nowNanos);
            assertThat(verdict == AlertBook.Verdict.IGNORED)
                    .isEqualTo(type == AlertType.RECOVERED && !wasTroubled);
            taken += verdict == AlertBook.Verdict.IGNORED ? 0 : 1;
        }

        /// As the daemon does: whatever is due.
        private void wake() {
            AlertBook.Due due = book.release(nowNanos);
            if (due == null) {
                assertThat(book.nextDeadlineNanos(false, nowNanos)).isGreaterThan(nowNanos);
                return;
            }
            sent.add(nowNanos);
            while (sent.getFirst() + HOUR <= nowNanos) {
                sent.removeFirst();
            }
            assertThat(sent).hasSizeLessThanOrEqualTo(rules.perHour());
            assertThat(due.entries()).isNotEmpty().hasSizeLessThanOrEqualTo(200);
            assertThat(due.entries())
                    .extracting(e -> AlertBook.Key.of(e.last()))
                    .doesNotHaveDuplicates();
            told += due.leftOut();
            due.entries().forEach(this::count);
            due.entries().forEach(this::checkRecovery);
            tape.add(due.toString());
        }

        private void count(AlertMessage.Entry entry) {
            told += entry.count();
            String process = entry.last().process();
            switch (entry.last().type()) {
                case ABORTED, UNEXPECTED_EXIT ->
                        toldTroubles.merge(String.valueOf(process), entry.count(), Integer::sum);
                case RECOVERED ->
                        toldRecoveries.merge(String.valueOf(process), entry.count(), Integer::sum);
                case KILLED, OUTPUT_DROPPED, RELOAD_REFUSED -> {}
            }
        }

        private void checkRecovery(AlertMessage.Entry entry) {
            String process = String.valueOf(entry.last().process());
            assertThat(toldRecoveries.getOrDefault(process, 0))
                    .isLessThanOrEqualTo(toldTroubles.getOrDefault(process, 0));
        }

        private long kept() {
            long count = 0;
            for (AlertMessage.Entry entry : book.draft()) {
                count += entry.count();
            }
            for (AlertBook.Suppressed one : book.suppressed()) {
                count += one.entry().count();
            }
            return count + book.image(nowNanos, 0).leftOut();
        }

        private void restart() {
            // Milliseconds are what is kept of a time.
            nowNanos += 1_000_000;
            BookImage image = book.image(nowNanos, 77);
            book = fresh();
            book.restore(image, nowNanos, 77);
        }

        /// With enough time everything is told.
        void drain() {
            for (int i = 0; i < 5000; i++) {
                long next = book.nextDeadlineNanos(false, nowNanos);
                if (next == AlertBook.NEVER) {
                    break;
                }
                nowNanos = Math.max(nowNanos, next);
                wake();
            }
            assertThat(book.draft()).isEmpty();
            assertThat(book.suppressed()).isEmpty();
            assertThat(told + book.image(nowNanos, 0).leftOut()).isEqualTo(taken + missed);
        }
    }
}
