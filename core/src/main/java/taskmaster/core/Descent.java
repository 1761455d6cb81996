package taskmaster.core;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The order of a shutdown: processes of equal priority form a tier, and a tier is told to stop
/// when all above it (higher numbers) are down.
final class Descent {

    private static final class Tier {
        private final List<ProcessId> ids = new ArrayList<>();
        private int active;
        private boolean told;
    }

    private final TreeMap<Integer, Tier> tiers = new TreeMap<>();

    /// Adds a process that is up or on its way down. To be called in stop order.
    void add(ProcessId id, int priority) {
        Tier tier = tiers.computeIfAbsent(priority, _ -> new Tier());
        tier.ids.add(id);
        tier.active++;
    }

    /// A process has become active again (only to be ended).
    void entered(int priority) {
        Tier tier = tiers.get(priority);
        if (tier == null) {
            tier = new Tier();
            tier.told = true;
            tiers.put(priority, tier);
        }
        tier.active++;
    }

    /// A process is down.
    void left(int priority) {
        Tier tier = tiers.get(priority);
        if (tier != null) {
            tier.active--;
        }
    }

    /// The processes that are to be told to stop now, in this order; null if nothing is to be done
    /// before further processes are down.
    @Nullable List<ProcessId> next() {
        for (Map.Entry<Integer, Tier> last = tiers.lastEntry();
                last != null;
                last = tiers.lastEntry()) {
            Tier tier = last.getValue();
            if (!tier.told) {
                tier.told = true;
                return tier.ids;
            }
            if (tier.active > 0) {
                return null;
            }
            tiers.pollLastEntry();
        }
        return null;
    }

    boolean isOver() {
        return tiers.isEmpty();
    }

    /// Whether it might yet start something, or is out of service but alive, although everything is
    /// to go down.
    static boolean mustStopNow(ProcessState state) {
        return state instanceof ProcessState.Backoff
                || state instanceof ProcessState.Spawning
                || (state instanceof ProcessState.Unknown && state.livingPid() != 0)
                || state.phase() == Phase.STOPPING;
    }

    /// What would start again by itself stays down, for everything is being shut down.
    static Step grounded(Step outcome) {
        ProcessState state = outcome.record().state();
        boolean starts =
                state instanceof ProcessState.Backoff || state instanceof ProcessState.Spawning;
        if (!starts) {
            return outcome;
        }
        List<Effect> effects =
                outcome.effects().stream().filter(effect -> !isOfStart(effect)).toList();
        var record = new ProcessRecord(new ProcessState.Stopped(true), outcome.record().history());
        return new Step(record, effects);
    }

    private static boolean isOfStart(Effect effect) {
        return effect instanceof Effect.Spawn
                || (effect instanceof Effect.Publish publish
                        && publish.notice() instanceof Notice.BackedOff);
    }

    static boolean isUp(Phase phase) {
        return switch (phase) {
            case STARTING, RUNNING, BACKOFF -> true;
            case STOPPED, STOPPING, EXITED, ABORTED, UNKNOWN -> false;
        };
    }
}
