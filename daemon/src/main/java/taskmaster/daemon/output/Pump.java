package taskmaster.daemon.output;

import taskmaster.linux.Kernel;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/// Moves bytes from pipes to sinks through one native buffer, and knows about lines: a lone stream
/// goes as it comes, streams that share a sink go by whole lines, and a change of file waits for
/// the end of a line. Belongs to the output thread.
final class Pump {

    /// Where bytes are read to: before it there is room for an unfinished line and a line feed.
    private static final int READ_AT = Bounds.LINE_BYTES_MAX + 4096;

    private final Kernel kernel;

    /// Performs the change that waited for the end of a line of this pipe in this sink.
    private final BiConsumer<Pipe, Sink> lineEnded;

    private final ByteBuffer buffer = Bytes.buffer(READ_AT + Bounds.READ_BYTES);

    Pump(Kernel kernel, BiConsumer<Pipe, Sink> lineEnded) {
        this.kernel = kernel;
        this.lineEnded = lineEnded;
    }

    /// Moves at most `wanted` bytes, which are no more than [Bounds#READ_BYTES].
    ///
    /// @return bytes read
    int move(Pipe pipe, int wanted) {
        buffer.limit(READ_AT + wanted).position(READ_AT);
        int count = kernel.read(pipe.fd, buffer);
        buffer.clear();
        if (count <= 0) {
            return 0;
        }
        pipe.countRead(count);
        deliver(pipe, READ_AT, READ_AT + count);
        return count;
    }

    private void deliver(Pipe pipe, int start, int end) {
        int from = start;
        Sink sink = pipe.attachedSink();
        if (pipe.next != null || (sink instanceof FileSink file && file.isReopening())) {
            if (sink.isInsideLineOf(pipe)) {
                int lineFeed = Bytes.firstLineFeed(buffer, start, end);
                from = lineFeed < 0 ? end : lineFeed + 1;
                sink.write(pipe, buffer, start, from);
                buffer.clear();
            }
            if (!sink.isInsideLineOf(pipe)) {
                lineEnded.accept(pipe, sink);
            }
            if (from == end) {
                return;
            }
        }
        if (pipe.attachedSink().isShared()) {
            deliverLines(pipe, from, end);
        } else {
            // As it comes; only what waited for the end of its line goes first.
            pipe.attachedSink().write(pipe, buffer, pipe.takeCarry(buffer, from), end);
        }
    }

    private void deliverLines(Pipe pipe, int start, int end) {
        pipe.countLines(Bytes.countLineFeeds(buffer, start, end));
        int cut = Bytes.lastLineFeed(buffer, start, end) + 1;
        if (cut == 0) {
            if (pipe.carryLength() + (end - start) < Bounds.LINE_BYTES_MAX) {
                pipe.carry(buffer, start, end);
                return;
            }
            cut = end;
        }
        int from = pipe.takeCarry(buffer, start);
        pipe.carry(buffer, cut, end);
        pipe.attachedSink().write(pipe, buffer, from, cut);
    }

    /// Writes the unfinished line, because nothing is to be added to it.
    void flushCarry(Pipe pipe) {
        if (pipe.carryLength() > 0) {
            buffer.clear();
            int from = pipe.takeCarry(buffer, READ_AT);
            pipe.attachedSink().write(pipe, buffer, from, READ_AT);
        }
    }

    /// Tries to write what a stuck sink holds; whether that succeeds, the sink tells its owner.
    void retry(Sink sink) {
        var _ = sink.retry(buffer);
        buffer.clear();
    }
}
