package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/// Ends one exchange with the daemon that takes too long, by closing its channel.
///
/// A blocking channel has no time limit of its own, and closing it from another thread is the one
/// way to wake its reader. The thread is a daemon thread and sleeps until the limit.
final class Lifeline implements AutoCloseable {
    /// Why the channel was closed from outside, if it was.
    enum End {
        NONE,
        TOO_LATE,
        DEAD,
        CANCELLED
    }

    /// Asks the daemon, on a connection of its own, whether it lives.
    interface Probe {
        boolean isAlive();
    }

    private final Closeable channel;
    private final long limitNanos;
    private final @Nullable Probe probe;
    private volatile long deadlineNanos;
    private volatile boolean isDone;
    private volatile End end = End.NONE;
    private @Nullable Thread thread;

    /// @param limitNanos 0 for none; with a probe, the silence after which it is asked
    Lifeline(Closeable channel, long limitNanos, @Nullable Probe probe) {
        this.channel = channel;
        this.limitNanos = limitNanos;
        this.probe = probe;
        deadlineNanos = System.nanoTime() + limitNanos;
    }

    Lifeline start() {
        if (limitNanos > 0) {
            Thread started = new Thread(this::watch, "lifeline");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
        return this;
    }

    /// Says that something was heard; begins the silence anew.
    void heard() {
        if (probe != null) {
            deadlineNanos = System.nanoTime() + limitNanos;
        }
    }

    /// Ends the exchange because the person wants so. Any thread.
    void cancel() {
        end(End.CANCELLED);
    }

    End end() {
        return end;
    }

    @Override
    public void close() {
        isDone = true;
        Thread started = thread;
        if (started != null) {
            LockSupport.unpark(started);
        }
    }

    private void watch() {
        while (!isDone && end == End.NONE) {
            long left = deadlineNanos - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (probe == null) {
                end(End.TOO_LATE);
            } else if (probe.isAlive()) {
                heard();
            } else {
                end(End.DEAD);
            }
        }
    }

    private synchronized void end(End reason) {
        if (isDone || end != End.NONE) {
            return;
        }
        end = reason;
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to close; the reader has been woken or will fail by itself.
            isDone = true;
        }
    }
}
