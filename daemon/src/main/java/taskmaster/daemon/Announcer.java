package taskmaster.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import taskmaster.api.EventRecord;
import taskmaster.core.Describe;
import taskmaster.core.Notice;
import taskmaster.core.Phase;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessSpec;
import taskmaster.core.Signals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Tells the log and all listeners what happens. The loop's thread only, but for [#listen] and
/// [#dismiss].
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger("process");

    private final List<Consumer<EventRecord>> listeners = new CopyOnWriteArrayList<>();
    private final WallClock clock;

    /// Processes that went down by themselves: when they come back they are restarted.
    private final Set<ProcessId> fallen = new HashSet<>();

    private long lastId;

    Announcer(WallClock clock) {
        this.clock = clock;
    }

    /// Calls the listener, which must not block, with every event from now on. Any thread.
    void listen(Consumer<EventRecord> listener) {
        listeners.add(listener);
    }

    /// Calls it no more. Any thread.
    void dismiss(Consumer<EventRecord> listener) {
        listeners.remove(listener);
    }

    /// Something that is about the daemon itself.
    void announce(String type, String message) {
        publish(type, null, message, null, null);
    }

    void announce(ProcessSpec spec, Notice notice) {
        switch (notice) {
            case Notice.Started n -> started(spec, n);
            case Notice.BecameRunning n ->
                    tell(spec, Level.INFO, "running", running(spec), Phase.RUNNING, n.pid());
            case Notice.StartFailed n -> {
                fallen.add(spec.id());
                tell(
                        spec,
                        Level.WARN,
                        "start_failed",
                        "start failed (attempt %d of %d): %s"
                                .formatted(n.attempt(), n.attempts(), n.reason()),
                        null,
                        null);
            }
            case Notice.Exited n -> exited(spec, n);
            case Notice.BackedOff n ->
                    tell(
                            spec,
                            Level.INFO,
                            "backoff",
                            "next attempt in " + Describe.duration(n.delayNanos()),
                            Phase.BACKOFF,
                            null);
            case Notice.Aborted n ->
                    tell(
                            spec,
                            Level.ERROR,
                            "aborted",
                            "ABORTED, not tried again: " + n.reason(),
                            Phase.ABORTED,
                            null);
            case Notice.StopSent n ->
                    tell(
                            spec,
                            Level.INFO,
                            "stopping",
                            "stopping: sent %s to pid %d"
                                    .formatted(Signals.name(n.signal()), n.pid()),
                            Phase.STOPPING,
                            n.pid());
            case Notice.KillSent n ->
                    tell(
                            spec,
                            Level.WARN,
                            "killed",
                            "sent SIGKILL to pid " + n.pid() + " and its group",
                            Phase.STOPPING,
                            n.pid());
            case Notice.SweepBegan n ->
                    tell(
                            spec,
                            Level.INFO,
                            "sweeping",
                            "pid %d left processes of its group behind; ending them"
                                    .formatted(n.pid()),
                            Phase.STOPPING,
                            null);
            case Notice.Stopped n -> {
                fallen.remove(spec.id());
                tell(
                        spec,
                        Level.INFO,
                        "stopped",
                        n.pid() == 0
                                ? "stopped"
                                : "stopped: pid %d, %s"
                                        .formatted(n.pid(), Describe.status(n.status())),
                        Phase.STOPPED,
                        null);
            }
            case Notice.Survived n ->
                    tell(
                            spec,
                            Level.ERROR,
                            "survived",
                            "pid %d or its group still lives after SIGKILL; giving up on it"
                                    .formatted(n.pid()),
                            null,
                            n.pid());
            case Notice.Faulted n ->
                    tell(
                            spec,
                            Level.ERROR,
                            "faulted",
                            "out of service, please report it: %s; events: %s"
                                    .formatted(n.reason(), n.tape()),
                            Phase.UNKNOWN,
                            null);
        }
    }

    private static String running(ProcessSpec spec) {
        long startNanos = spec.supervision().startNanos();
        return startNanos == 0 ? "RUNNING" : "RUNNING for " + Describe.duration(startNanos);
    }

    private void started(ProcessSpec spec, Notice.Started notice) {
        String word = fallen.remove(spec.id()) ? "restarted" : "started";
        String attempt = notice.attempt() == 1 ? "" : " (attempt " + notice.attempt() + ")";
        tell(
                spec,
                Level.INFO,
                "started",
                word + ", pid " + notice.pid() + attempt,
                spec.supervision().startNanos() == 0 ? Phase.RUNNING : Phase.STARTING,
                notice.pid());
    }

    private void exited(ProcessSpec spec, Notice.Exited notice) {
        fallen.add(spec.id());
        String how =
                "pid %d, %s after %s"
                        .formatted(
                                notice.pid(),
                                Describe.status(notice.status()),
                                Describe.duration(notice.ranNanos()));
        if (notice.expected()) {
            tell(spec, Level.INFO, "exited", "exited: " + how, Phase.EXITED, null);
        } else {
            tell(
                    spec,
                    Level.WARN,
                    "exited_unexpectedly",
                    "exited unexpectedly: " + how,
                    Phase.EXITED,
                    null);
        }
    }

    private void tell(
            ProcessSpec spec,
            Level level,
            String type,
            String message,
            @Nullable Phase phase,
            @Nullable Integer pid) {
        LOG.atLevel(level).log("{}: {}", spec.name(), message);
        publish("process." + type, spec.name(), message, phase == null ? null : phase.name(), pid);
    }

    private void publish(
            String type,
            @Nullable String name,
            String message,
            @Nullable String state,
            @Nullable Integer pid) {
        lastId++;
        if (listeners.isEmpty()) {
            return;
        }
        var event =
                new EventRecord(
                        lastId, clock.iso(System.nanoTime()), type, name, message, state, pid);
        listeners.forEach(listener -> listener.accept(event));
    }
}
