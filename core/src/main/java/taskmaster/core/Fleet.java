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

    private static final Comparator<Member> STOP_ORDER =
            Comparator.comparingInt((Member member) -> member.spec.supervision().priority())
                    .reversed();

    private final StepFunction step;
    private final Map<ProcessId, Member> members = new LinkedHashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Descent descent = new Descent();
    private FleetSpec wanted = FleetSpec.EMPTY;
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
    /// While everything is being shut down nothing happens.
    public List<Order> reload(FleetSpec next, long nowNanos) {
        if (shuttingDown) {
            return List.of();
        }
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
        if (line.action() == Action.RETUNE) {
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

    /// What follows from an event of one process. Facts about processes that are gone are ignored,
    /// and so are orders to what leaves and orders to start while everything is being shut down.
    public List<Order> handle(ProcessId id, Event event, long nowNanos) {
        Member member = members.get(id);
        if (member == null || isRefused(member, event)) {
            return List.of();
        }
        List<Order> orders = new ArrayList<>(4);
        advance(member, event, nowNanos, orders);
        descend(nowNanos, orders);
        return orders;
    }

    private boolean isRefused(Member member, Event event) {
        return switch (event) {
            case Event.StartRequested _, Event.RestartRequested _ -> member.leaving || shuttingDown;
            case Event.StopRequested _ -> member.leaving;
            case Event.RemoveRequested _,
                    Event.KillRequested _,
                    Event.Retuned _,
                    Event.Spawned _,
                    Event.SpawnFailed _,
                    Event.ChildExited _,
                    Event.GroupEmptied _,
                    Event.DeadlineReached _ ->
                    false;
        };
    }

    /// What follows from all deadlines that have come.
    public List<Order> fire(long nowNanos) {
        if (deadlines.next() > nowNanos) {
            return List.of();
        }
        List<Order> orders = new ArrayList<>();
        for (ProcessId id = deadlines.poll(nowNanos); id != null; id = deadlines.poll(nowNanos)) {
            Member member = members.get(id);
            if (member != null) {
                serve(member, nowNanos, orders);
                descend(nowNanos, orders);
            }
        }
        return orders;
    }

    private void serve(Member member, long nowNanos, List<Order> orders) {
        var reached = new Event.DeadlineReached();
        advance(member, reached, nowNanos, orders);
        if (member.record.state().deadline() <= nowNanos) {
            var fault = new IllegalStateException("a deadline that was served has not moved");
            enter(member, contained(member, reached, fault), orders);
        }
    }

    /// When [#fire] has something to do next; [ProcessState#NO_DEADLINE] if nothing is timed.
    public long nextDeadlineNanos() {
        return deadlines.next();
    }

    private void advance(Member member, Event event, long nowNanos, List<Order> orders) {
        member.remember(event);
        Step outcome;
        try {
            outcome = step.step(member.spec, member.record, event, nowNanos);
        } catch (RuntimeException fault) {
            outcome = contained(member, event, fault);
        }
        enter(member, shuttingDown ? Descent.grounded(outcome) : outcome, orders);
    }

    private Step contained(Member member, Event event, RuntimeException fault) {
        return Containment.step(
                member.record, event, member.tape, fault, member.leaving, shuttingDown);
    }

    /// Whether it only waited for the end of a process that is out of service.
    private static boolean isBuried(Member member) {
        return member.leaving
                && member.record.state() instanceof ProcessState.Unknown unknown
                && unknown.pid() == 0
                && member.record.history().survivor() == null;
    }

    private void enter(Member member, Step outcome, List<Order> orders) {
        boolean wasActive = member.record.state().phase().isActive();
        member.record = outcome.record();
        boolean gone = false;
        for (Effect effect : outcome.effects()) {
            orders.add(new Order(member.spec, effect));
            gone |= effect instanceof Effect.Forget;
        }
        if (!gone && isBuried(member)) {
            orders.add(new Order(member.spec, new Effect.Forget()));
            gone = true;
        }
        if (gone) {
            members.remove(member.spec.id());
        }
        deadlines.set(
                member.spec.id(),
                gone ? ProcessState.NO_DEADLINE : member.record.state().deadline());
        if (shuttingDown) {
            count(member, wasActive);
        }
    }

    /// The processes that a name means, in file order; none if there is no such name. Names are
    /// `all`, `PROGRAM`, `PROGRAM:*`, `PROGRAM:INDEX` and the displayed name.
    public List<ProcessId> resolve(String name) {
        Predicate<ProcessSpec> meant = Names.matching(name);
        return members.values().stream()
                .map(Member::spec)
                .filter(meant)
                .map(ProcessSpec::id)
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
        List<Order> orders = new ArrayList<>();
        if (shuttingDown) {
            return orders;
        }
        for (Member member : List.copyOf(members.values())) {
            if (Descent.mustStopNow(member.record.state())) {
                advance(member, new Event.StopRequested(), nowNanos, orders);
            }
        }
        shuttingDown = true;
        for (ProcessId id : stopOrder(members.keySet())) {
            Member member = members.get(id);
            if (member != null && member.record.state().phase().isActive()) {
                descent.add(id, member.spec.supervision().priority());
            }
        }
        descend(nowNanos, orders);
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
        return shuttingDown && descent.isOver();
    }

    private void descend(long nowNanos, List<Order> orders) {
        for (List<ProcessId> told = descent.next(); told != null; told = descent.next()) {
            for (ProcessId id : told) {
                Member member = members.get(id);
                if (member != null && Descent.isUp(member.record.state().phase())) {
                    advance(member, new Event.StopRequested(), nowNanos, orders);
                }
            }
        }
    }

    private void count(Member member, boolean wasActive) {
        boolean isActive = member.record.state().phase().isActive();
        int priority = member.spec.supervision().priority();
        if (wasActive && !isActive) {
            descent.left(priority);
        } else if (!wasActive && isActive) {
            descent.entered(priority);
        }
    }
}
