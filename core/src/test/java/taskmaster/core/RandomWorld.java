package taskmaster.core;

import static taskmaster.core.Specs.SECOND;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/// A kernel, an operator and bad luck around a real fleet, in virtual time and out of one seed.
///
/// Spawns are answered late or fail; processes die when they like, ignore signals, leave others
/// behind, or hang in the kernel; configurations change; commands come at any moment.
final class RandomWorld {

    static final long SPAWN_NANOS_MAX = 3 * SECOND;
    private static final long MILLISECOND = SECOND / 1000;
    private static final int TAPE_LINES = 40;

    /// A process that has not been reaped.
    static final class Child {
        final ProcessId id;
        final int pid;
        final boolean ignoresStop;
        final boolean hangs;
        final boolean leaves;
        boolean dead;

        private Child(ProcessId id, int pid, Random random) {
            this.id = id;
            this.pid = pid;
            this.ignoresStop = random.nextInt(5) == 0;
            this.hangs = random.nextInt(25) == 0;
            this.leaves = random.nextInt(6) == 0;
        }
    }

    private record Pending(long atNanos, long sequence, Runnable happening) {}

    final Random random;
    final Fleet fleet = new Fleet(Lifecycle::step);
    final Map<Integer, Child> children = new HashMap<>();

    /// Process groups whose leader has been reaped and whose end has not been told.
    final Map<Integer, ProcessId> groups = new HashMap<>();

    final Set<ProcessId> spawning = new HashSet<>();

    /// Kinds of states, events, effects and notices that have occurred.
    final Set<Class<?>> seen = new HashSet<>();

    long nowNanos = 7 * SECOND;
    int events;
    long tapeHash;

    private final RandomConfigurations configurations;
    private final RandomLaws laws = new RandomLaws(this);
    private final PriorityQueue<Pending> agenda =
            new PriorityQueue<>(
                    (a, b) ->
                            a.atNanos() == b.atNanos()
                                    ? Long.compare(a.sequence(), b.sequence())
                                    : Long.compare(a.atNanos(), b.atNanos()));
    private final Deque<String> tape = new ArrayDeque<>();
    private long sequence;
    private int lastPid = 100;

    RandomWorld(long seed) {
        random = new Random(seed);
        configurations = new RandomConfigurations(random);
    }

    /// Lives through so many events, then shuts down and waits for the end.
    void run(int eventsMax) {
        reload();
        operate();
        while (events < eventsMax) {
            advance();
        }
        note("shutDown");
        laws.shutDown();
        perform(fleet.shutDown(nowNanos));
        if (random.nextInt(4) == 0) {
            in(random.nextLong(10 * SECOND), () -> perform(fleet.kill(nowNanos)));
        }
        while (!fleet.isDown()) {
            advance();
        }
        laws.checkDown();
    }

    /// The last lines, for people.
    String tape() {
        return String.join("\n", tape);
    }

    /// One thing happens: what is due first on the agenda, or a deadline of the fleet, maybe late.
    private void advance() {
        Pending first = agenda.peek();
        long deadlineNanos = fleet.nextDeadlineNanos();
        boolean agendaFirst =
                first != null
                        && (first.atNanos() < deadlineNanos
                                || (first.atNanos() == deadlineNanos && random.nextBoolean()));
        if (agendaFirst) {
            agenda.remove();
            nowNanos = Math.max(nowNanos, first.atNanos());
            first.happening().run();
        } else if (deadlineNanos == ProcessState.NO_DEADLINE) {
            throw new AssertionError("nothing will ever happen again");
        } else {
            long lateNanos = random.nextInt(4) == 0 ? random.nextLong(20 * MILLISECOND) : 0;
            nowNanos = Math.max(nowNanos, deadlineNanos) + lateNanos;
            note("fire");
            perform(fleet.fire(nowNanos));
            laws.checkDeadlines();
        }
        events++;
        fleet.members().forEach(member -> seen.add(member.record().state().getClass()));
        laws.check();
    }

    private void in(long nanos, Runnable happening) {
        agenda.add(new Pending(nowNanos + nanos, sequence++, happening));
    }

    private void send(ProcessId id, Event event) {
        laws.ordered(id, event);
        seen.add(event.getClass());
        perform(fleet.handle(id, event, nowNanos));
        Fleet.Member member = fleet.member(id);
        note(id + " <- " + event + " = " + (member == null ? "gone" : member.record().state()));
    }

    private void perform(List<Order> orders) {
        for (Order order : orders) {
            note("  " + order.spec().name() + " " + order.effect());
            laws.check(order);
            seen.add(order.effect().getClass());
            if (order.effect() instanceof Effect.Publish publish) {
                seen.add(publish.notice().getClass());
            }
            switch (order.effect()) {
                case Effect.Spawn _ -> spawn(order.spec().id());
                case Effect.SendSignal signal -> signal(signal);
                case Effect.Forget _, Effect.Publish _ -> {}
            }
        }
    }

    private void spawn(ProcessId id) {
        spawning.add(id);
        boolean late = random.nextInt(10) == 0;
        boolean fails = random.nextInt(7) == 0;
        in(
                late ? random.nextLong(SPAWN_NANOS_MAX) : random.nextLong(MILLISECOND),
                () -> {
                    spawning.remove(id);
                    if (fails) {
                        send(id, new Event.SpawnFailed("no"));
                    } else {
                        spawned(id);
                    }
                });
    }

