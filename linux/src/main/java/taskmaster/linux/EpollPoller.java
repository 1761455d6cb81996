package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/// A [Poller] over epoll, woken by an eventfd. The lock guards the descriptors against being closed
/// while another thread uses them; it is never held while the kernel waits.
final class EpollPoller implements Poller {

    /// More than this many ready descriptors are answered by the next [#await].
    private static final int EVENTS_MAX = 256;

    private static final long WAKE_TOKEN = Long.MIN_VALUE;

    private final Abi abi;
    private final int epoll;
    private final int wake;
    private final MemorySegment ready;
    private final MemorySegment counter;
    private final int[] events = new int[EVENTS_MAX];
    private boolean isWaiting;
    private boolean isClosed;

    private EpollPoller(Abi abi, int epoll, int wake) {
        this.abi = abi;
        this.epoll = epoll;
        this.wake = wake;
        ready = Arena.ofAuto().allocate((long) EVENTS_MAX * abi.epollEventBytes(), 8);
        counter = Arena.ofAuto().allocate(JAVA_LONG);
    }

    static EpollPoller open(Abi abi) {
        int epoll = Libc.epollCreate(Abi.EPOLL_CLOEXEC);
        if (epoll < 0) {
            throw new IllegalStateException("cannot open a poller: " + Errno.description(-epoll));
        }
        int wake = Libc.eventfd(0, Abi.EFD_CLOEXEC | Abi.EFD_NONBLOCK);
        if (wake < 0) {
            Libc.close(epoll);
            throw new IllegalStateException("cannot open a poller: " + Errno.description(-wake));
        }
        EpollPoller poller = new EpollPoller(abi, epoll, wake);
        int errno = poller.control(Abi.EPOLL_CTL_ADD, wake, WAKE_TOKEN, READABLE);
        if (errno != 0) {
            poller.close();
            throw new IllegalStateException("cannot open a poller: " + Errno.description(errno));
        }
        return poller;
    }

    @Override
    public int add(int fd, long token, int interest) {
        return control(Abi.EPOLL_CTL_ADD, fd, token, interest);
    }

    @Override
    public int modify(int fd, long token, int interest) {
        return control(Abi.EPOLL_CTL_MOD, fd, token, interest);
    }

    @Override
    public int remove(int fd) {
        return control(Abi.EPOLL_CTL_DEL, fd, 0, 0);
    }

    private synchronized int control(int operation, int fd, long token, int interest) {
        if (isClosed) {
            return Errno.EBADF;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(abi.epollEventBytes(), 8);
            event.set(JAVA_INT, 0, interest);
            event.set(JAVA_LONG_UNALIGNED, abi.epollDataOffset(), token);
            return -Libc.epollCtl(epoll, operation, fd, event);
        }
    }

    @Override
    public int await(long[] tokens, int timeoutMillis) {
        synchronized (this) {
            if (isClosed) {
                return 0;
            }
            isWaiting = true;
        }
        try {
            int count = uninterruptedWait(Math.min(tokens.length, EVENTS_MAX), timeoutMillis);
            return deliver(count, tokens);
        } finally {
            synchronized (this) {
                isWaiting = false;
                if (isClosed) {
                    release();
                }
            }
        }
    }

    /// A signal of the JVM ends epoll_wait early, whatever SA_RESTART says: go on for the rest.
    private int uninterruptedWait(int eventsMax, int timeoutMillis) {
        long start = timeoutMillis > 0 ? System.nanoTime() : 0;
        int rest = timeoutMillis;
        while (true) {
            int count = Libc.epollWait(epoll, ready, eventsMax, rest);
            if (count != -Errno.EINTR) {
                return count;
            }
            if (timeoutMillis > 0) {
                long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                rest = (int) Math.max(0, timeoutMillis - passed);
            }
        }
    }

    private int deliver(int count, long[] tokens) {
        if (count < 0) {
            throw new IllegalStateException("cannot wait: " + Errno.description(-count));
        }
        int delivered = 0;
        for (int i = 0; i < count; i++) {
            long at = (long) i * abi.epollEventBytes();
            long token = ready.get(JAVA_LONG_UNALIGNED, at + abi.epollDataOffset());
            if (token == WAKE_TOKEN) {
                Libc.read(wake, counter, JAVA_LONG.byteSize());
            } else {
                events[delivered] = ready.get(JAVA_INT_UNALIGNED, at);
                tokens[delivered++] = token;
            }
        }
        return delivered;
    }

    @Override
    public int events(int index) {
        return events[index];
    }

    @Override
    public synchronized void wake() {
        if (!isClosed) {
            writeWake();
        }
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (isWaiting) {
            writeWake();
        } else {
            release();
        }
    }

    private void writeWake() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
            Libc.write(wake, one, JAVA_LONG.byteSize());
        }
    }

    private void release() {
        Libc.close(wake);
        Libc.close(epoll);
    }
}
