package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.Poller;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The thread `output`: waits for bytes in any pipe, and takes from each ready one at most one
/// buffer a round, so that none starves the others.
///
/// While rounds follow each other fast and each moves little (a program that writes line by line),
/// it naps for 100 to 500 us between them and finds more at once: that costs a quarter of the
/// processor time and doubles the throughput. A first line after silence is never delayed.
///
/// A change of file, by a changed configuration or SIGUSR2, waits for the end of the line that is
/// being written, but no longer than [Bounds#LINE_END_WAIT_NANOS].
final class CaptureLoop implements Runnable, SinkOwner {

    /// Where bytes are read to: before it there is room for an unfinished line and a line feed.
    private static final int READ_AT = Bounds.LINE_BYTES_MAX + 4096;

    private record Change(long dueNanos, Runnable action) {}

    private final Kernel kernel;
    private final Poller poller;
    private final Destinations destinations;
    private final Consumer<String> problemReport;
    private final ByteBuffer buffer = Bytes.buffer(READ_AT + Bounds.READ_BYTES);
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Map<Long, Pipe> pipes = new ConcurrentHashMap<>();
    private final AtomicLong nextToken = new AtomicLong(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isEndWanted;
    private volatile long endNanos;

    private final Set<Sink> stuckSinks = new LinkedHashSet<>();
    private final Map<Long, DescriptorSink> polledSinks = new ConcurrentHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long retryNanos;
    private long pendingBytes;
    private long napNanos;
    private long roundEndNanos;

    CaptureLoop(Kernel kernel, Consumer<String> problemReport, int stdoutFd, int stderrFd) {
        this.kernel = kernel;
        this.problemReport = problemReport;
        this.poller = kernel.openPoller();
        this.destinations = new Destinations(kernel, this, stdoutFd, stderrFd);
    }

    Destinations destinations() {
        return destinations;
    }

    void start() {
        Thread thread = new Thread(this, "output");
        thread.setDaemon(true);
        thread.start();
    }

    // From any thread

    long newToken() {
        return nextToken.getAndIncrement();
    }

    /// Has the thread do something between two rounds. Never blocks.
    void order(Runnable action) {
        orders.add(action);
        poller.wake();
    }

    /// Has the thread do something and waits for it.
    ///
    /// @return false if it took longer, or the thread has ended
    boolean orderAndWait(Runnable action, long timeoutNanos) {
        CountDownLatch done = new CountDownLatch(1);
        order(
                () -> {
                    action.run();
                    done.countDown();
                });
        try {
            return done.await(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Begins to watch a pipe. It is read as soon as [#attach] has run.
    ///
    /// @return 0, or the errno
    int watch(Pipe pipe) {
        pipes.put(pipe.token, pipe);
        int errno = poller.add(pipe.fd, pipe.token, Poller.READABLE);
        if (errno != 0) {
            pipes.remove(pipe.token);
        }
        return errno;
    }

    /// Empties the pipes and ends the thread.
    ///
    /// @return false if the thread has not ended in time; it then still ends as soon as it can
    boolean end(long timeoutNanos) {
        endNanos = System.nanoTime() + timeoutNanos;
        isEndWanted = true;
        poller.wake();
        try {
            return ended.await(timeoutNanos + Bounds.HANDOVER_WAIT_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // The thread

    @Override
    public void run() {
        long[] tokens = new long[Bounds.ROUND_PIPES];
        try {
            while (!isEndWanted) {
                int count = poller.await(tokens, timeoutMillis());
                runOrders();
                runTimers();
                nap(count, round(tokens, count));
            }
            runOrders();
            finish(tokens);
        } finally {
            poller.close();
            ended.countDown();
        }
    }

    private void runOrders() {
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            try {
                order.run();
            } catch (RuntimeException bug) {
                report("output capture: an order failed, please report this: " + bug);
            }
        }
    }

    /// A bug that shows with one pipe must not end the capture of all.
    private int guardedPump(Pipe pipe) {
        try {
            return pump(pipe);
        } catch (RuntimeException bug) {
            silence(pipe);
            report(
                    "%s is not captured any more, please report this: %s"
                            .formatted(pipe.label(), bug));
            return 0;
        }
    }

    private long round(long[] tokens, int count) {
        long moved = 0;
        for (int index = 0; index < count; index++) {
            Pipe pipe = pipes.get(tokens[index]);
            if (pipe != null) {
                moved += guardedPump(pipe);
            } else {
                DescriptorSink sink = polledSinks.get(tokens[index]);
                if (sink != null) {
                    retry(sink);
                }
            }
        }
        return moved;
    }

    /// Also measures: the time from the end of the last round to now is how long the poller waited.
    private void nap(int pipeCount, long moved) {
        long now = System.nanoTime();
        boolean isBurst = now - roundEndNanos < Bounds.BURST_NANOS + napNanos;
        if (!isBurst || moved == 0) {
            napNanos = 0;
        } else if (moved < pipeCount * Bounds.NAP_BYTES_PER_PIPE) {
            napNanos = Math.clamp(2 * napNanos, Bounds.NAP_NANOS_MIN, Bounds.NAP_NANOS_MAX);
        } else {
            napNanos /= 2;
        }
        if (napNanos >= Bounds.NAP_NANOS_MIN) {
            LockSupport.parkNanos(napNanos);
        }
        roundEndNanos = System.nanoTime();
    }

    private int timeoutMillis() {
        long due = Long.MAX_VALUE;
        long now = System.nanoTime();
        if (!stuckSinks.isEmpty()) {
            due = retryNanos - now;
        }
        for (Change change : changes) {
            due = Math.min(due, change.dueNanos - now);
        }
        return due == Long.MAX_VALUE ? -1 : (int) Math.max(0, due / 1_000_000 + 1);
    }

    private void runTimers() {
        if (!changes.isEmpty()) {
            long now = System.nanoTime();
            for (Change change : List.copyOf(changes)) {
                if (change.dueNanos - now <= 0) {
                    changes.remove(change);
                    change.action.run();
                }
            }
        }
        if (!stuckSinks.isEmpty() && retryNanos - System.nanoTime() <= 0) {
            retryNanos = System.nanoTime() + Bounds.RETRY_NANOS;
            retryStuckSinks();
        }
    }

    private void retryStuckSinks() {
        for (Sink sink : List.copyOf(stuckSinks)) {
            retry(sink);
        }
    }

    // Reading

    /// Moves at most one buffer from a pipe.
    ///
    /// @return bytes read
    private int pump(Pipe pipe) {
        Sink sink = pipe.sink;
        if (sink == null) {
            return 0;
        }
        if (sink.isStuck()) {
            silence(pipe);
            return 0;
        }
        int wanted =
                pendingBytes > Bounds.PENDING_BYTES_WANTED
                        ? Bounds.SMALL_READ_BYTES
                        : Bounds.READ_BYTES;
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
                finishChange(pipe, sink);
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

    /// Reads what stands in a pipe until it is empty, its sink stuck, or the bound reached.
    private void drain(Pipe pipe) {
        long left = Bounds.DRAIN_BYTES_MAX;
        for (int count = 1; count > 0 && left > 0; left -= count) {
            count = pump(pipe);
        }
    }

    private void flushCarry(Pipe pipe) {
        if (pipe.carryLength() > 0) {
            buffer.clear();
            int from = pipe.takeCarry(buffer, READ_AT);
            pipe.attachedSink().write(pipe, buffer, from, READ_AT);
        }
    }

    private void silence(Pipe pipe) {
        if (!pipe.isSilenced) {
            pipe.isSilenced = poller.modify(pipe.fd, pipe.token, 0) == 0;
        }
    }

    private void wakeUp(Pipe pipe) {
        if (pipe.isSilenced) {
            pipe.isSilenced = poller.modify(pipe.fd, pipe.token, Poller.READABLE) != 0;
        }
    }

    // Orders; on the output thread

    void attach(Pipe pipe, Sink sink) {
        sink.attach(pipe);
        pipe.sink = sink;
        wakeUp(pipe);
    }

    /// Changes over to another sink.
    ///
    /// @param isRestart the process is down: what it left goes to the old sink, and then the change
    ///   is at once
    void changeSink(Pipe pipe, Sink sink, boolean isRestart) {
        Sink old = pipe.attachedSink();
        if (pipe.next != null) {
            switchSink(pipe);
            old = pipe.attachedSink();
        }
        if (old == sink) {
            release(sink);
            return;
        }
        if (isRestart) {
            drain(pipe);
            flushCarry(pipe);
        }
        pipe.next = sink;
        if (!isRestart && old.isInsideLineOf(pipe) && !old.isStuck()) {
            later(() -> switchSink(pipe));
        } else {
            switchSink(pipe);
        }
    }

    private void switchSink(Pipe pipe) {
        Sink next = pipe.next;
        if (next == null) {
            return;
        }
        Sink old = pipe.attachedSink();
        pipe.next = null;
        leave(old, pipe);
        attach(pipe, next);
        release(old);
        next.tellListeners();
    }

    /// Whoever stays behind alone need not wait for the end of its line any more.
    private void leave(Sink sink, Pipe leaving) {
        sink.detach(leaving);
        if (!sink.isShared()) {
            for (Pipe pipe : sink.pipes()) {
                flushCarry(pipe);
            }
        }
    }

    private void finishChange(Pipe pipe, Sink sink) {
        if (sink instanceof FileSink file && file.isReopening()) {
            file.finishReopen();
        }
        switchSink(pipe);
    }

    private void later(Runnable action) {
        changes.add(new Change(System.nanoTime() + Bounds.LINE_END_WAIT_NANOS, action));
    }

    void release(Sink sink) {
        if (destinations.release(sink)) {
            if (sink.isStuck()) {
                retry(sink);
            }
            unstuck(sink);
            sink.close();
        }
    }

    /// The process is down: its last line is over, even without a line feed.
    void settle(Pipe pipe) {
        pipe.isUnsettled = false;
        if (pipe.sink != null) {
            drain(pipe);
            flushCarry(pipe);
            switchSink(pipe);
        }
    }

    /// Stops watching a pipe for good, after what stands in it has been written.
    void remove(Pipe pipe) {
        settle(pipe);
        Sink sink = pipe.sink;
        if (sink != null && sink.isStuck()) {
            retry(sink);
            settle(pipe);
        }
        int left = kernel.bytesAvailable(pipe.fd);
        if (left > 0) {
            pipe.countDropped(left);
            report("%d bytes of %s lost: %s".formatted(left, pipe.label(), lossCause(sink)));
        }
        pipes.remove(pipe.token);
        var _ = poller.remove(pipe.fd);
        var _ = kernel.close(pipe.fd);
        Fifos.remove(Path.of(pipe.fifo));
        if (sink != null) {
            leave(sink, pipe);
            release(sink);
        }
    }

    private static String lossCause(@Nullable Sink sink) {
        return sink != null && sink.isStuck()
                ? "cannot write %s: %s"
                        .formatted(sink.label(), Errno.description(sink.stuckErrno()))
                : "it is still being written to after its process was removed";
    }

    void reopenAll() {
        for (Sink sink : destinations.sinks()) {
            if (sink instanceof FileSink file && file.reopen()) {
                later(
                        () -> {
                            if (file.isReopening()) {
                                file.finishReopen();
                            }
                        });
            }
        }
        retryStuckSinks();
    }

    void clear(Pipe pipe) {
        settle(pipe);
        if (pipe.sink instanceof FileSink file) {
            file.clear();
        }
    }

    // Sinks

    @Override
    public void stuck(Sink sink) {
        if (sink instanceof DescriptorSink descriptor && descriptor.isPolled()) {
            long token = newToken();
            polledSinks.put(token, descriptor);
            if (poller.add(descriptor.fd(), token, Poller.WRITABLE) == 0) {
                return;
            }
            polledSinks.remove(token);
        }
        if (stuckSinks.isEmpty()) {
            retryNanos = System.nanoTime() + Bounds.RETRY_NANOS;
        }
        stuckSinks.add(sink);
    }

    @Override
    public void unstuck(Sink sink) {
        stuckSinks.remove(sink);
        if (polledSinks.values().remove(sink) && sink instanceof DescriptorSink descriptor) {
            var _ = poller.remove(descriptor.fd());
        }
        for (Pipe pipe : sink.pipes()) {
            wakeUp(pipe);
        }
    }

    private void retry(Sink sink) {
        // What happens next is told by unstuck().
        var _ = sink.retry(buffer);
        buffer.clear();
    }

    @Override
    public void pendingChanged(long byBytes) {
        pendingBytes += byBytes;
    }

    @Override
    public void report(String problem) {
        problemReport.accept(problem);
    }

    // The end

    private void finish(long[] tokens) {
        boolean isAnyPolled = true;
        while (isAnyPolled && endNanos - System.nanoTime() > 0) {
            long moved = 0;
            for (Pipe pipe : pipes.values()) {
                moved += pump(pipe);
            }
            isAnyPolled = moved > 0 || !polledSinks.isEmpty();
            if (moved == 0 && isAnyPolled) {
                long left = Math.max(0, endNanos - System.nanoTime());
                int count = poller.await(tokens, (int) (left / 1_000_000 + 1));
                round(tokens, count);
            }
        }
        for (Pipe pipe : List.copyOf(pipes.values())) {
            remove(pipe);
        }
    }
}
