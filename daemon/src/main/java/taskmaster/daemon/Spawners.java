package taskmaster.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.core.ProcessSpec;
import taskmaster.linux.SpawnResult;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The threads that start processes. Opening logs and executing files may block, on a dead network
/// file system for ever; the loop must not. Starts are carried out in the order in which they were
/// asked for, one after the other; a start that hangs loses its turn, and the others go on.
final class Spawners {

    private static final Logger LOG = LoggerFactory.getLogger("spawn");

    private static final class Task {
        private final ProcessSpec spec;
        private final long sinceNanos = System.nanoTime();
        private final CountDownLatch done = new CountDownLatch(1);
        private boolean reported;

        private Task(ProcessSpec spec) {
            this.spec = spec;
        }

        private synchronized void complain() {
            if (reported || System.nanoTime() - sinceNanos < Limits.SPAWN_SLOW_NANOS) {
                return;
            }
            reported = true;
            LOG.warn(
                    "{}: its start hangs for more than {} s: a file system of its command,"
                            + " working directory or logs does not answer; other programs go on",
                    spec.name(),
                    Limits.SPAWN_SLOW_NANOS / 1_000_000_000);
        }
    }

    private final Runnable prepare;
    private final Function<ProcessSpec, Supplier<SpawnResult>> launch;
    private final BiConsumer<ProcessSpec, SpawnResult> answer;
    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final AtomicInteger threads = new AtomicInteger();
    private final Queue<Task> hanging = new ConcurrentLinkedQueue<>();
    private @Nullable Task latest;

    /// @param prepare is run once on each thread
    /// @param launch opens what a process needs, several side by side, and returns its start, which
    ///   come one after the other; both on a spawner thread, and both may block
    /// @param answer receives each result, on a spawner thread
    Spawners(
            Runnable prepare,
            Function<ProcessSpec, Supplier<SpawnResult>> launch,
            BiConsumer<ProcessSpec, SpawnResult> answer) {
        this.prepare = prepare;
        this.launch = launch;
        this.answer = answer;
    }

    void start() {
        addThread();
        addThread();
    }

    /// Starts a process; the answer comes later. Any thread.
    void spawn(ProcessSpec spec) {
        tasks.add(new Task(spec));
    }

    private void addThread() {
        Thread.ofPlatform().daemon().name("spawner-" + threads.incrementAndGet()).start(this::work);
    }

    private void work() {
        prepare.run();
        try {
            while (true) {
                perform();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform() throws InterruptedException {
        Task task;
        Task before;
        synchronized (this) {
            task = next();
            before = latest;
            latest = task;
        }
        try {
            Supplier<SpawnResult> prepared = launch.apply(task.spec);
            if (before != null
                    && !before.done.await(Limits.SPAWN_TURN_MILLIS, TimeUnit.MILLISECONDS)) {
                overtake(before);
            }
            answer.accept(task.spec, prepared.get());
            LOG.debug(
                    "{}: answered {} us after the order",
                    task.spec.name(),
                    (System.nanoTime() - task.sinceNanos) / 1000);
        } finally {
            task.done.countDown();
            hanging.remove(task);
        }
    }

    /// The start before hangs: the others go on without it, and its thread is replaced.
    private void overtake(Task slow) {
        hanging.add(slow);
        if (slow.done.getCount() == 0) {
            hanging.remove(slow);
        } else if (threads.get() < Limits.SPAWNERS_MAX) {
            addThread();
        }
    }

    /// Waits for the next task; looks after those that hang only while there are any.
    private Task next() throws InterruptedException {
        while (true) {
            Task task =
                    hanging.isEmpty()
                            ? tasks.take()
                            : tasks.poll(Limits.SPAWN_SLOW_NANOS, TimeUnit.NANOSECONDS);
            hanging.forEach(Task::complain);
            if (task != null) {
                return task;
            }
        }
    }
}
