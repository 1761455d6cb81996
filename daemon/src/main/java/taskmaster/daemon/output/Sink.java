package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/// Where the bytes of one or more pipes go, in the order in which they are given.
///
/// While it takes nothing it is stuck, and its pipes are not read: the programs wait in turn. What
/// it was given before and could not write waits here. Belongs to the loop, except where a member
/// says otherwise; and as a write may take long, and others go on meanwhile, only [#use] may touch
/// what it writes to.
abstract sealed class Sink permits FileSink, DescriptorSink, NowhereSink {

    private static final byte[] NOTHING = {};

    final Kernel kernel;
    final SinkOwner owner;

    /// The path, or a word of [Destinations]: one sink per key.
    final String key;

    /// Those that write here.
    private final Set<Pipe> pipes = new LinkedHashSet<>();

    private volatile int pipeCount;

    private final Deque<Runnable> deferred = new ArrayDeque<>();
    private @Nullable Thread user;
    private boolean isReturnAwaited;
    private boolean isSlow;
    private boolean isSlowTold;
    private long slowUntilNanos;
    private long slowToldNanos;

    private byte[] pending = NOTHING;
    private @Nullable Pipe pendingPipe;
    private @Nullable Pipe openLine;
    private boolean isLineBroken;
    private int stuckErrno;
    private long stuckSinceNanos;
    private boolean isTold;

    Sink(Kernel kernel, SinkOwner owner, String key) {
        this.kernel = kernel;
        this.owner = owner;
        this.key = key;
    }

    /// Writes from position to limit as far as it goes, and advances the position.
    ///
    /// @return 0 when all is written, or the errno that stopped it
    abstract int transfer(Pipe pipe, ByteBuffer buffer);

    /// Prepares another attempt after `errno`.
    abstract void recover(int errno);

    /// As people know it: `log /var/log/x`.
    abstract String label();

    /// True if waiting in silence is normal for this reason (a full pipe), so that nobody is told.
    abstract boolean isOrdinary(int errno);

    /// Frees what it holds of the system.
    abstract void close();

    /// Number of rotations so far; from any thread.
    abstract long rotations();

    // Use

    /// Does something with what it writes to, now, or as soon as the thread that is at it has come
    /// back from its disk.
    void use(Runnable action) {
        Thread me = Thread.currentThread();
        if (user == me) {
            action.run();
            return;
        }
        if (user != null) {
            deferred.add(action);
            return;
        }
        user = me;
        try {
            action.run();
            for (Runnable next = deferred.poll(); next != null; next = deferred.poll()) {
                next.run();
            }
        } finally {
            user = null;
        }
        if (isReturnAwaited) {
            isReturnAwaited = false;
            tellReturn();
            owner.returned(this);
        }
    }

    /// Has [SinkOwner#returned] called when the thread that is away comes back.
    void awaitReturn() {
        isReturnAwaited |= isAway();
    }

    // Slow disks

    /// A write took long, or is about to.
    void noteSlow() {
        slowUntilNanos = System.nanoTime() + Bounds.SLOW_AGAIN_NANOS;
        isSlow = true;
    }

    /// Whether the next write may take long.
    boolean wasSlow() {
        isSlow &= slowUntilNanos - System.nanoTime() > 0;
        return isSlow;
    }

    /// A write does not end.
    void tellSlow() {
        isReturnAwaited = true;
        long now = System.nanoTime();
        if (slowToldNanos == 0 || now - slowToldNanos > Bounds.TELL_AGAIN_NANOS) {
            slowToldNanos = now;
            isSlowTold = true;
            String problem =
                    "%s does not answer; what writes to it waits, other logs go on"
                            .formatted(label());
            owner.report(problem);
            tellAll(OutputEvent.Kind.BLOCKED, problem);
        }
    }

    private void tellReturn() {
        if (isSlowTold) {
            isSlowTold = false;
            String news = label() + " answers again";
            owner.report(news);
            tellAll(OutputEvent.Kind.RESUMED, news);
        }
    }

    /// One event for all who write here: there may be very many.
    private void tellAll(OutputEvent.Kind kind, String message) {
        for (Pipe pipe : pipes) {
            owner.tell(kind, pipe, message);
            break;
        }
    }

    /// True while another thread waits for its disk.
    boolean isAway() {
        return user != null && user != Thread.currentThread();
    }

    // Pipes

    /// True if streams of several pipes meet here, so that they are written by whole lines. From
    /// any thread.
    boolean isShared() {
        return pipeCount > 1;
    }

    void attach(Pipe pipe) {
        pipes.add(pipe);
        pipeCount = pipes.size();
    }

    /// A pipe leaves: an unfinished line of it stays unfinished.
    void detach(Pipe pipe) {
        pipes.remove(pipe);
        pipeCount = pipes.size();
    }

    Set<Pipe> pipes() {
        return pipes;
    }

    // Lines

    /// True if the last byte written is in the middle of a line of this pipe.
    boolean isInsideLineOf(Pipe pipe) {
        return openLine == pipe;
    }

    /// The pipe in whose line the last byte written is; null if a line has ended, or its rest will
    /// not come.
    @Nullable Pipe lineOwner() {
        return isLineBroken ? null : openLine;
    }