    private void spawned(ProcessId id) {
        var child = new Child(id, freePid(), random);
        laws.checkBirth(child);
        children.put(child.pid, child);
        switch (random.nextInt(8)) {
            case 0 -> dieIn(child, 0, new ExitStatus.Code(random.nextInt(3)));
            case 1 -> dieIn(child, SECOND, new ExitStatus.Code(random.nextInt(3)));
            case 2 -> dieIn(child, 5 * SECOND, new ExitStatus.Signaled(11, true));
            case 3 -> dieIn(child, 100 * SECOND, new ExitStatus.Code(random.nextInt(3)));
            default -> {}
        }
        send(id, new Event.Spawned(child.pid));
    }

    /// Pids are used again as soon as the kernel may.
    private int freePid() {
        int pid = random.nextInt(3) == 0 ? 101 + random.nextInt(40) : lastPid + 1;
        while (children.containsKey(pid) || groups.containsKey(pid)) {
            pid++;
        }
        lastPid = Math.max(lastPid, pid);
        return pid;
    }

    private void dieIn(Child child, long nanosMax, ExitStatus status) {
        in(
                nanosMax == 0 ? 0 : random.nextLong(nanosMax),
                () -> {
                    if (!child.dead) {
                        child.dead = true;
                        in(random.nextLong(5 * MILLISECOND), () -> reap(child, status));
                    }
                });
    }

    private void reap(Child child, ExitStatus status) {
        children.remove(child.pid);
        if (child.leaves) {
            groups.put(child.pid, child.id);
            if (random.nextInt(3) == 0) {
                emptyGroup(child.pid, 10 * SECOND);
            }
        }
        send(child.id, new Event.ChildExited(child.pid, status, child.leaves));
    }

    private void emptyGroup(int pid, long nanosMax) {
        in(
                random.nextLong(nanosMax),
                () -> {
                    ProcessId id = groups.remove(pid);
                    if (id != null) {
                        send(id, new Event.GroupEmptied(pid));
                    }
                });
    }

    private void signal(Effect.SendSignal order) {
        boolean kills = order.signal() == Signals.SIGKILL;
        Child child = children.get(order.pid());
        if (child != null) {
            if (kills && child.hangs) {
                dieIn(child, 60 * SECOND, new ExitStatus.Signaled(9, false));
            } else if (kills) {
                dieIn(child, 5 * MILLISECOND, new ExitStatus.Signaled(9, false));
            } else if (!child.ignoresStop) {
                dieIn(child, 2 * SECOND, new ExitStatus.Code(0));
            }
        } else if (kills && random.nextInt(10) > 0) {
            emptyGroup(order.pid(), 5 * MILLISECOND);
        } else if (random.nextBoolean()) {
            emptyGroup(order.pid(), 20 * SECOND);
        }
    }

    private void reload() {
        FleetSpec next = configurations.next();
        laws.reloading(fleet.plan(next));
        note("reload");
        perform(fleet.reload(next, nowNanos));
        laws.checkReloaded(next);
    }

    /// One command, and the next one later.
    private void operate() {
        if (!fleet.isShuttingDown()) {
            switch (random.nextInt(12)) {
                case 0, 1 -> reload();
                case 2, 3 -> command(new Event.StartRequested());
                case 4, 5 -> command(new Event.StopRequested());
                case 6, 7 -> command(new Event.RestartRequested());
                case 8 -> command(new Event.KillRequested());
                case 9 -> disturb();
                default -> killOneByHand();
            }
        } else {
            command(new Event.StartRequested());
        }
        in(random.nextLong(random.nextInt(4) == 0 ? 20 * SECOND : SECOND), this::operate);
    }

    private void command(Event event) {
        List<ProcessId> all =
                fleet.resolve(random.nextInt(5) == 0 ? "all" : "p" + random.nextInt(4));
        List<ProcessId> chosen = new ArrayList<>(all);
        if (random.nextBoolean() && chosen.size() > 1) {
            chosen = List.of(chosen.get(random.nextInt(chosen.size())));
        }
        chosen.forEach(id -> send(id, event));
    }

    /// Events that come too late, too early, or to the wrong address.
    private void disturb() {
        var id = new ProcessId("p" + random.nextInt(5), random.nextInt(5));
        send(id, new Event.DeadlineReached());
        send(id, new Event.Retuned());
        send(id, new Event.GroupEmptied(99));
        send(id, new Event.ChildExited(99, new ExitStatus.Unknown(), true));
    }

    private void killOneByHand() {
        children.values().stream()
                .filter(child -> !child.dead && !child.hangs)
                .sorted((a, b) -> Integer.compare(a.pid, b.pid))
                .skip(random.nextInt(4))
                .findFirst()
                .ifPresent(child -> dieIn(child, 0, new ExitStatus.Signaled(9, false)));
    }

    private void note(String line) {
        String timed = nowNanos + " " + line;
        tapeHash = 31 * tapeHash + timed.hashCode();
        tape.addLast(timed);
        if (tape.size() > TAPE_LINES) {
            tape.removeFirst();
        }
    }
}
