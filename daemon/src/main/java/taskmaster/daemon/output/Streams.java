package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the loop does with pipes: lets them lead to their sinks, changes them over, empties them.
///
/// A change of file or form, by a changed configuration, SIGUSR2 or the clock, waits for the end of
/// the line that is being written, but no longer than [Bounds#LINE_END_WAIT_NANOS]. Belongs to the
/// loop.
final class Streams {

    private final Kernel kernel;
    private final CaptureLoop loop;
    private final Set<Pipe> hotPipes = new LinkedHashSet<>();

    Streams(Kernel kernel, CaptureLoop loop) {
        this.kernel = kernel;
        this.loop = loop;
    }

    // Reading

    /// Moves what stands in a pipe whose sinks take bytes.
    ///
    /// @return number of bytes
    int serve(Pipe pipe) {
        pipe.isDropTold = false;
        Pump.Moved moved = loop.pump().move(pipe, loop.bytesMax());
        if (moved.hasMore()) {
            loop.serveAgain(pipe);
        }
        if (moved.bytes() >= Bounds.HOT_PIPE_BYTES) {
            heat(pipe);
        }
        return moved.bytes();
    }

    /// Whether all that a pipe leads to takes bytes now.
    boolean isFree(Pipe pipe) {
        Sink sink = pipe.attachedSink();
        if (sink.isStuck() || sink.isAway()) {
            return false;
        }
        for (DescriptorSink forward : pipe.form.forward()) {
            if ((forward.isStuck() && !pipe.form.isDropping()) || forward.isAway()) {
                return false;
            }
        }
        return true;
    }

    /// Has a pipe woken when the threads that are away with its sinks come back.
    void awaitReturn(Pipe pipe) {
        pipe.attachedSink().awaitReturn();
        pipe.form.forward().forEach(Sink::awaitReturn);
    }

    /// Drops what is too much for a pipe whose sink takes nothing.
    void drop(Pipe pipe) {
        int count = loop.pump().drop(pipe);
        if (count > 0 && !pipe.isDropTold) {
            pipe.isDropTold = true;
            String news =
                    "output of %s is being dropped: %s takes nothing"
                            .formatted(pipe.label(), pipe.attachedSink().label());
            loop.report(news);
            loop.tell(OutputEvent.Kind.DROPPING, pipe, news);
        }
        if (count > 0) {
            loop.serveAgain(pipe);
        }
    }

    /// Lets a busy pipe hold more, within a sum.
    private void heat(Pipe pipe) {
        long now = System.nanoTime();
        pipe.hotNanos = now;
        if (hotPipes.contains(pipe)) {
            return;
        }
        if (hotPipes.size() >= Bounds.HOT_PIPES_MAX && !coolOne(now)) {
            return;
        }
        int share = Bounds.HOT_PIPE_CAPACITY_BYTES / (hotPipes.size() + 1);
        int capacity = Math.max(Bounds.SHARED_CAPACITY_BYTES, Integer.highestOneBit(share));
        if (kernel.setPipeSize(pipe.fd, capacity) > 0) {
            hotPipes.add(pipe);
        }
    }

    private boolean coolOne(long now) {
        for (Pipe pipe : hotPipes) {
            if (now - pipe.hotNanos > Bounds.HOT_NANOS && cool(pipe)) {
                return true;
            }
        }
        return false;
    }

    private boolean cool(Pipe pipe) {
        return kernel.setPipeSize(pipe.fd, Bounds.PIPE_CAPACITY_BYTES) > 0 && hotPipes.remove(pipe);
    }

    /// Tries again to write what a stuck sink was given, or what waits in its pipes.
    void retry(Sink sink) {
        if (!sink.isStuck()) {
            return;
        }
        if (sink.hasPending()) {
            sink.retry();
            return;
        }
        sink.recover(sink.stuckErrno());
        Pipe inside = sink.lineOwner();
        if (inside != null && kernel.bytesAvailable(inside.fd) > 0) {
            // A line that was interrupted by the trouble goes on before any other does.
            loop.pump().endLine(inside);
            retryPending(sink);
            return;
        }
        for (Pipe pipe : sink.pipes()) {
            if (kernel.bytesAvailable(pipe.fd) > 0) {
                loop.pump().move(pipe, loop.bytesMax());
                retryPending(sink);
                return;
            }
        }
        sink.unstick();
    }

