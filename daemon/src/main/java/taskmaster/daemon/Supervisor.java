package taskmaster.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.core.Describe;
import taskmaster.core.Effect;
import taskmaster.core.Event;
import taskmaster.core.ExitStatus;
import taskmaster.core.Fleet;
import taskmaster.core.FleetSpec;
import taskmaster.core.Lifecycle;
import taskmaster.core.Order;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessSpec;
import taskmaster.core.ProcessState;
import taskmaster.core.Signals;
import taskmaster.daemon.output.OutputCapture;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.ReapResult;
import taskmaster.linux.SpawnResult;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The loop: one thread takes facts from the inbox, lets the fleet decide, and carries out what
/// follows. It owns the fleet and every child; nothing here blocks.
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger("loop");

    private final Kernel kernel;
    private final Inbox inbox;
    private final OutputCapture output;
    private final Announcer announcer;
    private final Spawners spawners;
    private final DeathWatch deathWatch;
    private final Children children;
    private final Fleet fleet = new Fleet(Lifecycle::step);
    private final AtomicBoolean orphansDue = new AtomicBoolean();
    private Consumer<ProcessId> observer = _ -> {};
    private int endings;
    private boolean over;

    Supervisor(
            Kernel kernel,
            Inbox inbox,
            OutputCapture output,
            Announcer announcer,
            Launcher launcher) {
        this.kernel = kernel;
        this.inbox = inbox;
        this.output = output;
        this.announcer = announcer;
        this.children = new Children(kernel);
        this.deathWatch = new DeathWatch(kernel, pid -> inbox.fact(() -> died(pid)));
        this.spawners =
                new Spawners(
                        kernel::prepareSpawnerThread,
                        launcher::prepare,
                        (spec, result) -> inbox.fact(() -> answered(spec, result)));
    }

    /// The state of everything; the loop's thread only.
    Fleet fleet() {
        return fleet;
    }

    /// Is told, on the loop's thread, after each step that concerned a process.
    void observe(Consumer<ProcessId> newObserver) {
        observer = newObserver;
    }

    /// Runs until everything is down and [#shutDown] was called.
    void run() throws InterruptedException {
        deathWatch.start();
        spawners.start();
        while (!over) {
            long now = System.nanoTime();
            perform(fleet.fire(now), null);
            long deadlineNanos = fleet.nextDeadlineNanos();
            long waitNanos =
                    deadlineNanos == ProcessState.NO_DEADLINE
                            ? Long.MAX_VALUE
                            : deadlineNanos - System.nanoTime();
            Runnable fact = fleet.isDown() ? inbox.next(0) : inbox.next(waitNanos);
            if (fact != null) {
                guard(fact);
            } else if (fleet.isDown()) {
                over = true;
            }
        }
        deathWatch.close();
    }

    /// A fault in one fact must not end the daemon.
    private static void guard(Runnable fact) {
        try {
            fact.run();
        } catch (RuntimeException fault) {
            LOG.error("internal fault; please report it", fault);
        }
    }

    /// Lets the fleet handle an event, and carries out what follows. The loop's thread only.
    void handle(ProcessId id, Event event) {
        LOG.debug("{} {}: {}", id.program(), id.index(), event);
        perform(fleet.handle(id, event, System.nanoTime()), id);
    }

    /// Makes a configuration the one in force.
    void reload(FleetSpec wanted) {
        perform(fleet.reload(wanted, System.nanoTime()), null);
    }

    /// Stops everything, in order, then ends the loop; the second time at once, by SIGKILL; the
    /// third time without waiting for what hangs in the kernel.
    void shutDown() {
        long now = System.nanoTime();
        switch (++endings) {
            case 1 -> perform(fleet.shutDown(now), null);
            case 2 -> perform(fleet.kill(now), null);
            default -> over = true;
        }
    }

    /// Sends a signal to a living process.
    ///
    /// @return 0, or the errno
    int signal(int pid, int signal) {
        Children.Child child = children.living(pid);
        return child == null ? Errno.ESRCH : kernel.signal(child.pidfd(), signal);
    }

    /// To be called when SIGCHLD came: an orphan that we adopted may be dead, or the last member of
    /// a group. Any thread.
    void childrenChanged() {
        if (orphansDue.compareAndSet(false, true)) {
            inbox.fact(
                    () -> {
                        orphansDue.set(false);
                        reapOrphans();
                    });
        }
    }

    private void perform(List<Order> orders, @Nullable ProcessId cause) {
        if (orders.isEmpty() && cause == null) {
            return;
        }
        Set<ProcessId> touched = new LinkedHashSet<>();
        if (cause != null) {
            touched.add(cause);
        }
        // First what processes wait for, then what people read.
        for (Order order : orders) {
            touched.add(order.spec().id());
            act(order.spec(), order.effect());
            LOG.debug("{}: {}", order.spec().name(), order.effect());
        }
        for (Order order : orders) {
            if (order.effect() instanceof Effect.Publish publish) {
                announcer.announce(order.spec(), publish.notice());
            }
        }
        for (Children.Child child : children.sweeping()) {
            if (touched.contains(child.id()) && !isSweeping(child)) {
                children.release(child);
            }
        }
        touched.forEach(observer);
    }

    private void act(ProcessSpec spec, Effect effect) {
        switch (effect) {
            case Effect.Spawn _ -> spawners.spawn(spec);
            case Effect.SendSignal signal -> send(spec, signal);
            case Effect.Forget _ -> output.forget(spec.id());
            case Effect.Publish _ -> {}
        }
    }

    private void send(ProcessSpec spec, Effect.SendSignal order) {
        Children.Child child = children.reachable(order.pid());
        if (child == null) {
            return;
        }
        int errno =
                switch (order.scope()) {
                    case LEADER -> kernel.signal(child.pidfd(), order.signal());
                    case GROUP -> kernel.signalGroup(child.pid(), child.pidfd(), order.signal());
                };
        if (errno == Errno.ESRCH && order.scope() == Effect.Scope.GROUP) {
            inbox.fact(() -> handle(spec.id(), new Event.GroupEmptied(child.pid())));
        } else if (errno != 0 && errno != Errno.ESRCH) {
            LOG.warn(
                    "{}: cannot send {} to process {}: {}",
                    spec.name(),
                    Signals.name(order.signal()),
                    order.pid(),
                    Errno.description(errno));
        }
    }

    private void answered(ProcessSpec spec, SpawnResult result) {
        switch (result) {
            case SpawnResult.Spawned spawned -> {
                children.add(new Children.Child(spec.id(), spawned.pid(), spawned.pidfd()));
                handle(spec.id(), new Event.Spawned(spawned.pid()));
                deathWatch.watch(spawned.pid(), spawned.pidfd());
            }
            case SpawnResult.SpawnFailed failed ->
                    handle(spec.id(), new Event.SpawnFailed(failed.message()));
        }
        if (orphansDue.get()) {
            return;
        }
        reapOrphans();
    }

    private void died(int pid) {
        Children.Child child = children.living(pid);
        if (child == null) {
            return;
        }
        switch (kernel.reap(pid, child.pidfd())) {
            case ReapResult.Reaped reaped -> buried(child, reaped);
            case ReapResult.StillAlive
                            _ -> {} // an old notice; the pid has been given to a new child
            case ReapResult.NotOurs _ -> {
                LOG.error("process {} was reaped by somebody else", pid);
                buried(child, new ReapResult.Reaped(new ExitStatus.Unknown()));
            }
        }
    }

    private void buried(Children.Child child, ReapResult.Reaped reaped) {
        deathWatch.forget(child.pidfd());
        output.settle(child.id());
        boolean leftovers = kernel.isGroupAlive(child.pid(), child.pidfd());
        children.sweep(child);
        handle(child.id(), new Event.ChildExited(child.pid(), reaped.status(), leftovers));
    }

    private boolean isSweeping(Children.Child child) {
        Fleet.Member member = fleet.member(child.id());
        return member != null
                && member.record().state() instanceof ProcessState.Sweeping sweeping
                && sweeping.pid() == child.pid();
    }

    private void reapOrphans() {
        OptionalInt dead = kernel.peekDeadChild();
        while (dead.isPresent()) {
            int pid = dead.getAsInt();
            if (children.living(pid) != null) {
                died(pid);
            } else if (kernel.reapOrphan(pid) instanceof ReapResult.Reaped reaped) {
                LOG.debug("reaped orphan {}: {}", pid, Describe.status(reaped.status()));
            } else {
                break;
            }
            dead = kernel.peekDeadChild();
        }
        for (Children.Child child : children.sweeping()) {
            if (!kernel.isGroupAlive(child.pid(), child.pidfd())) {
                handle(child.id(), new Event.GroupEmptied(child.pid()));
            }
        }
    }
}
