package taskmaster.daemon.output;

import taskmaster.daemon.control.LogStream;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/// Moves bytes from pipes to sinks. They are looked at first, in a copy, and leave their pipe when
/// they are written: what kills the daemon in between loses nothing.
///
/// A lone, raw stream goes as it comes; where lines matter only whole ones go, and an unfinished
/// one stays in its pipe. For one thread.
final class Pump {

    /// What [#move] achieved.
    ///
    /// @param bytes that left the pipe, or are to leave it as soon as they are written
    /// @param hasMore there may be more that could be moved now
    record Moved(int bytes, boolean hasMore) {
        static final Moved NOTHING = new Moved(0, false);
    }

    /// Performs the changes that waited for the end of a line of this pipe.
    interface LineEnd {
        void reached(Pipe pipe);
    }

    private static final int AT = Bounds.PEEK_AT;

    private final Workbench bench;
    private final LineEnd lineEnd;
    private final LongSupplier wallMillis;
    private final EscapeSequences sequences = new EscapeSequences();
    private byte[] clean = new byte[0];

    Pump(Workbench bench, LineEnd lineEnd, LongSupplier wallMillis) {
        this.bench = bench;
        this.lineEnd = lineEnd;
        this.wallMillis = wallMillis;
    }

    /// Moves what stands in a pipe, so much at once as is fair to others.
    Moved move(Pipe pipe, int bytesMax) {
        if (pipe.isDroppingLine && !pipe.form.isDropping()) {
            pipe.isDroppingLine = false;
        }
        if (pipe.isDroppingLine) {
            return dropRestOfLine(pipe);
        }
        if (isChangeDue(pipe)) {
            return untilLineEnd(pipe, bytesMax);
        }
        return pipe.isByLines()
                ? lines(pipe, Math.min(bytesMax, Bounds.LINE_PEEK_BYTES), false)
                : raw(pipe, bytesMax, false);
    }

    /// Writes the unfinished line too, because nothing is to be added to it.
    void flush(Pipe pipe) {
        if (pipe.isByLines()) {
            lines(pipe, Bounds.LINE_PEEK_BYTES, true);
        } else if (pipe.carryLength() > 0) {
            raw(pipe, 0, false);
        }
    }

    /// Moves the rest of the line that is being written, and no more.
    void endLine(Pipe pipe) {
        raw(pipe, Bounds.PEEK_BYTES, true);
    }

    private static boolean isChangeDue(Pipe pipe) {
        return pipe.next != null
                || pipe.nextForm != null
                || (pipe.attachedSink() instanceof FileSink file && file.isChangeDue());
    }

    /// Ends the line that is being written, if one is, and lets the change happen.
    private Moved untilLineEnd(Pipe pipe, int bytesMax) {
        Moved moved = Moved.NOTHING;
        if (pipe.attachedSink().isInsideLineOf(pipe)) {
            moved = raw(pipe, bytesMax, true);
        }
        if (!pipe.attachedSink().isInsideLineOf(pipe)) {
            lineEnd.reached(pipe);
            return new Moved(moved.bytes(), true);
        }
        return moved;
    }

    // As it comes

    private Moved raw(Pipe pipe, int bytesMax, boolean isToLineEnd) {
        Sink sink = pipe.attachedSink();
        if (pipe.carryLength() > 0 && !rawCarry(pipe, sink)) {
            return Moved.NOTHING;
        }
        int count = bytesMax == 0 ? 0 : bench.peek(pipe.fd, bytesMax);
        if (count == 0) {
            return Moved.NOTHING;
        }
        int end = AT + count;
        if (isToLineEnd) {
            int lineFeed = Bytes.firstLineFeed(bench.buffer(), AT, end);
            end = lineFeed < 0 ? end : lineFeed + 1;
        }
        int moved = transfer(pipe, sink, end);
        pipe.countMoved(moved, bench.countLineFeeds(AT, AT + moved));
        return new Moved(moved, count == bytesMax || end < AT + count);
    }

    /// What was taken from the pipe while its lines mattered.
    private boolean rawCarry(Pipe pipe, Sink sink) {
        ByteBuffer buffer = bench.formatted().position(AT);
        pipe.copyCarry(buffer);
        sink.write(pipe, buffer, AT, buffer.position());
        pipe.keepCarry(clean, 0, 0);
        if (!sink.isStuck()) {
            forgetRest(pipe);
        }
        return !sink.isStuck();
    }

