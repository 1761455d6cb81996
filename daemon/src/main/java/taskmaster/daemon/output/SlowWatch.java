package taskmaster.daemon.output;

import java.util.concurrent.locks.LockSupport;

/// Notices when the thread that serves the logs waits for a disk too long. It sleeps while there is
/// nothing to watch: a thread of its own, which wakes only while bytes are being written.
final class SlowWatch extends Thread {

    private final Runnable slow;
    private volatile long busySinceNanos;
    private volatile long calls;
    private volatile boolean isWatching;
    private volatile boolean isEnded;

    /// @param slow what to do while the call goes on; may come too late, and again
    SlowWatch(Runnable slow) {
        super("output-watch");
        this.slow = slow;
        setDaemon(true);
    }

    /// A call that may wait begins. One thread at a time.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void begin() {
        calls++;
        busySinceNanos = System.nanoTime() | 1;
        if (!isWatching) {
            isWatching = true;
            LockSupport.unpark(this);
        }
    }

    /// It is over, or somebody else is watched from now on.
    void end() {
        busySinceNanos = 0;
    }

    /// Whether a call has been going on for too long.
    boolean isSlow() {
        long since = busySinceNanos;
        return since != 0 && System.nanoTime() - since > Bounds.SLOW_WRITE_NANOS;
    }

    /// Ends the thread.
    void close() {
        isEnded = true;
        LockSupport.unpark(this);
    }

    @Override
    public void run() {
        long seen = -1;
        while (!isEnded) {
            if (!isWatching) {
                LockSupport.park(this);
                continue;
            }
            LockSupport.parkNanos(this, Bounds.WATCH_NANOS);
            if (isSlow()) {
                slow.run();
            } else if (busySinceNanos == 0 && calls == seen) {
                isWatching = false;
                // One that began just now may not have seen that nobody watches.
                if (calls != seen) {
                    isWatching = true;
                }
            }
            seen = calls;
        }
    }
}
