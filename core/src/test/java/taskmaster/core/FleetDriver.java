package taskmaster.core;

import java.util.ArrayList;
import java.util.List;

/// A fleet with a kernel that does at once what it is told: spawns succeed, and processes die when
/// the test says so.
final class FleetDriver {

    final Fleet fleet;
    long nowNanos = 1000 * Specs.SECOND;
    private int nextPid = 100;
    private final List<String> log = new ArrayList<>();

    FleetDriver() {
        this(Lifecycle::step);
    }

    FleetDriver(Fleet.StepFunction step) {
        fleet = new Fleet(step);
    }

    /// A fleet that runs this configuration; what is to start is RUNNING.
    static FleetDriver running(Specs... programs) {
        var driver = new FleetDriver();
        driver.reload(programs);
        driver.settle();
        driver.drain();
        return driver;
    }

    FleetDriver reload(Specs... programs) {
        return perform(fleet.reload(Specs.fleet(programs), nowNanos));
    }

    FleetDriver send(ProcessId id, Event event) {
        return perform(fleet.handle(id, event, nowNanos));
    }

    FleetDriver fire() {
        return perform(fleet.fire(nowNanos));
    }

    /// Lets the time pass to the next deadline, and serves it.
    FleetDriver nextDeadline() {
        nowNanos = Math.max(nowNanos, fleet.nextDeadlineNanos());
        return fire();
    }

    FleetDriver shutDown() {
        return perform(fleet.shutDown(nowNanos));
    }

    FleetDriver kill() {
        return perform(fleet.kill(nowNanos));
    }

    /// Lets `starttime` pass for all.
    FleetDriver settle() {
        nowNanos += 2 * Specs.SECOND;
        return fire();
    }

    /// It ends as told, or by itself.
    FleetDriver dies(String name) {
        return dies(name, 0, false);
    }

    FleetDriver dies(String name, int code, boolean leftovers) {
        ProcessId id = id(name);
        return send(id, new Event.ChildExited(pid(name), new ExitStatus.Code(code), leftovers));
    }

    ProcessId id(String name) {
        List<ProcessId> ids = fleet.resolve(name);
        if (ids.size() != 1) {
            throw new AssertionError(name + " means " + ids);
        }
        return ids.getFirst();
    }

    ProcessRecord record(String name) {
        Fleet.Member member = fleet.member(id(name));
        if (member == null) {
            throw new AssertionError("no " + name);
        }
        return member.record();
    }

    Phase phase(String name) {
        return record(name).state().phase();
    }

    int pid(String name) {
        return record(name).state().livingPid();
    }

    /// All displayed names and their phases, in the order of the fleet.
    List<String> phases() {
        return fleet.members().stream()
                .map(member -> member.spec().name() + " " + member.record().state().phase())
                .toList();
    }

    /// What was ordered since the last call: `spawn web`, `SIGTERM web`, `forget web`, ...
    List<String> drain() {
        List<String> ordered = List.copyOf(log);
        log.clear();
        return ordered;
    }

    private FleetDriver perform(List<Order> orders) {
        for (Order order : orders) {
            String name = order.spec().name();
            switch (order.effect()) {
                case Effect.Spawn _ -> log.add("spawn " + name);
                case Effect.SendSignal e ->
                        log.add(
                                Signals.name(e.signal())
                                        + (e.scope() == Effect.Scope.GROUP ? " group of " : " ")
                                        + name);
                case Effect.Forget _ -> log.add("forget " + name);
                case Effect.Publish e -> {
                    if (e.notice() instanceof Notice.Faulted) {
                        log.add("fault " + name);
                    }
                }
            }
        }
        for (Order order : orders) {
            if (order.effect() instanceof Effect.Spawn) {
                send(order.spec().id(), new Event.Spawned(nextPid++));
            }
        }
        return this;
    }
}
