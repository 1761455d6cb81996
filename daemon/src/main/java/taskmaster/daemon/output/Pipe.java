package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.daemon.control.LogStream;

import java.nio.ByteBuffer;

/// One stream of a process: its FIFO, what of its last line has not been written yet, and where it
/// goes.
///
/// Fields belong to the output thread unless they are final or volatile; the volatile ones are
/// written by it alone.
final class Pipe {

    private static final byte[] NOTHING = {};

    /// A carry of up to this size keeps its array: lines mostly fit.
    private static final int CARRY_KEPT_BYTES = 1024;

    final Capture process;
    final LogStream stream;

    /// Read-write and non-blocking, so that it neither ends nor blocks while the process is down.
    final int fd;

    final String fifo;

    /// What the poller answers for it.
    final long token;

    /// Key of the sink that it has or is about to get. Set by whoever orders the change.
    volatile String key;

    /// True while the poller must not report it, because its sink takes nothing.
    boolean isSilenced;

    /// Where it goes as soon as the line that is being written ends.
    @Nullable Sink next;

    /// True from the moment the loop knows it; until then nothing can be asked about it.
    volatile @Nullable Sink sink;

    /// The process has ended, and the loop has not yet seen to its last line. Set by whoever tells
    /// so, cleared by the output thread.
    volatile boolean isUnsettled;

    volatile long bytes;
    volatile long lines;
    volatile long droppedBytes;
    volatile long cutLines;

    private byte[] carry = NOTHING;
    private int carryLength;

    Pipe(Capture process, LogStream stream, int fd, String fifo, long token, String key) {
        this.process = process;
        this.stream = stream;
        this.fd = fd;
        this.fifo = fifo;
        this.token = token;
        this.key = key;
    }

    /// The stream as people name it.
    String label() {
        return process.name + (stream == LogStream.STDOUT ? " stdout" : " stderr");
    }

    /// The sink, once the loop knows the pipe.
    Sink attachedSink() {
        Sink attached = sink;
        if (attached == null) {
            throw new IllegalStateException("pipe without a sink: " + label());
        }
        return attached;
    }

    int carryLength() {
        return carryLength;
    }

    /// Adds `[from, to)` to the unfinished line.
    void carry(ByteBuffer buffer, int from, int to) {
        int length = to - from;
        if (carryLength + length > carry.length) {
            byte[] larger = new byte[Math.max(carryLength + length, 2 * carryLength)];
            System.arraycopy(carry, 0, larger, 0, carryLength);
            carry = larger;
        }
        buffer.get(from, carry, carryLength, length);
        carryLength += length;
    }

    /// Puts the unfinished line before index `before`, forgets it, and answers where it begins.
    int takeCarry(ByteBuffer buffer, int before) {
        int start = before - carryLength;
        buffer.put(start, carry, 0, carryLength);
        carryLength = 0;
        if (carry.length > CARRY_KEPT_BYTES) {
            carry = NOTHING;
        }
        return start;
    }

    // One thread writes these; volatile only makes them visible.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void countRead(int count) {
        bytes += count;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void countLines(int count) {
        lines += count;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void countDropped(long count) {
        droppedBytes += count;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void countCutLine() {
        cutLines++;
    }
}
