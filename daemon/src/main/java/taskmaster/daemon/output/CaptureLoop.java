package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.Poller;

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
import java.util.function.Consumer;

/// The thread `output`: waits for bytes in any pipe, and takes from each ready one at most one
/// buffer a round, so that none starves the others.
///
/// A change of file, by a changed configuration or SIGUSR2, waits for the end of the line that is
/// being written, but no longer than [Bounds#LINE_END_WAIT_NANOS].
final class CaptureLoop implements Runnable, SinkOwner {

    private record Change(long dueNanos, Runnable action) {}

    private final Kernel kernel;
    private final Poller poller;
    private final Destinations destinations;
    private final Consumer<String> problemReport;
    private final Pump pump;
    private final Nap nap = new Nap();
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

    CaptureLoop(Kernel kernel, Consumer<String> problemReport, int stdoutFd, int stderrFd) {
        this.kernel = kernel;
        this.problemReport = problemReport;
        this.poller = kernel.openPoller();
        this.pump = new Pump(kernel, this::finishChange);
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
                nap.afterRound(count, round(tokens, count));
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
        return pump.move(pipe, wanted);
    }

    /// Reads what stands in a pipe until it is empty, its sink stuck, or the bound reached.
    private void drain(Pipe pipe) {
        long left = Bounds.DRAIN_BYTES_MAX;
        for (int count = 1; count > 0 && left > 0; left -= count) {
            count = pump(pipe);
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
            pump.flushCarry(pipe);
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
                pump.flushCarry(pipe);
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
            pump.flushCarry(pipe);
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
        pump.retry(sink);
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
