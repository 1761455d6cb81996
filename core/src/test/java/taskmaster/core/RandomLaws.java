package taskmaster.core;

import static taskmaster.core.Specs.SECOND;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What must hold in a [RandomWorld] after every event.
final class RandomLaws {

    /// A spawn that is called off, `stoptime`, SIGKILL to the process, then to its group.
    private static final long STOPPING_NANOS_MAX =
            RandomWorld.SPAWN_NANOS_MAX
                    + RandomConfigurations.STOP_WAIT_NANOS_MAX
                    + 2 * Limits.KILL_WAIT_NANOS
                    + SECOND;

    private static final long DOWN_NANOS_MAX =
            (RandomConfigurations.PRIORITIES + 1) * STOPPING_NANOS_MAX;

    private final RandomWorld world;
    private final Map<ProcessId, Long> stoppingSince = new HashMap<>();
    private final Map<ProcessId, Integer> spawns = new HashMap<>();
    private final Set<ProcessId> wantedDown = new HashSet<>();
    private final Set<ProcessId> wantedUp = new HashSet<>();
    private long downByNanos = Long.MAX_VALUE;

    RandomLaws(RandomWorld world) {
        this.world = world;
    }

    private static void law(boolean holds, String law, Object what) {
        if (!holds) {
            throw new AssertionError(law + ": " + what);
        }
    }

    /// Remembers what the last order to a process wants of it.
    void ordered(ProcessId id, Event event) {
        Fleet.Member member = world.fleet.member(id);
        if (member == null || member.isLeaving()) {
            return;
        }
        boolean down = event instanceof Event.StopRequested || event instanceof Event.KillRequested;
        boolean up =
                event instanceof Event.StartRequested || event instanceof Event.RestartRequested;
        if (down || (up && !world.fleet.isShuttingDown())) {
            want(id, up);
        }
    }

    private void want(ProcessId id, boolean up) {
        (up ? wantedUp : wantedDown).add(id);
        (up ? wantedDown : wantedUp).remove(id);
        spawns.remove(id);
    }

    void reloading(ReloadPlan plan) {
        for (ReloadPlan.Line line : plan.lines()) {
            switch (line.action()) {
                case START, RESPAWN -> want(line.id(), true);
                case ADD -> want(line.id(), false);
                case STOP -> {
                    wantedUp.remove(line.id());
                    wantedDown.remove(line.id());
                }
                case KEEP, RETUNE -> {}
            }
        }
    }

    void checkReloaded(FleetSpec wanted) {
        var ids =
                world.fleet.members().stream()
                        .filter(member -> !member.isLeaving())
                        .map(Fleet.Member::spec)
                        .toList();
        var expected = wanted.programs().stream().flatMap(p -> p.processes().stream()).toList();
        law(ids.equals(expected), "the fleet is as configured", ids);
        law(world.fleet.plan(wanted).isEmpty(), "a second reload has nothing to do", wanted);
    }

    void shutDown() {
        downByNanos = world.nowNanos + DOWN_NANOS_MAX;
        wantedUp.clear();
    }

    /// Checks an order at the moment when it is given.
    void check(Order order) {
        ProcessId id = order.spec().id();
        switch (order.effect()) {
            case Effect.Spawn _ -> checkSpawn(order.spec());
            case Effect.SendSignal signal -> checkSignal(signal);
            case Effect.Forget _ -> {
                law(!world.spawning.contains(id), "forgotten during a spawn", id);
                law(unreaped(id) == 0, "forgotten while it lives", id);
                stoppingSince.remove(id);
            }
            case Effect.Publish publish -> {
                law(!(publish.notice() instanceof Notice.Faulted), "no fault", publish);
                if (publish.notice() instanceof Notice.BecameRunning) {
                    spawns.remove(id);
                }
            }
        }
    }

    private void checkSpawn(ProcessSpec spec) {
        ProcessId id = spec.id();
        law(!world.fleet.isShuttingDown(), "spawned during a shutdown", id);
        law(!world.spawning.contains(id), "two spawns at once", id);
        law(unreaped(id) == 0, "spawned beside a living process", id);
        int count = spawns.merge(id, 1, Integer::sum);
        law(count <= RandomConfigurations.START_RETRIES_MAX + 1, "too many attempts", id);
        Fleet.Member member = world.fleet.member(id);
        if (member != null && member.record().state() instanceof ProcessState.Spawning spawning) {
            law(
                    spawning.attempt() <= spec.supervision().startRetries() + 1,
                    "an attempt beyond startretries + 1",
                    spawning);
        }
    }

