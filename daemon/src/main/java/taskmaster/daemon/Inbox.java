package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The one queue that leads to the loop. Facts always enter: there is at most one spawn and one
/// death under way per process, so their number is bounded by the fleet. Requests of clients are
/// refused beyond [Limits#REQUESTS_PENDING_MAX].
final class Inbox {

    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    /// Enqueues something that has happened. Any thread.
    void fact(Runnable fact) {
        queue.add(fact);
    }

    /// Enqueues something that a client wants. Any thread.
    ///
    /// @return false if too many are pending: ask again later
    boolean request(Runnable request) {
        if (requests.incrementAndGet() > Limits.REQUESTS_PENDING_MAX) {
            requests.decrementAndGet();
            return false;
        }
        queue.add(
                () -> {
                    requests.decrementAndGet();
                    request.run();
                });
        return true;
    }

    /// The next entry; the loop's thread only.
    ///
    /// @param waitNanos how long to wait for one; [Long#MAX_VALUE]: until there is one
    /// @return null when the time is over
    @Nullable Runnable next(long waitNanos) throws InterruptedException {
        if (waitNanos == Long.MAX_VALUE) {
            return queue.take();
        }
        return queue.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
    }
}
