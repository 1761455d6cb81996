package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.daemon.control.LogStream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// One stream of a process: its FIFO, what of its last line has been taken from there already, and
/// where it goes.
///
/// Fields belong to the loop unless they are final or volatile; the volatile ones are written by it
/// alone.
final class Pipe {

    private static final byte[] NOTHING = {};

    final Capture process;
    final LogStream stream;

    /// Read-write and non-blocking, so that it neither ends nor blocks while the process is down.
    final int fd;

    final String fifo;

    /// What the poller answers for it.
    final long token;

    /// Key of the sink that it has or is about to get. Set by whoever orders the change.
    volatile String key;

    /// What its form was made of. Set by whoever orders the change.
    volatile @Nullable FormSpec formSpec;

    /// What the poller reports now; 0: nothing.
    int interest;

    /// Where it goes as soon as the line that is being written ends.
    @Nullable Sink next;

    /// Number of changes that waited for the end of a line.
    int changes;

    /// What is done with it from the next line on; null: no change.
    @Nullable Form nextForm;

    volatile Form form = Form.RAW;

    /// True from the moment the loop knows it; until then nothing can be asked about it.
    volatile @Nullable Sink sink;

    /// The process has ended, and the loop has not yet seen to its last line. Set by whoever tells
    /// so, cleared by the loop.
    volatile boolean isUnsettled;

    /// Bytes at the head of the FIFO that stand in the sink's memory, to be written: they leave the
    /// FIFO afterwards.
    int owedBytes;

    /// The line that comes next is the rest of one whose beginning was dropped.
    boolean isDroppingLine;

    /// Dropping has been told.
    boolean isDropTold;

    /// When it was found full last; only for large pipes.
    long hotNanos;

    volatile long bytes;
    volatile long lines;
    volatile long droppedBytes;
    volatile long cutLines;

    /// Its beginning of a line stands in a file too, see [Fifos#rest].
    boolean hasRestFile;

    private byte[] carry = NOTHING;

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

    /// Whether it is written by whole lines.
    boolean isByLines() {
        return form.needsLines() || attachedSink().isShared();
    }

    /// Length of the beginning of the line that stands in the pipe, taken from there before.
    int carryLength() {
        return carry.length;
    }

    /// Copies that beginning to the start of `lines`.
    void copyCarry(byte[] lines) {
        System.arraycopy(carry, 0, lines, 0, carry.length);
    }

    /// Copies it to the buffer's position.
    void copyCarry(ByteBuffer buffer) {
        buffer.put(carry);
    }

    /// Replaces it by `[from, to)`.
    void keepCarry(byte[] lines, int from, int to) {
        carry = from == to ? NOTHING : Arrays.copyOfRange(lines, from, to);
    }

    StreamCounters counters() {
        Sink now = sink;
        return new StreamCounters(
                bytes, lines, droppedBytes, cutLines, now == null ? 0 : now.rotations());
    }

    // One thread at a time writes these; volatile only makes them visible.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void countMoved(long movedBytes, long movedLines) {
        bytes += movedBytes;
        lines += movedLines;
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
