package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertDestination;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// All there is for one destination. The alert thread only.
final class Desk {

    private final AlertBook book;
    private final Courier courier;
    private final Spool spool;
    private final Deque<Delivery> deliveries = new ArrayDeque<>();
    private AlertDestination destination;
    private boolean isChanged;
    private boolean isUrgent;
    private long savedNanos;

    Desk(AlertDestination destination, AlertBook book, Courier courier, Spool spool) {
        this.destination = destination;
        this.book = book;
        this.courier = courier;
        this.spool = spool;
        this.savedNanos = System.nanoTime() - AlertLimits.SAVE_NANOS;
    }

    AlertDestination destination() {
        return destination;
    }

    String name() {
        return destination.name();
    }

    AlertBook book() {
        return book;
    }

    Courier courier() {
        return courier;
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    void replace(AlertDestination changed, Sender sender) {
        destination = changed;
        courier.replace(sender);
    }

    /// Takes an alert.
    void tell(Alert alert, long nowNanos) {
        switch (book.tell(alert, nowNanos)) {
            case GATHERED -> {
                isChanged = true;
                isUrgent |= book.isNew(alert);
            }
            case COUNTED, LEFT_OUT -> isChanged = true;
            case IGNORED -> {}
        }
    }

    void addLines(Alert alert, List<String> lines) {
        isChanged |= book.addLines(alert, lines);
    }

    void miss(long count) {
        book.miss(count);
        isChanged = true;
    }

    void note(Delivery delivery) {
        deliveries.addLast(delivery);
        while (deliveries.size() > AlertLimits.RESULTS_MAX) {
            deliveries.removeFirst();
        }
        isChanged = true;
    }

    /// Takes over what another daemon has left. Does not write it again.
    void restore(SpoolForm.StoredBook stored, long nowNanos, long nowMillis) {
        book.restore(stored.book(), nowNanos, nowMillis);
        stored.deliveries().forEach(this::note);
        isChanged = false;
    }

    /// Writes what is gathering. What is new is written at once, numbers that grow a little later:
    /// in a storm they would be written a thousand times a second.
    void save(long nowNanos) {
        if (isChanged && (isUrgent || savedNanos + AlertLimits.SAVE_NANOS <= nowNanos)) {
            saveNow(nowNanos);
        }
    }

    /// When [#save] has something to do.
    long saveDueNanos() {
        return isChanged ? savedNanos + AlertLimits.SAVE_NANOS : AlertBook.NEVER;
    }

    void saveNow(long nowNanos) {
        BookImage image = book.image(nowNanos, System.currentTimeMillis());
        // Whether it worked or not, the next change is the next occasion.
        var _ = spool.keep(new SpoolForm.StoredBook(name(), image, deliveries()));
        isChanged = false;
        isUrgent = false;
        savedNanos = nowNanos;
    }

    boolean isChanged() {
        return isChanged;
    }

    /// Whether messages wait for each other: what comes is gathered meanwhile, so that a server
    /// which comes back is told in few messages.
    boolean isHeld() {
        Courier.View view = courier.view();
        return view.waiting() >= (view.isFailing() ? 1 : AlertLimits.MESSAGES_MAX);
    }

    /// The message that is due now; null: none.
    AlertBook.@Nullable Due release(long nowNanos) {
        return isHeld() ? null : book.release(nowNanos);
    }

    long nextDeadlineNanos(long nowNanos) {
        return Math.min(book.nextDeadlineNanos(isHeld(), nowNanos), saveDueNanos());
    }
}