    /// Moves the bytes of the bench up to `end`.
    ///
    /// @return how many
    private int transfer(Pipe pipe, Sink sink, int end) {
        ByteBuffer buffer = bench.buffer();
        if (sink instanceof FileSink file && file.canSplice()) {
            return file.splice(pipe, buffer, AT, end) - AT;
        }
        sink.write(pipe, buffer, AT, end);
        takeAway(pipe, sink, end - AT);
        buffer.clear();
        return end - AT;
    }

    /// What a sink keeps in memory stays in the pipe too, until it is written.
    private void takeAway(Pipe pipe, Sink sink, int count) {
        if (sink.isStuck()) {
            pipe.owedBytes += count;
        } else {
            bench.discard(pipe.fd, count);
        }
    }

    /// Takes away what has been written meanwhile.
    void settleOwed(Pipe pipe) {
        if (pipe.owedBytes > 0) {
            bench.discard(pipe.fd, pipe.owedBytes);
            pipe.owedBytes = 0;
        }
        forgetRest(pipe);
    }

    // By lines

    private Moved lines(Pipe pipe, int bytesMax, boolean isFlush) {
        byte[] lines = bench.lines();
        int carried = pipe.carryLength();
        pipe.copyCarry(lines);
        int count = bench.peek(pipe.fd, bytesMax);
        if (count == 0 && (!isFlush || carried == 0)) {
            return Moved.NOTHING;
        }
        bench.buffer().get(AT, lines, carried, count);
        int end = carried + count;
        int take = wholeLines(lines, carried, end);
        boolean isCut = take < 0;
        if (isCut) {
            take = cut(lines, carried);
        } else if (take == 0 && isFlush) {
            take = end;
        }
        int taken = take == 0 ? 0 : deliver(pipe, lines, carried, take, isCut);
        int gone = Math.max(0, taken - carried);
        pipe.countMoved(gone, bench.countLineFeeds(AT, AT + gone));
        if (taken > 0) {
            pipe.keepCarry(lines, 0, 0);
        }
        boolean hasRest = end > Math.max(take, carried);
        if (isCut && taken == take && pipe.form.format() != null) {
            pipe.countCutLine();
        }
        if (taken == take && !isCut && hasRest && pipe.owedBytes == 0) {
            gone += keepRest(pipe, lines, take, carried, end);
        } else {
            forgetRest(pipe);
        }
        return new Moved(gone, count == bytesMax || isCut);
    }

    /// What is no whole line yet waits in memory: a pipe that is not emptied would be reported
    /// without end.
    ///
    /// @return bytes taken from the pipe for it
    private int keepRest(Pipe pipe, byte[] lines, int from, int carried, int end) {
        int standing = Math.max(from, carried);
        bench.keep(Fifos.rest(pipe.fifo), lines, from, end);
        pipe.hasRestFile = true;
        int gone = bench.discard(pipe.fd, end - standing);
        pipe.countMoved(gone, 0);
        pipe.keepCarry(lines, from, standing + gone);
        return gone;
    }

    /// Removes the file of a beginning that has been written.
    private static void forgetRest(Pipe pipe) {
        if (pipe.hasRestFile && pipe.carryLength() == 0 && pipe.owedBytes == 0) {
            pipe.hasRestFile = false;
            Fifos.remove(Path.of(Fifos.rest(pipe.fifo)));
        }
    }

    /// Up to where whole lines stand; -1: the first one is too long to be one.
    private static int wholeLines(byte[] lines, int carried, int end) {
        int first = carried;
        while (first < end && lines[first] != '\n') {
            first++;
        }
        if (first >= Bounds.LINE_BYTES_MAX) {
            return -1;
        }
        int last = end;
        while (last > first && lines[last - 1] != '\n') {
            last--;
        }
        return last == first ? 0 : last;
    }

    /// Where a line that is too long is cut: not within a character.
    ///
    /// @param from it is not cut before
    private static int cut(byte[] lines, int from) {
        int cut = Bounds.LINE_BYTES_MAX;
        int lead = cut - 1;
        while (lead > cut - 4 && (lines[lead] & 0xc0) == 0x80) {
            lead--;
        }
        int bytes = Integer.numberOfLeadingZeros(~(lines[lead] << 24));
        return lead >= from && bytes > cut - lead ? lead : cut;
    }

