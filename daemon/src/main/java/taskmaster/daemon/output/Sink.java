package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/// Where the bytes of one or more pipes go, in the order in which they are given.
///
/// What cannot be written now waits here; while something waits, the sink is stuck and takes no
/// more: its pipes are not read, and the programs wait in turn. Belongs to the output thread,
/// except where a member says otherwise.
abstract sealed class Sink permits FileSink, DescriptorSink {

    private static final byte[] NOTHING = {};

    final Kernel kernel;
    final SinkOwner owner;

    /// The path, or `fd:1`, `fd:2`: one sink per key.
    final String key;

    /// Those that write here.
    private final Set<Pipe> pipes = new LinkedHashSet<>();

    private volatile int pipeCount;

    private byte[] pending = NOTHING;
    private @Nullable Pipe pendingPipe;
    private @Nullable Pipe openLine;
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

    boolean isStuck() {
        return stuckErrno != 0;
    }

    int stuckErrno() {
        return stuckErrno;
    }

    /// True if the last byte written is in the middle of a line of this pipe.
    boolean isInsideLineOf(Pipe pipe) {
        return openLine == pipe;
    }

    /// Takes all of `[start, end)`; what cannot be written is kept.
    ///
    /// @param start at least 1: the byte before it may be overwritten
    void write(Pipe pipe, ByteBuffer buffer, int start, int end) {
        int from = start;
        Pipe interrupted = openLine;
        if (interrupted != null && interrupted != pipe) {
            from--;
            buffer.put(from, (byte) '\n');
            interrupted.countCutLine();
        }
        openLine = buffer.get(end - 1) == '\n' ? null : pipe;
        buffer.limit(end).position(from);
        if (isStuck()) {
            keepMore(buffer);
            return;
        }
        int errno = transfer(pipe, buffer);
        if (errno != 0) {
            keep(pipe, buffer);
            stick(errno);
        }
        tellListeners();
    }

    /// Tries to write what waits.
    ///
    /// @return true if the sink takes bytes again
    boolean retry(ByteBuffer buffer) {
        Pipe pipe = pendingPipe;
        if (pipe == null) {
            return true;
        }
        recover(stuckErrno);
        buffer.clear().position(1);
        buffer.put(pending).flip().position(1);
        int before = buffer.remaining();
        int errno = transfer(pipe, buffer);
        if (errno == 0) {
            drop();
            unstick();
            tellListeners();
            return true;
        }
        if (buffer.remaining() < before) {
            keep(pipe, buffer);
            tellListeners();
        }
        stuckErrno = errno;
        return false;
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
            stuckErrno = 0;
        }
    }

    void tellListeners() {
        for (Pipe pipe : pipes) {
            pipe.process.listeners.run();
        }
    }

    /// The file begins anew: no line is open.
    void forgetOpenLine() {
        openLine = null;
    }

    /// Nothing waits any more.
    void unstick() {
        int errno = stuckErrno;
        stuckErrno = 0;
        if (errno != 0 && isTold) {
            isTold = false;
            long seconds = (System.nanoTime() - stuckSinceNanos) / 1_000_000_000L;
            owner.report("%s can be written again after %d s".formatted(label(), seconds));
        }
        owner.unstuck(this);
    }

    private void keep(Pipe pipe, ByteBuffer buffer) {
        owner.pendingChanged(buffer.remaining() - pending.length);
        pending = new byte[buffer.remaining()];
        buffer.get(pending);
        pendingPipe = pipe;
    }

    /// Only for the second half of a buffer whose first half got stuck.
    private void keepMore(ByteBuffer buffer) {
        int count = buffer.remaining();
        byte[] longer = Arrays.copyOf(pending, pending.length + count);
        buffer.get(longer, pending.length, count);
        pending = longer;
        owner.pendingChanged(count);
    }

    private void stick(int errno) {
        stuckErrno = errno;
        long now = System.nanoTime();
        // A disk that has room for a moment now and then would otherwise fill the daemon's log.
        boolean isNews = stuckSinceNanos == 0 || now - stuckSinceNanos > Bounds.TELL_AGAIN_NANOS;
        if (isNews && !isOrdinary(errno)) {
            stuckSinceNanos = now;
            isTold = true;
            owner.report(
                    "cannot write %s: %s; what writes to it waits, next attempt in 1 s"
                            .formatted(label(), Errno.description(errno)));
        }
        owner.stuck(this);
    }
}