    /// What goes through memory is only kept by a stuck sink.
    private static void retryPending(Sink sink) {
        if (sink.hasPending()) {
            sink.retry();
        }
    }

    /// A sink takes bytes again: those who wrote there are read again.
    void freed(Sink sink) {
        for (Pipe pipe : sink.pipes()) {
            if (pipe.attachedSink() == sink) {
                loop.pump().settleOwed(pipe);
            }
            loop.wakeUp(pipe);
        }
    }

    // Ways

    /// Lets a new pipe lead to a sink.
    void attach(Pipe pipe, Sink sink, Form form) {
        pipe.form = form;
        lead(pipe, sink);
        for (DescriptorSink forward : form.forward()) {
            forward.attach(pipe);
        }
        loop.setClock();
        loop.wakeUp(pipe);
    }

    private void lead(Pipe pipe, Sink sink) {
        sink.attach(pipe);
        pipe.sink = sink;
        // Whoever was alone there is written by lines from now on.
        sink.pipes().forEach(loop::wakeUp);
    }

    /// Changes over to another sink and form.
    ///
    /// @param sink the present one again, if only the form changes
    /// @param isRestart the process is down: what it left goes the old way, and then the change is
    ///   at once
    /// @param done is run when that is so, or waits for the end of a line
    void change(Pipe pipe, Sink sink, Form form, boolean isRestart, Runnable done) {
        pipe.attachedSink()
                .use(
                        () -> {
                            changeNow(pipe, sink, form, isRestart);
                            done.run();
                        });
    }

    private void changeNow(Pipe pipe, Sink sink, Form form, boolean isRestart) {
        if (pipe.next != null || pipe.nextForm != null) {
            switchOver(pipe);
        }
        Sink old = pipe.attachedSink();
        if (isRestart) {
            drain(pipe);
        }
        if (old == sink) {
            loop.release(sink);
        } else {
            pipe.next = sink;
        }
        pipe.nextForm = form;
        if (!isRestart && old.isInsideLineOf(pipe) && !old.isStuck()) {
            int change = ++pipe.changes;
            loop.later(() -> old.use(() -> switchOverLate(pipe, change)));
        } else {
            switchOver(pipe);
        }
    }

    /// Unless it has come about, and another one waits by now.
    private void switchOverLate(Pipe pipe, int change) {
        if (pipe.changes == change) {
            endLine(pipe.attachedSink());
            switchOver(pipe);
        }
    }

    /// Ends the line that is being written if its rest is there: we may have been late ourselves.
    private void endLine(Sink sink) {
        Pipe inside = sink.lineOwner();
        if (inside != null && isFree(inside)) {
            loop.pump().endLine(inside);
        }
    }

    private void switchOver(Pipe pipe) {
        Form form = pipe.nextForm;
        if (form != null) {
            pipe.nextForm = null;
            useForm(pipe, form);
        }
        Sink next = pipe.next;
        if (next != null) {
            Sink old = pipe.attachedSink();
            pipe.next = null;
            pipe.owedBytes = 0;
            leave(old, pipe);
            lead(pipe, next);
            loop.release(old);
            next.tellListeners();
        }
        loop.setClock();
        loop.wakeUp(pipe);
    }

    private void useForm(Pipe pipe, Form form) {
        Form old = pipe.form;
        for (DescriptorSink forward : old.forward()) {
            forward.detach(pipe);
            loop.release(forward);
        }
        old.copies().forEach(loop.destinations()::release);
        pipe.form = form;
        for (DescriptorSink forward : form.forward()) {
            forward.attach(pipe);
        }
    }

    /// Whoever stays behind alone need not wait for the end of its line any more.
    private void leave(Sink sink, Pipe leaving) {
        sink.detach(leaving);
        if (!sink.isShared()) {
            sink.pipes().forEach(loop.pump()::flush);
        }
    }

