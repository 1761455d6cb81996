package taskmaster.core;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ReloadPlan.Action;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// All supervised processes: their specs, states and deadlines, the order of starts and stops, and
/// how a reload is applied. Deterministic; owned by one thread, which passes the time in.
public final class Fleet {

    /// One step of one process; [Lifecycle#step] but in tests of faults.
    @FunctionalInterface
    public interface StepFunction {
        Step step(ProcessSpec spec, ProcessRecord record, Event event, long nowNanos);
    }

    /// One process at this moment. Changes under the reader, who is on the owning thread.
    public static final class Member {
        private ProcessSpec spec;
        private ProcessRecord record = ProcessRecord.NEW;
        private boolean leaving;
        private @Nullable Due due;
        private final Deque<Event> tape = new ArrayDeque<>(4);

        private Member(ProcessSpec spec) {
            this.spec = spec;
        }

        public ProcessSpec spec() {
            return spec;
        }

        public ProcessRecord record() {
            return record;
        }

        /// Whether it is no longer configured and only waits for its end.
        public boolean isLeaving() {
            return leaving;
        }

        private void remember(Event event) {
            if (tape.size() == Limits.TAPE_EVENTS) {
                tape.removeFirst();
            }
            tape.addLast(event);
        }
    }

    private record Due(long deadlineNanos, long sequence, ProcessId id) {}

    private static final Comparator<Member> STOP_ORDER =
            Comparator.comparingInt((Member member) -> member.spec.supervision().priority())
                    .reversed();

    private final StepFunction step;
    private final Map<ProcessId, Member> members = new LinkedHashMap<>();
    private final TreeSet<Due> dues =
            new TreeSet<>(
                    Comparator.comparingLong(Due::deadlineNanos).thenComparingLong(Due::sequence));
    private final TreeMap<Integer, Integer> activeByPriority = new TreeMap<>();
    private FleetSpec wanted = FleetSpec.EMPTY;
    private long sequence;
    private boolean shuttingDown;

    public Fleet(StepFunction step) {
        this.step = step;
    }

    /// All processes in file order; those that leave come last.
    public Collection<Member> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    public @Nullable Member member(ProcessId id) {
        return members.get(id);
    }

    /// The configuration in force.
    public FleetSpec wanted() {
        return wanted;
    }

    /// What a reload to `next` would do.
    public ReloadPlan plan(FleetSpec next) {
        return ReloadPlan.between(members, next);
    }

    /// Makes `next` the configuration in force: stops what left, replaces what must be, starts what
    /// is new. What a plan keeps is not touched. The first configuration is a reload from nothing.
    public List<Order> reload(FleetSpec next, long nowNanos) {
        ReloadPlan plan = plan(next);
        Map<ProcessId, ProcessSpec> specs = new LinkedHashMap<>();
        next.programs().forEach(p -> p.processes().forEach(s -> specs.put(s.id(), s)));
        List<Order> orders = new ArrayList<>();
        orders.addAll(dismiss(plan, nowNanos));
        List<ReloadPlan.Line> active = new ArrayList<>();
        for (ReloadPlan.Line line : plan.lines()) {
            if (line.action() != Action.STOP) {
                adopt(orders, line, specs.get(line.id()), nowNanos);
                active.add(line);
            }
        }
        arrange(specs.keySet());
        wanted = next;
        active.sort(Comparator.comparingInt(line -> priority(line.id())));
        for (ReloadPlan.Line line : active) {
            switch (line.action()) {
                case START ->
                        orders.addAll(handle(line.id(), new Event.StartRequested(), nowNanos));
                case RESPAWN ->
                        orders.addAll(handle(line.id(), new Event.RestartRequested(), nowNanos));
                case KEEP, RETUNE, ADD, STOP -> {}
            }
        }
        return orders;
    }

    private int priority(ProcessId id) {
        Member member = members.get(id);
        return member == null ? 0 : member.spec.supervision().priority();
    }

    private List<Order> dismiss(ReloadPlan plan, long nowNanos) {
        List<Member> leaving = new ArrayList<>();
        for (ReloadPlan.Line line : plan.lines()) {
            Member member = members.get(line.id());
            if (line.action() == Action.STOP && member != null) {
                leaving.add(member);
            }
        }
        Collections.reverse(leaving);
        leaving.sort(STOP_ORDER);
        List<Order> orders = new ArrayList<>();
        for (Member member : leaving) {
            member.leaving = true;
            orders.addAll(handle(member.spec.id(), new Event.RemoveRequested(), nowNanos));
        }
        return orders;
    }

