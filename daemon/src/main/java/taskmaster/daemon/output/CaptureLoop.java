package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ObjIntConsumer;

/// The thread `output`: waits for bytes in any pipe, and moves from each ready one at most one
/// buffer a round, so that none starves the others.
///
/// It holds the lock, but for when it waits: in the poller, or for a disk. If it waits for a disk
/// too long, a new thread takes over the loop; the old one only ends what it was doing with its one
/// sink, which others leave alone meanwhile ([Sink#use]).
final class CaptureLoop implements SinkOwner {

    private record Change(long dueNanos, Runnable action) {}

    private final Kernel kernel;
    private final Poller poller;
    private final Consumer<String> problemReport;
    private final Consumer<OutputEvent> events;
    private final RotationClock clock;
    private final Streams streams;
    private final Destinations destinations;
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Map<Long, Pipe> pipes = new ConcurrentHashMap<>();
    private final AtomicLong nextToken = new AtomicLong(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final SlowWatch watch = new SlowWatch(this::takeOver);
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile boolean isEndWanted;
    private volatile long endNanos;

    private volatile Worker leader;
    private @Nullable Sink busySink;
    private int slowThreads;
    private final Set<Pipe> ready = new LinkedHashSet<>();
    private final Set<Sink> stuckSinks = new LinkedHashSet<>();
    private final Map<Long, DescriptorSink> polledSinks = new ConcurrentHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long retryNanos;
    private long clockDueMillis = Long.MAX_VALUE;
    private long pendingBytes;

    CaptureLoop(
            Kernel kernel,
            Consumer<String> problemReport,
            Consumer<OutputEvent> events,
            RotationClock clock,
            ObjIntConsumer<Path> compress,
            Function<ForwardTarget, LineCopy> copier,
            int stdoutFd,
            int stderrFd) {
        this.kernel = kernel;
        this.problemReport = problemReport;
        this.events = events;
        this.clock = clock;
        this.poller = kernel.openPoller();
        this.destinations =
                new Destinations(kernel, this, clock, compress, copier, stdoutFd, stderrFd);
        this.streams = new Streams(kernel, this);
        this.leader = new Worker();
    }

    Destinations destinations() {
        return destinations;
    }

    Streams streams() {
        return streams;
    }

    void start() {
        leader.start();
        watch.start();
    }

    /// A thread that serves the loop as long as it leads.
    private final class Worker extends Thread {

        private final Workbench bench = Workbench.open(kernel);
        private final Pump pump = new Pump(bench, streams::lineEnded, clock::nowMillis);
        private final Nap nap = new Nap();
        private final long[] tokens = new long[Bounds.ROUND_PIPES];

        Worker() {
            super("output");
            setDaemon(true);
        }

        @Override
        public void run() {
            lock.lock();
            try {
                while (leader == this && !isEndWanted) {
                    turn();
                }
                if (leader == this) {
                    runOrders();
                    finish(this);
                }
                if (leader == this) {
                    poller.close();
                    watch.close();
                    ended.countDown();
                } else {
                    slowThreads--;
                }
            } finally {
                bench.close();
                lock.unlock();
            }
        }

        private void turn() {
            int timeout = ready.isEmpty() ? timeoutMillis() : 0;
            int count = unlocked(() -> poller.await(tokens, timeout));
            long moved = serve(count);
            var _ = unlocked(() -> nap.afterRound(count, moved));
        }

        private long serve(int count) {
            for (int index = 0; index < count; index++) {
                Pipe pipe = pipes.get(tokens[index]);
                DescriptorSink sink = pipe == null ? polledSinks.get(tokens[index]) : null;
                if (pipe != null) {
                    ready.add(pipe);
                } else if (sink != null) {
                    retry(sink);
                }
            }
            runOrders();
            runTimers();
            long moved = 0;
            for (Pipe pipe : List.copyOf(ready)) {
                if (leader != this) {
                    return 0;
                }
                ready.remove(pipe);
                moved += guardedServe(pipe);
            }
            return moved;
        }
    }

    /// The pump of the thread that runs; only for threads of the loop.
    Pump pump() {
        if (Thread.currentThread() instanceof Worker worker) {
            return worker.pump;
        }
        throw new IllegalStateException("not a thread of the loop");
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

    /// Has the thread do something and waits until that is done.
    ///
    /// @param action runs what it gets when it is done
    /// @return false if it took longer, or the thread has ended
    boolean orderAndWait(Consumer<Runnable> action, long timeoutNanos) {
        CountDownLatch done = new CountDownLatch(1);
        order(() -> action.accept(done::countDown));
        try {
            return done.await(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Begins to watch a pipe, which is read as soon as [Streams#attach] has run.
    ///
    /// @return 0, or the errno
    int watch(Pipe pipe) {
        pipes.put(pipe.token, pipe);
        int errno = poller.add(pipe.fd, pipe.token, 0);
        if (errno != 0) {
            pipes.remove(pipe.token);
        }
        return errno;
    }

    /// Ends to watch it.
    void unwatch(Pipe pipe) {
        pipes.remove(pipe.token);
        ready.remove(pipe);
        var _ = poller.remove(pipe.fd);
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

    // Slow disks

    @Override
    public int blocking(Sink sink, IntSupplier call) {
        boolean isLeading = Thread.currentThread() == leader;
        if (!lock.isHeldByCurrentThread()) {
            // Within another such call.
            return call.getAsInt();
        }
        if (isLeading && sink.wasSlow()) {
            isLeading = !makeLeader(sink);
        }
        if (isLeading) {
            busySink = sink;
            watch.begin();
        }
        try {
            return unlocked(call);
        } finally {
            if (isLeading && Thread.currentThread() == leader) {
                watch.end();
            }
        }
    }

    private int unlocked(IntSupplier call) {
        lock.unlock();
        try {
            return call.getAsInt();
        } finally {
            lock.lock();
        }
    }

    /// On the watch's thread.
    private void takeOver() {
        lock.lock();
        try {
            Sink sink = busySink;
            if (sink != null && watch.isSlow() && makeLeader(sink)) {
                sink.tellSlow();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lets another thread lead, because this one waits for the disk of a sink, or is about to.
    ///
    /// @return false if it must go on without
    private boolean makeLeader(Sink sink) {
        if (slowThreads == Bounds.SLOW_THREADS_MAX) {
            return false;
        }
        try {
            Worker next = new Worker();
            watch.end();
            sink.noteSlow();
            slowThreads++;
            leader = next;
            next.start();
            return true;
        } catch (IllegalStateException noDescriptors) {
            report("a log does not answer and holds up the others: " + noDescriptors.getMessage());
            return false;
        }
    }

    // Orders and timers

    private void runOrders() {
        Thread me = Thread.currentThread();
        for (Runnable order = nextOrder(me); order != null; order = nextOrder(me)) {
            try {
                order.run();
            } catch (RuntimeException bug) {
                report("output capture: an order failed, please report this: " + bug);
            }
        }
    }

    /// None for a thread that does not lead any more.
    private @Nullable Runnable nextOrder(Thread me) {
        return leader == me ? orders.poll() : null;
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
        if (clockDueMillis != Long.MAX_VALUE) {
            long millis = Math.clamp(clockDueMillis - clock.nowMillis(), 0, 3_600_000L);
            due = Math.min(due, TimeUnit.MILLISECONDS.toNanos(millis));
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
        if (clockDueMillis <= clock.nowMillis()) {
            rotateByClock();
        }
    }

    /// Has something done after the longest time that a change waits for the end of a line.
    void later(Runnable action) {
        changes.add(new Change(System.nanoTime() + Bounds.LINE_END_WAIT_NANOS, action));
    }

    /// Looks anew when the next rotation by the clock is due.
    void setClock() {
        clockDueMillis = Long.MAX_VALUE;
        for (Sink sink : destinations.sinks()) {
            if (sink instanceof FileSink file) {
                clockDueMillis = Math.min(clockDueMillis, file.dueMillis());
            }
        }
    }

    private void rotateByClock() {
        long now = clock.nowMillis();
        for (Sink sink : destinations.sinks()) {
            if (sink instanceof FileSink file && file.dueMillis() <= now) {
                sink.use(() -> streams.rotateByClock(file));
            }
        }
        setClock();
    }

    void retryStuckSinks() {
        for (Sink sink : List.copyOf(stuckSinks)) {
            retry(sink);
        }
    }

    /// Tries again to write; what comes of it is told by [#unstuck].
    void retry(Sink sink) {
        sink.use(() -> streams.retry(sink));
    }

    // Reading

    /// A bug that shows with one pipe must not end the capture of all.
    private int guardedServe(Pipe pipe) {
        try {
            return serve(pipe);
        } catch (RuntimeException bug) {
            silence(pipe);
            report(
                    "%s is not captured any more, please report this: %s"
                            .formatted(pipe.label(), bug));
            return 0;
        }
    }

    private int serve(Pipe pipe) {
        Sink sink = pipe.sink;
        if (sink == null) {
            return 0;
        }
        if (!streams.isFree(pipe)) {
            streams.awaitReturn(pipe);
            if (pipe.form.isDropping()) {
                streams.drop(pipe);
            } else {
                silence(pipe);
            }
            return 0;
        }
        var moved = new int[1];
        sink.use(() -> moved[0] = streams.serve(pipe));
        return moved[0];
    }

    /// How much may be taken from a pipe at once.
    int bytesMax() {
        return pendingBytes > Bounds.PENDING_BYTES_WANTED
                ? Bounds.SMALL_PEEK_BYTES
                : Bounds.PEEK_BYTES;
    }

    /// Has a pipe served in the next round.
    void serveAgain(Pipe pipe) {
        ready.add(pipe);
        if (Thread.currentThread() != leader) {
            // The one that leads may have gone to sleep.
            poller.wake();
        }
    }

    void silence(Pipe pipe) {
        listen(pipe, 0);
    }

    /// Has the poller report it again.
    void wakeUp(Pipe pipe) {
        listen(pipe, Poller.READABLE);
    }

    private void listen(Pipe pipe, int interest) {
        if (pipe.interest != interest && poller.modify(pipe.fd, pipe.token, interest) == 0) {
            pipe.interest = interest;
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
        streams.freed(sink);
    }

    @Override
    public void returned(Sink sink) {
        if (!sink.isStuck()) {
            streams.freed(sink);
        }
    }

    /// Gives a sink back, and closes it if nobody uses it any more.
    void release(Sink sink) {
        if (destinations.release(sink)) {
            sink.use(
                    () -> {
                        retry(sink);
                        stuckSinks.remove(sink);
                        unstuck(sink);
                        sink.close();
                    });
        }
    }

    @Override
    public void pendingChanged(long byBytes) {
        pendingBytes += byBytes;
    }

    @Override
    public void tell(OutputEvent.Kind kind, Pipe pipe, String message) {
        events.accept(
                new OutputEvent(kind, pipe.process.id, pipe.stream, message, pipe.counters()));
    }

    @Override
    public void report(String problem) {
        problemReport.accept(problem);
    }

    // The end

    private void finish(Worker me) {
        boolean isAnyPolled = true;
        while (isAnyPolled && endNanos - System.nanoTime() > 0) {
            long moved = 0;
            for (Pipe pipe : pipes.values()) {
                if (leader != me) {
                    return;
                }
                moved += guardedServe(pipe);
            }
            isAnyPolled = moved > 0 || !polledSinks.isEmpty();
            if (moved == 0 && isAnyPolled) {
                waitForReaders();
            }
        }
        for (Pipe pipe : List.copyOf(pipes.values())) {
            if (leader != me) {
                return;
            }
            streams.remove(pipe, () -> {});
        }
    }

    private void waitForReaders() {
        long[] tokens = new long[Bounds.ROUND_PIPES];
        long left = Math.max(0, endNanos - System.nanoTime());
        int count = poller.await(tokens, (int) (left / 1_000_000 + 1));
        for (int index = 0; index < count; index++) {
            @Nullable DescriptorSink sink = polledSinks.get(tokens[index]);
            if (sink != null) {
                retry(sink);
            }
        }
    }
}
