package taskmaster.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.Poller;

import java.util.function.IntConsumer;

/// Learns of deaths: one thread waits on the pidfds of all children at once and wakes for nothing
/// else.
final class DeathWatch implements AutoCloseable {

    /// Deaths fetched in one system call.
    private static final int BATCH = 256;

    private static final Logger LOG = LoggerFactory.getLogger("reaper");

    private final Poller poller;
    private final IntConsumer died;
    private volatile boolean closed;

    /// @param died receives the pid of each dead, not yet reaped child, on the watch's thread
    DeathWatch(Kernel kernel, IntConsumer died) {
        this.poller = kernel.openPoller();
        this.died = died;
    }

    void start() {
        Thread.ofPlatform().daemon().name("reaper").start(this::work);
    }

    /// Watches a child. Its death is reported once.
    void watch(int pid, int pidfd) {
        int errno = poller.add(pidfd, pid, Poller.READABLE | Poller.ONE_SHOT);
        if (errno != 0) {
            LOG.error("cannot watch process {}: {}", pid, Errno.description(errno));
        }
    }

    /// To be called before the pidfd is closed.
    void forget(int pidfd) {
        poller.remove(pidfd);
    }

    private void work() {
        long[] pids = new long[BATCH];
        while (!closed) {
            int count = poller.await(pids, -1);
            for (int i = 0; i < count; i++) {
                died.accept((int) pids[i]);
                LOG.debug("process {} has died", pids[i]);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        poller.close();
    }
}
