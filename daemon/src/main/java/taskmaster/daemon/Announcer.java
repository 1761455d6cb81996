package taskmaster.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import taskmaster.api.EventRecord;
import taskmaster.api.ProcessOutput;
import taskmaster.core.Describe;
import taskmaster.core.Notice;
import taskmaster.core.Phase;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessSpec;
import taskmaster.core.Signals;
import taskmaster.daemon.control.LogStream;
import taskmaster.daemon.output.OutputEvent;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tells the log and all listeners what happens. The loop's thread only, but for [#listen] and
/// [#dismiss].
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger("process");
    private static final Logger OUTPUT_LOG = LoggerFactory.getLogger("output");

    private final List<Consumer<EventRecord>> listeners = new CopyOnWriteArrayList<>();
    private final WallClock clock;
    private Function<ProcessSpec, ProcessOutput> outputs = _ -> ProcessOutput.NOTHING;

    /// Processes that went down by themselves: when they come back they are restarted.
    private final Set<ProcessId> fallen = new HashSet<>();

    private @Nullable AlertNews alerts;
    private long lastId;

    Announcer(WallClock clock) {
        this.clock = clock;
    }

    /// Takes what tells how much has passed through the streams of a process, for the events of its
    /// end.
    void countOutput(Function<ProcessSpec, ProcessOutput> source) {
        outputs = source;
    }

    /// Also tells these. The loop's thread, or before it runs.
    void alertBy(AlertNews news) {
        alerts = news;
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
        publish(type, null, message, null, null, null, null);
    }

    /// Something that happened to a stream. What operators must know stands in the log already: the
    /// output thread itself says it at once.
    ///
    /// @param name of the process
    void announceOutput(String name, OutputEvent event) {
        if (event.kind() == OutputEvent.Kind.ROTATED) {
            OUTPUT_LOG.debug("{}: {}", name, event.message());
        }
        if (alerts != null) {
            alerts.output(event);
        }
        publish(
                "output." + event.kind().name().toLowerCase(Locale.ROOT),
                name,
                event.message(),
                null,
                null,
                streamName(event.stream()),
                OutputViews.of(event.stream(), event.counters()));
    }

    /// Says that events about output came faster than they could be told.
    void announceMissedOutput(long count) {
        String message = count + " events about output were left out: they came too fast";
        OUTPUT_LOG.warn("{}", message);
        publish("output.missed", null, message, null, null, null, null);
    }

    private static String streamName(LogStream stream) {
        return switch (stream) {
            case STDOUT -> "stdout";
            case STDERR -> "stderr";
        };
    }

    void announce(ProcessSpec spec, Notice notice) {
        if (alerts != null) {
            alerts.notice(spec, notice);
        }
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
                tellEnd(
                        spec,
                        Level.INFO,
                        "stopped",
                        n.pid() == 0
                                ? "stopped"
                                : "stopped: pid %d, %s"
                                        .formatted(n.pid(), Describe.status(n.status())),
                        Phase.STOPPED);
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
            tellEnd(spec, Level.INFO, "exited", "exited: " + how, Phase.EXITED);
        } else {
            tellEnd(
                    spec,
                    Level.WARN,
                    "exited_unexpectedly",
                    "exited unexpectedly: " + how,
                    Phase.EXITED);
        }
    }

    /// An end also tells what has passed through the streams by then; what the process wrote last
    /// may not be among it yet.
    private void tellEnd(ProcessSpec spec, Level level, String type, String message, Phase phase) {
        LOG.atLevel(level).log("{}: {}", spec.name(), message);
        ProcessOutput output = listeners.isEmpty() ? null : outputs.apply(spec);
        publish("process." + type, spec.name(), message, phase.name(), null, null, output);
    }

    private void tell(
            ProcessSpec spec,
            Level level,
            String type,
            String message,
            @Nullable Phase phase,
            @Nullable Integer pid) {
        LOG.atLevel(level).log("{}: {}", spec.name(), message);
        String state = phase == null ? null : phase.name();
        publish("process." + type, spec.name(), message, state, pid, null, null);
    }

    private void publish(
            String type,
            @Nullable String name,
            String message,
            @Nullable String state,
            @Nullable Integer pid,
            @Nullable String stream,
            @Nullable ProcessOutput output) {
        lastId++;
        if (listeners.isEmpty()) {
            return;
        }
        String time = clock.iso(System.nanoTime());
        var event = new EventRecord(lastId, time, type, name, message, state, pid, stream, output);
        listeners.forEach(listener -> listener.accept(event));
    }
}