    private void adopt(
            List<Order> orders, ReloadPlan.Line line, @Nullable ProcessSpec spec, long nowNanos) {
        if (spec == null) {
            return;
        }
        Member member = members.computeIfAbsent(line.id(), _ -> new Member(spec));
        boolean returned = member.leaving;
        member.leaving = false;
        member.spec = spec;
        if (returned) {
            orders.addAll(handle(line.id(), new Event.StopRequested(), nowNanos));
        }
        if (line.action() == Action.RETUNE || line.action() == Action.RESPAWN) {
            orders.addAll(handle(line.id(), new Event.Retuned(), nowNanos));
        }
    }

    /// File order, those that leave last.
    private void arrange(Collection<ProcessId> order) {
        Map<ProcessId, Member> arranged = new LinkedHashMap<>();
        for (ProcessId id : order) {
            Member member = members.remove(id);
            if (member != null) {
                arranged.put(id, member);
            }
        }
        arranged.putAll(members);
        members.clear();
        members.putAll(arranged);
    }

    /// What follows from an event of one process. Facts about processes that are gone are ignored.
    public List<Order> handle(ProcessId id, Event event, long nowNanos) {
        Member member = members.get(id);
        if (member == null) {
            return List.of();
        }
        List<Order> orders = new ArrayList<>(4);
        if (shuttingDown) {
            advanceDown(member, event, nowNanos, orders);
        } else {
            advance(member, event, nowNanos, orders);
        }
        return orders;
    }

    /// What follows from all deadlines that have come.
    public List<Order> fire(long nowNanos) {
        List<Order> orders = new ArrayList<>();
        while (!dues.isEmpty() && dues.first().deadlineNanos() <= nowNanos) {
            Due due = dues.removeFirst();
            Member member = members.get(due.id());
            if (member != null && due.equals(member.due)) {
                member.due = null;
                orders.addAll(handle(due.id(), new Event.DeadlineReached(), nowNanos));
            }
        }
        return orders;
    }

    /// When [#fire] has something to do next; [ProcessState#NO_DEADLINE] if nothing is timed.
    public long nextDeadlineNanos() {
        return dues.isEmpty() ? ProcessState.NO_DEADLINE : dues.first().deadlineNanos();
    }

    private void advance(Member member, Event event, long nowNanos, List<Order> orders) {
        member.remember(event);
        Step outcome;
        try {
            outcome = step.step(member.spec, member.record, event, nowNanos);
        } catch (RuntimeException fault) {
            outcome = outOfService(member, fault);
        }
        member.record = outcome.record();
        for (Effect effect : outcome.effects()) {
            orders.add(new Order(member.spec, effect));
            if (effect instanceof Effect.Forget) {
                members.remove(member.spec.id());
            }
        }
        retime(member);
    }

    /// Fail the program, not the daemon.
    private static Step outOfService(Member member, RuntimeException fault) {
        String reason = "internal fault: " + fault;
        var state = new ProcessState.Unknown(member.record.state().livingPid(), reason);
        return new Step(
                new ProcessRecord(state, member.record.history()),
                List.of(
                        new Effect.Publish(
                                new Notice.Faulted(
                                        reason, member.record.state() + " <- " + member.tape))));
    }

    private void retime(Member member) {
        ProcessId id = member.spec.id();
        long deadlineNanos =
                members.get(id) == member
                        ? member.record.state().deadline()
                        : ProcessState.NO_DEADLINE;
        Due due = member.due;
        if (due != null) {
            if (due.deadlineNanos() == deadlineNanos) {
                return;
            }
            dues.remove(due);
            member.due = null;
        }
        if (deadlineNanos != ProcessState.NO_DEADLINE) {
            member.due = new Due(deadlineNanos, sequence++, id);
            dues.add(member.due);
        }
    }

    /// The processes that a name means, in file order; none if there is no such name. Names are
    /// `all`, `PROGRAM`, `PROGRAM:*`, `PROGRAM:INDEX` and the displayed name.
    public List<ProcessId> resolve(String name) {
        if (name.equals("all")) {
            return select(_ -> true);
        }
        int colon = name.indexOf(':');
        if (colon < 0) {
            return select(member -> member.spec.id().program().equals(name));
        }
        String program = name.substring(0, colon);
        String part = name.substring(colon + 1);
        if (part.isEmpty() || part.equals("*")) {
            return select(member -> member.spec.id().program().equals(program));
        }
        return select(
                member ->
                        member.spec.id().program().equals(program)
                                && isPart(member.spec, name, part));
    }

