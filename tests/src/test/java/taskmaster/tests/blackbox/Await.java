package taskmaster.tests.blackbox;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits for conditions, each with a deadline.
final class Await {

    /// Far more than anything here takes on a busy machine.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long LOOK_NANOS = 10_000_000;

    private Await() {}

    /// Something that may not be so yet; failing to look means that it is not.
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /// Something that may not be there yet.
    @FunctionalInterface
    interface Source<T> {
        @Nullable T get() throws IOException;
    }

    static void until(String what, Condition condition) {
        until(what, PATIENCE, condition);
    }

    static void until(String what, Duration patience, Condition condition) {
        value(what, patience, () -> condition.holds() ? Boolean.TRUE : null);
    }

    static <T> T value(String what, Source<T> source) {
        return value(what, PATIENCE, source);
    }

    static <T> T value(String what, Duration patience, Source<T> source) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        IOException failure = null;
        while (true) {
            try {
                T value = source.get();
                if (value != null) {
                    return value;
                }
                failure = null;
            } catch (IOException e) {
                failure = e;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(
                        "not within " + patience.toMillis() + " ms: " + what, failure);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// Watches that a condition goes on to hold.
    static void steadily(String what, Duration window, Condition condition) throws IOException {
        long endNanos = System.nanoTime() + window.toNanos();
        do {
            if (!condition.holds()) {
                throw new AssertionError("no longer so: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        } while (System.nanoTime() - endNanos < 0);
    }
}
