package taskmaster.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.core.Describe;
import taskmaster.core.Fleet;
import taskmaster.core.History;
import taskmaster.core.ProcessState;

/// Writes all that the daemon knows into its log: SIGUSR1. The loop's thread only.
final class StateDump {

    private static final Logger LOG = LoggerFactory.getLogger("dump");

    private StateDump() {}

    static void log(Fleet fleet) {
        long nowNanos = System.nanoTime();
        LOG.info("state of {} processes:", fleet.members().size());
        for (Fleet.Member member : fleet.members()) {
            LOG.info(
                    "{}: {}{}; {}",
                    member.spec().name(),
                    state(member.record().state(), nowNanos),
                    member.isLeaving() ? " (being removed)" : "",
                    history(member.record().history(), nowNanos));
        }
        Runtime runtime = Runtime.getRuntime();
        LOG.info(
                "heap {} kB used of {} kB; {} threads",
                (runtime.totalMemory() - runtime.freeMemory()) / 1024,
                runtime.totalMemory() / 1024,
                Thread.activeCount());
    }

    static String state(ProcessState state, long nowNanos) {
        String name = state.phase().name();
        return switch (state) {
            case ProcessState.Stopped s -> name + (s.byOperator() ? "" : ", never started");
            case ProcessState.Spawning s -> name + ", being spawned, attempt " + s.attempt();
            case ProcessState.Cancelling _ -> name + ", its start is being called off";
            case ProcessState.Starting s ->
                    "%s, pid %d for %s, attempt %d, RUNNING in %s"
                            .formatted(
                                    name,
                                    s.pid(),
                                    Describe.duration(nowNanos - s.startedNanos()),
                                    s.attempt(),
                                    Describe.duration(s.deadlineNanos() - nowNanos));
            case ProcessState.Running s ->
                    "%s, pid %d for %s"
                            .formatted(
                                    name, s.pid(), Describe.duration(nowNanos - s.startedNanos()));
            case ProcessState.Backoff s ->
                    "%s, attempt %d in %s: %s"
                            .formatted(
                                    name,
                                    s.attempt(),
                                    Describe.duration(s.dueNanos() - nowNanos),
                                    s.reason());
            case ProcessState.Stopping s ->
                    "%s, pid %d, %s in %s"
                            .formatted(
                                    name,
                                    s.pid(),
                                    s.killed() ? "given up" : "SIGKILL",
                                    Describe.duration(s.deadlineNanos() - nowNanos));
            case ProcessState.Sweeping s ->
                    "%s, process group %d without its leader, %s in %s"
                            .formatted(
                                    name,
                                    s.pid(),
                                    s.killed() ? "given up" : "SIGKILL",
                                    Describe.duration(s.deadlineNanos() - nowNanos));
            case ProcessState.Exited s ->
                    name
                            + ", "
                            + (s.expected() ? "expected: " : "unexpected: ")
                            + Describe.status(s.status());
            case ProcessState.Aborted s -> name + ": " + s.reason();
            case ProcessState.Unknown s -> name + ", pid " + s.pid() + ": " + s.reason();
        };
    }

    static String history(History history, long nowNanos) {
        var text = new StringBuilder("restarts ").append(history.restarts());
        text.append(", quick deaths ").append(history.quickDeaths());
        History.LastExit last = history.last();
        if (last != null) {
            text.append(", last pid ").append(last.pid()).append(": ");
            text.append(Describe.status(last.status())).append(", ");
            text.append(Describe.duration(nowNanos - last.endedNanos())).append(" ago");
        }
        History.Survivor survivor = history.survivor();
        if (survivor != null) {
            text.append(", pid ").append(survivor.pid()).append(" outlives SIGKILL");
        }
        return text.toString();
    }
}