    private static boolean isPart(ProcessSpec spec, String name, String part) {
        ProcessId id = spec.id();
        return spec.name().equals(name)
                || part.equals(Integer.toString(id.index()))
                || name.equals(id.displayName(2))
                || (spec.name().equals(id.program()) && part.equals(id.program()));
    }

    private List<ProcessId> select(Predicate<Member> wantedMember) {
        return members.values().stream()
                .filter(wantedMember)
                .map(member -> member.spec.id())
                .toList();
    }

    /// The ids given, in the order in which they are to be started.
    public List<ProcessId> startOrder(Collection<ProcessId> ids) {
        Set<ProcessId> chosen = Set.copyOf(ids);
        return members.values().stream()
                .filter(member -> chosen.contains(member.spec.id()))
                .sorted(Comparator.comparingInt(m -> m.spec.supervision().priority()))
                .map(member -> member.spec.id())
                .toList();
    }

    /// The ids given, in the order in which they are to be stopped: the reverse.
    public List<ProcessId> stopOrder(Collection<ProcessId> ids) {
        return startOrder(ids).reversed();
    }

    /// Stops everything for good: the highest priority number first, the next one when all of it is
    /// down. Nothing is started any more, and no reload may follow.
    public List<Order> shutDown(long nowNanos) {
        shuttingDown = true;
        List<Order> orders = new ArrayList<>();
        for (Member member : List.copyOf(members.values())) {
            if (isPending(member.record.state())) {
                advance(member, new Event.StopRequested(), nowNanos, orders);
            }
            if (member.record.state().phase().isActive()) {
                activeByPriority.merge(member.spec.supervision().priority(), 1, Integer::sum);
            }
        }
        stopHighestTier(nowNanos, orders);
        return orders;
    }

    /// Ends everything at once, by SIGKILL.
    public List<Order> kill(long nowNanos) {
        List<Order> orders = new ArrayList<>();
        if (!shuttingDown) {
            orders.addAll(shutDown(nowNanos));
        }
        for (ProcessId id : stopOrder(members.keySet())) {
            orders.addAll(handle(id, new Event.KillRequested(), nowNanos));
        }
        return orders;
    }

    public boolean isShuttingDown() {
        return shuttingDown;
    }

    /// Whether, after [#shutDown], nothing lives any more.
    public boolean isDown() {
        return shuttingDown && activeByPriority.isEmpty();
    }

    private void advanceDown(Member member, Event event, long nowNanos, List<Order> orders) {
        boolean wasActive = member.record.state().phase().isActive();
        if (event instanceof Event.StartRequested || event instanceof Event.RestartRequested) {
            return;
        }
        advance(member, event, nowNanos, orders);
        ProcessState state = member.record.state();
        if (state instanceof ProcessState.Backoff || state instanceof ProcessState.Spawning) {
            advance(member, new Event.StopRequested(), nowNanos, orders);
        }
        if (wasActive && !member.record.state().phase().isActive()) {
            int priority = member.spec.supervision().priority();
            boolean tierLives =
                    activeByPriority.computeIfPresent(
                                    priority, (_, count) -> count == 1 ? null : count - 1)
                            != null;
            if (!tierLives) {
                stopHighestTier(nowNanos, orders);
            }
        }
    }

    private void stopHighestTier(long nowNanos, List<Order> orders) {
        if (activeByPriority.isEmpty()) {
            return;
        }
        int highest = activeByPriority.lastKey();
        for (ProcessId id : stopOrder(members.keySet())) {
            Member member = members.get(id);
            if (member != null
                    && member.spec.supervision().priority() == highest
                    && isUp(member.record.state().phase())) {
                advance(member, new Event.StopRequested(), nowNanos, orders);
            }
        }
    }

    /// Whether it might yet start something although everything is to go down.
    private static boolean isPending(ProcessState state) {
        return state instanceof ProcessState.Backoff
                || state instanceof ProcessState.Spawning
                || state.phase() == Phase.STOPPING;
    }

    private static boolean isUp(Phase phase) {
        return switch (phase) {
            case STARTING, RUNNING, BACKOFF -> true;
            case STOPPED, STOPPING, EXITED, ABORTED, UNKNOWN -> false;
        };
    }
}