    /// The end of a line that a change waited for.
    void lineEnded(Pipe pipe) {
        if (pipe.attachedSink() instanceof FileSink file && file.isChangeDue()) {
            file.finishChange();
        }
        if (pipe.next != null || pipe.nextForm != null) {
            switchOver(pipe);
        }
    }

    // Ends

    /// Moves what stands in a pipe until it is empty, its sink stuck, or the bound reached.
    private void drain(Pipe pipe) {
        long left = Bounds.DRAIN_BYTES_MAX;
        boolean hasMore = true;
        while (hasMore && left > 0 && isFree(pipe)) {
            Pump.Moved moved = loop.pump().move(pipe, loop.bytesMax());
            left -= moved.bytes();
            hasMore = moved.bytes() > 0 || moved.hasMore();
        }
        if (isFree(pipe)) {
            loop.pump().flush(pipe);
        }
    }

    /// The process is down: its last line is over, even without a line feed.
    void settle(Pipe pipe) {
        if (pipe.sink != null) {
            pipe.attachedSink().use(() -> settleNow(pipe));
        }
    }

    /// Runs something as soon as nobody is at what a pipe leads to.
    void whenFree(Pipe pipe, Runnable action) {
        Sink sink = pipe.sink;
        if (sink == null) {
            action.run();
        } else {
            sink.use(action);
        }
    }

    private void settleNow(Pipe pipe) {
        pipe.isUnsettled = false;
        drain(pipe);
        if (pipe.next != null || pipe.nextForm != null) {
            switchOver(pipe);
        }
        if (hotPipes.contains(pipe)) {
            cool(pipe);
        }
    }

    /// Stops watching a pipe for good, after what stands in it has been written.
    ///
    /// @param done is run when that is so
    void remove(Pipe pipe, Runnable done) {
        Sink sink = pipe.sink;
        if (sink == null) {
            discard(pipe);
            done.run();
        } else {
            sink.use(
                    () -> {
                        removeNow(pipe);
                        done.run();
                    });
        }
    }

    private void removeNow(Pipe pipe) {
        settle(pipe);
        Sink sink = pipe.attachedSink();
        if (sink.isStuck()) {
            retry(sink);
            settle(pipe);
        }
        int left = kernel.bytesAvailable(pipe.fd) - pipe.owedBytes;
        if (left > 0) {
            pipe.countDropped(left);
            loop.report("%d bytes of %s lost: %s".formatted(left, pipe.label(), lossCause(sink)));
        }
        discard(pipe);
        useForm(pipe, Form.RAW);
        leave(sink, pipe);
        loop.release(sink);
    }

    private void discard(Pipe pipe) {
        hotPipes.remove(pipe);
        loop.unwatch(pipe);
        var _ = kernel.close(pipe.fd);
        Fifos.remove(Path.of(pipe.fifo));
        if (pipe.hasRestFile) {
            Fifos.remove(Path.of(Fifos.rest(pipe.fifo)));
        }
    }

    private static String lossCause(@Nullable Sink sink) {
        return sink != null && sink.isStuck()
                ? "cannot write %s: %s"
                        .formatted(sink.label(), Errno.description(sink.stuckErrno()))
                : "it is still being written to after its process was removed";
    }

    // Files

    void reopenAll() {
        List<FileSink> files = new ArrayList<>();
        for (Sink sink : loop.destinations().sinks()) {
            if (sink instanceof FileSink file) {
                files.add(file);
            }
        }
        for (FileSink file : files) {
            file.use(() -> reopen(file));
        }
        loop.retryStuckSinks();
    }

    private void reopen(FileSink file) {
        if (file.reopen()) {
            loop.later(() -> finishChange(file));
        }
    }

    /// By the clock.
    void rotateByClock(FileSink file) {
        if (file.rotateByClock()) {
            loop.later(() -> finishChange(file));
        }
    }

    private void finishChange(FileSink file) {
        file.use(
                () -> {
                    // It may have come about, and another one may wait by now.
                    if (file.isChangeOverdue()) {
                        endLine(file);
                        file.finishChange();
                    }
                });
    }

    void clear(Pipe pipe) {
        if (pipe.sink instanceof FileSink file) {
            file.use(
                    () -> {
                        settle(pipe);
                        file.clear();
                    });
        }
    }
}