    /// Hands on `take` bytes, of which the first `carried` are not in the pipe any more.
    ///
    /// @return how many of them are done with
    private int deliver(Pipe pipe, byte[] lines, int carried, int take, boolean isCut) {
        Sink sink = pipe.attachedSink();
        Form form = pipe.form;
        if (!form.needsLines() && carried == 0) {
            return transfer(pipe, sink, AT + take);
        }
        if (form.isDropping()) {
            // While it is being written, others may have to drop what follows it in the pipe.
            bench.discard(pipe.fd, take - carried);
        }
        long now = wallMillis.getAsLong();
        int from = 0;
        // A stuck sink keeps the first piece: who calls then has it try again.
        while (from < take && (from == 0 || form.isDropping() || !sink.isStuck())) {
            ByteBuffer out = bench.formatted().position(AT);
            int upTo = take;
            LineFormat format = form.format();
            if (format == null) {
                out.put(lines, from, take - from);
            } else {
                upTo = format.format(lines, from, take, isCut, now, out);
            }
            hand(pipe, sink, out, Math.max(0, upTo - Math.max(from, carried)));
            for (LineCopy copy : form.copies()) {
                copyLines(pipe, copy, lines, from, upTo, now);
            }
            from = upTo;
        }
        return from;
    }

    private void hand(Pipe pipe, Sink sink, ByteBuffer out, int fromPipe) {
        int end = out.position();
        if (end > AT) {
            write(pipe, sink, out, end);
        }
        if (!pipe.form.isDropping()) {
            takeAway(pipe, sink, fromPipe);
        }
    }

    private static void write(Pipe pipe, Sink sink, ByteBuffer out, int end) {
        sink.write(pipe, out, AT, end);
        for (DescriptorSink forward : pipe.form.forward()) {
            out.clear();
            if (forward.isStuck() && pipe.form.isDropping()) {
                pipe.countDropped(end - AT);
            } else {
                forward.write(pipe, out, AT, end);
            }
        }
    }

    private byte[] clean() {
        if (clean.length == 0) {
            clean = new byte[Bounds.LINE_BYTES_MAX + 1];
        }
        return clean;
    }

    private void copyLines(Pipe pipe, LineCopy copy, byte[] lines, int from, int to, long now) {
        boolean isStderr = pipe.stream == LogStream.STDERR;
        int begin = from;
        while (begin < to) {
            int next = LineEnds.next(lines, begin, to);
            int end = LineEnds.text(lines, begin, next);
            boolean isTaken;
            if (pipe.form.isStripped()) {
                int length = sequences.strip(lines, begin, end, clean());
                isTaken = copy.offer(clean(), 0, length, pipe.process.name, isStderr, now);
            } else {
                isTaken = copy.offer(lines, begin, end, pipe.process.name, isStderr, now);
            }
            if (!isTaken) {
                pipe.countDropped(end - begin);
            }
            begin = next;
        }
    }

    // Dropping

    /// Drops what stands in a pipe whose sink takes nothing.
    ///
    /// @return bytes dropped
    int drop(Pipe pipe) {
        int count = bench.peek(pipe.fd, Bounds.PEEK_BYTES);
        if (count > 0) {
            pipe.isDroppingLine = bench.buffer().get(AT + count - 1) != '\n';
        }
        return dropped(pipe, count);
    }

    /// The end of a line whose beginning was dropped.
    private Moved dropRestOfLine(Pipe pipe) {
        int count = bench.peek(pipe.fd, Bounds.PEEK_BYTES);
        int lineFeed = Bytes.firstLineFeed(bench.buffer(), AT, AT + count);
        pipe.isDroppingLine = lineFeed < 0;
        return new Moved(dropped(pipe, lineFeed < 0 ? count : lineFeed + 1 - AT), true);
    }

    private int dropped(Pipe pipe, int count) {
        int gone = bench.discard(pipe.fd, count);
        pipe.countMoved(gone, 0);
        pipe.countDropped(gone + pipe.carryLength());
        pipe.keepCarry(clean, 0, 0);
        forgetRest(pipe);
        if (pipe.attachedSink().isInsideLineOf(pipe)) {
            pipe.attachedSink().breakLine();
        }
        return gone;
    }
}
