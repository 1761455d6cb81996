package taskmaster.linux;

import java.util.OptionalInt;
import java.util.function.IntSupplier;

/// The umask of children. On a thread that has one of its own it is simply set; on others it is the
/// whole daemon's, so one spawn at a time, and whatever else creates files meanwhile must not rely
/// on it.
final class Umask {

    private final ThreadLocal<Boolean> hasOwn = ThreadLocal.withInitial(() -> false);
    private final Object lock = new Object();
    private volatile int daemon;

    Umask() {
        // There is no call that only reads it; strict for the moment that it is another.
        daemon = Libc.umask(0077);
        Libc.umask(daemon);
    }

    /// Gives the calling thread a umask of its own, for its life.
    ///
    /// @return 0, or the errno
    int unshare() {
        if (hasOwn.get()) {
            return 0;
        }
        int errno = -Libc.unshare(Abi.CLONE_FS);
        hasOwn.set(errno == 0);
        return errno;
    }

    int daemonUmask() {
        return daemon;
    }

    void setDaemonUmask(int umask) {
        synchronized (lock) {
            daemon = umask;
            Libc.umask(umask);
        }
    }

    /// Runs an action with a umask; empty: the daemon's.
    int during(OptionalInt umask, IntSupplier action) {
        if (hasOwn.get()) {
            return with(umask.orElse(daemon), action);
        }
        synchronized (lock) {
            return with(umask.orElse(daemon), action);
        }
    }

    private int with(int umask, IntSupplier action) {
        Libc.umask(umask);
        try {
            return action.getAsInt();
        } finally {
            Libc.umask(daemon);
        }
    }
}
