package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// RLIMIT_NOFILE of the daemon and of its children. The limit is the whole process's and is copied
/// at the fork, so a child that shall have the original one gets it in one of two ways: the daemon
/// has it itself while it spawns, if it has so few descriptors open that none of its threads can
/// meet the lower limit; otherwise prlimit(2) sets it right after the spawn, when the program may
/// already have looked.
final class ProcessLimit {

    /// Descriptors that other threads may open during a spawn.
    private static final int SPARE_DESCRIPTORS = 256;

    private static final FileProbe PROBE = new FileProbe(Abi.AT_FDCWD);

    private final boolean canCountDescriptors;
    private @Nullable NoFileLimit own;
    private @Nullable NoFileLimit lowered;
    private int spawnsUnderWay;

    ProcessLimit(boolean canCountDescriptors) {
        this.canCountDescriptors = canCountDescriptors;
    }

    synchronized NoFileLimit limit() {
        return own != null ? own : get();
    }

    synchronized int setLimit(NoFileLimit limit) {
        if (own == null) {
            return set(0, limit);
        }
        own = limit;
        return 0;
    }

    /// Has the daemon itself take the limit of a child; pairs with [#leave].
    ///
    /// @return false if that is not possible: then [#set] on the child
    synchronized boolean enter(NoFileLimit wanted) {
        if (spawnsUnderWay > 0) {
            if (!wanted.equals(lowered)) {
                return false;
            }
            spawnsUnderWay++;
            return true;
        }
        NoFileLimit current = get();
        if (!current.equals(wanted)
                && (current.hard() != wanted.hard()
                        || Long.compareUnsigned(wanted.soft(), current.soft()) > 0
                        || !isRoomBelow(wanted.soft())
                        || set(0, wanted) != 0)) {
            return false;
        }
        own = current;
        lowered = wanted;
        spawnsUnderWay = 1;
        return true;
    }

    synchronized void leave() {
        spawnsUnderWay--;
        if (spawnsUnderWay == 0 && own != null) {
            if (!own.equals(lowered)) {
                set(0, own);
            }
            own = null;
            lowered = null;
        }
    }

    /// New descriptors take the lowest free number, so with N open ones the next few are below N
    /// plus that few. `/proc/self/fd` tells N as its size since Linux 6.2, before that 0.
    private boolean isRoomBelow(long soft) {
        long open = canCountDescriptors ? PROBE.size("/proc/self/fd") : 0;
        return open > 0 && Long.compareUnsigned(open + SPARE_DESCRIPTORS, soft) <= 0;
    }

    private static NoFileLimit get() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(Abi.RLIMIT_BYTES, 8);
            Libc.prlimit(0, Abi.RLIMIT_NOFILE, MemorySegment.NULL, limit);
            return new NoFileLimit(limit.getAtIndex(JAVA_LONG, 0), limit.getAtIndex(JAVA_LONG, 1));
        }
    }

    /// Sets the limit of a process.
    ///
    /// @param pid 0: the daemon
    /// @return 0, or the errno
    static int set(int pid, NoFileLimit limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(JAVA_LONG, limit.soft(), limit.hard());
            return -Libc.prlimit(pid, Abi.RLIMIT_NOFILE, value, MemorySegment.NULL);
        }
    }
}