    /// The rest of the line that is being written will not come.
    void breakLine() {
        isLineBroken = openLine != null;
    }

    /// Whether another line must be ended before this pipe may write.
    boolean hasOpenLineBefore(Pipe pipe) {
        return openLine != null && (openLine != pipe || isLineBroken);
    }

    /// Notes what the last byte written by a pipe leaves.
    void noteEnd(Pipe pipe, byte last) {
        openLine = last == '\n' ? null : pipe;
        isLineBroken = false;
    }

    /// The file begins anew: no line is open.
    void forgetOpenLine() {
        openLine = null;
        isLineBroken = false;
    }

    // Writing

    boolean isStuck() {
        return stuckErrno != 0;
    }

    int stuckErrno() {
        return stuckErrno;
    }

    /// Takes all of `[start, end)`; what cannot be written is kept.
    ///
    /// @param start at least 1: the byte before it may be overwritten
    void write(Pipe pipe, ByteBuffer buffer, int start, int end) {
        int from = start;
        if (hasOpenLineBefore(pipe)) {
            from--;
            buffer.put(from, (byte) '\n');
            countBrokenLine();
        }
        noteEnd(pipe, buffer.get(end - 1));
        buffer.limit(end).position(from);
        if (isStuck()) {
            keepMore(pipe, buffer);
            return;
        }
        int errno = transfer(pipe, buffer);
        if (errno != 0) {
            keep(pipe, buffer);
            stick(pipe, errno);
        }
        tellListeners();
    }

    void countBrokenLine() {
        if (openLine != null) {
            openLine.countCutLine();
        }
    }

    /// Tries to write what waits.
    ///
    /// @return true if the sink takes bytes again
    boolean retry() {
        Pipe pipe = pendingPipe;
        if (pipe == null) {
            return true;
        }
        recover(stuckErrno);
        ByteBuffer buffer = Bytes.buffer(pending.length + 1);
        buffer.position(1).put(1, pending);
        int errno = transfer(pipe, buffer);
        if (errno == 0) {
            drop();
            unstick();
            tellListeners();
            return true;
        }
        if (buffer.remaining() < pending.length) {
            keep(pipe, buffer);
            tellListeners();
        }
        stuckErrno = errno;
        return false;
    }

    /// Whether bytes wait in memory.
    boolean hasPending() {
        return pendingPipe != null;
    }

    /// Forgets what waits, without telling.
    ///
    /// @return how many bytes that were
    int drop() {
        int count = pending.length;
        owner.pendingChanged(-count);
        pending = NOTHING;
        pendingPipe = null;
        return count;
    }

    /// Gives up what waits, because the sink is to be closed.
    void abandon() {
        Pipe pipe = pendingPipe;
        if (pipe != null) {
            int count = drop();
            pipe.countDropped(count);
            owner.report(
                    "%d bytes of %s lost: cannot write %s: %s"
                            .formatted(
                                    count, pipe.label(), label(), Errno.description(stuckErrno)));
        }
        stuckErrno = 0;
    }

    void tellListeners() {
        for (Pipe pipe : pipes) {
            pipe.process.listeners.run();
        }
    }

    /// Nothing can be written now.
    void stick(Pipe pipe, int errno) {
        boolean isFirst = stuckErrno == 0;
        stuckErrno = errno;
        if (!isFirst) {
            return;
        }
        long now = System.nanoTime();
        // A disk that has room for a moment now and then would otherwise fill the daemon's log.
        boolean isNews = stuckSinceNanos == 0 || now - stuckSinceNanos > Bounds.TELL_AGAIN_NANOS;
        if (isNews && !isOrdinary(errno)) {
            stuckSinceNanos = now;
            isTold = true;
            String problem =
                    "cannot write %s: %s; what writes to it %s, next attempt in 1 s"
                            .formatted(
                                    label(),
                                    Errno.description(errno),
                                    pipe.form.isDropping() ? "is dropped" : "waits");
            owner.report(problem);
            owner.tell(OutputEvent.Kind.BLOCKED, pipe, problem);
        }
        owner.stuck(this);
    }

    /// Nothing waits any more.
    void unstick() {
        int errno = stuckErrno;
        stuckErrno = 0;
        if (errno != 0 && isTold) {
            isTold = false;
            long seconds = (System.nanoTime() - stuckSinceNanos) / 1_000_000_000L;
            String news = "%s can be written again after %d s".formatted(label(), seconds);
            owner.report(news);
            tellAll(OutputEvent.Kind.RESUMED, news);
        }
        owner.unstuck(this);
    }

    private void keep(Pipe pipe, ByteBuffer buffer) {
        owner.pendingChanged(buffer.remaining() - pending.length);
        pending = new byte[buffer.remaining()];
        buffer.get(pending);
        pendingPipe = pipe;
    }

    private void keepMore(Pipe pipe, ByteBuffer buffer) {
        int count = buffer.remaining();
        int before = pending.length;
        pending = Arrays.copyOf(pending, before + count);
        buffer.get(pending, before, count);
        pendingPipe = pendingPipe == null ? pipe : pendingPipe;
        owner.pendingChanged(count);
    }
}