    private void checkSignal(Effect.SendSignal signal) {
        boolean unreaped = world.children.containsKey(signal.pid());
        boolean group = world.groups.containsKey(signal.pid());
        switch (signal.scope()) {
            case LEADER -> law(unreaped, "a signal to a reaped process", signal);
            case GROUP -> law(unreaped || group, "a signal to a group that is gone", signal);
        }
    }

    void checkBirth(RandomWorld.Child child) {
        law(unreaped(child.id) == 0, "two live processes", child.id);
    }

    void checkDeadlines() {
        law(
                world.fleet.nextDeadlineNanos() > world.nowNanos,
                "a deadline in the past was not served",
                world.fleet.nextDeadlineNanos());
    }

    void check() {
        for (RandomWorld.Child child : world.children.values()) {
            Fleet.Member member = world.fleet.member(child.id);
            law(member != null && knows(member, child.pid), "an unknown live child", child.pid);
        }
        for (Fleet.Member member : world.fleet.members()) {
            check(member);
        }
        law(world.nowNanos <= downByNanos, "the shutdown takes too long", downByNanos);
    }

    private void check(Fleet.Member member) {
        ProcessId id = member.spec().id();
        ProcessState state = member.record().state();
        Phase phase = state.phase();
        int pid = state.livingPid();
        law(pid == 0 || isChild(pid, id), "a ghost", state);
        History.Survivor survivor = member.record().history().survivor();
        law(survivor == null || isChild(survivor.pid(), id), "a dead survivor", state);
        boolean awaits =
                state instanceof ProcessState.Spawning || state instanceof ProcessState.Cancelling;
        law(awaits == world.spawning.contains(id), "spawns under way are known", state);
        if (wantedDown.contains(id)) {
            boolean up =
                    switch (phase) {
                        case STARTING, RUNNING, BACKOFF -> true;
                        case STOPPED, STOPPING, EXITED, ABORTED, UNKNOWN -> false;
                    };
            law(!up, "a lost stop", id + " " + state);
        }
        law(!(wantedUp.contains(id) && phase == Phase.STOPPED), "a lost start", id + " " + state);
        law(phase != Phase.UNKNOWN, "out of service", state);
        if (member.isLeaving() && !world.fleet.isShuttingDown()) {
            law(isToBeRemoved(state), "a lost removal", id + " " + state);
        }
        checkStopping(member, phase);
    }

    private static boolean isToBeRemoved(ProcessState state) {
        return switch (state) {
            case ProcessState.Cancelling s -> s.next() instanceof Next.Remove;
            case ProcessState.Stopping s -> s.next() instanceof Next.Remove;
            case ProcessState.Sweeping s -> s.next() instanceof Next.Remove;
            case ProcessState.Stopped _,
                    ProcessState.Spawning _,
                    ProcessState.Starting _,
                    ProcessState.Running _,
                    ProcessState.Backoff _,
                    ProcessState.Exited _,
                    ProcessState.Aborted _,
                    ProcessState.Unknown _ ->
                    false;
        };
    }

    private void checkStopping(Fleet.Member member, Phase phase) {
        ProcessId id = member.spec().id();
        boolean givenUp = member.record().history().survivor() != null;
        if (phase != Phase.STOPPING || givenUp) {
            stoppingSince.remove(id);
            return;
        }
        long since = stoppingSince.computeIfAbsent(id, _ -> world.nowNanos);
        law(world.nowNanos - since <= STOPPING_NANOS_MAX, "a stop without end", id);
    }

    void checkDown() {
        Set<Integer> survivors =
                world.fleet.members().stream()
                        .map(member -> member.record().history().survivor())
                        .filter(survivor -> survivor != null)
                        .map(History.Survivor::pid)
                        .collect(Collectors.toSet());
        law(world.spawning.isEmpty(), "down, but a spawn is under way", world.spawning);
        law(survivors.equals(world.children.keySet()), "down, but alive", world.children.keySet());
    }

    private boolean isChild(int pid, ProcessId id) {
        RandomWorld.Child child = world.children.get(pid);
        return child != null && child.id.equals(id);
    }

    private static boolean knows(Fleet.Member member, int pid) {
        return member.record().state().livingPid() == pid
                || member.record().history().isSurvivor(pid);
    }

    private long unreaped(ProcessId id) {
        return world.children.values().stream().filter(child -> child.id.equals(id)).count();
    }
}
