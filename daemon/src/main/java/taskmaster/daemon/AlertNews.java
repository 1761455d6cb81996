package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertSettings;
import taskmaster.core.AlertSpec;
import taskmaster.core.AlertType;
import taskmaster.core.Describe;
import taskmaster.core.ExitStatus;
import taskmaster.core.Fleet;
import taskmaster.core.History;
import taskmaster.core.Next;
import taskmaster.core.Notice;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessSpec;
import taskmaster.core.ProcessState;
import taskmaster.core.Signals;
import taskmaster.daemon.alert.Alert;
import taskmaster.daemon.alert.Alerts;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.LogStream;
import taskmaster.daemon.output.OutputCapture;
import taskmaster.daemon.output.OutputEvent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes alerts of what happens. Nothing of [taskmaster.daemon.alert] is loaded before a
/// destination is configured. The loop's thread, but for [#engine] and [#close]; [#configure] also
/// before the loop runs.
final class AlertNews {

    private final OutputCapture output;
    private final Function<ProcessId, Fleet.@Nullable Member> members;
    private final Supplier<Alerts> makes;
    private volatile @Nullable Alerts engine;
    private AlertSpec daemon = AlertSpec.NONE;

    /// Pids of what has been started and is not RUNNING yet.
    private final Map<ProcessId, Integer> starting = new HashMap<>();

    private Failure lastFailure = new Failure(new ProcessId("", 0), 0, 0);

    /// @param pid 0: it could not be started
    private record Failure(ProcessId id, int pid, int attempt) {}

    /// @param makes makes the engine, when it is needed
    AlertNews(
            OutputCapture output,
            Function<ProcessId, Fleet.@Nullable Member> members,
            Supplier<Alerts> makes) {
        this.output = output;
        this.members = members;
        this.makes = makes;
    }

    /// Follows the settings from now on.
    void configure(AlertSettings settings) {
        Alerts alerts = engine;
        if (alerts == null && settings.destinations().isEmpty()) {
            return;
        }
        if (alerts == null) {
            alerts = makes.get();
            engine = alerts;
        }
        daemon = settings.daemon();
        alerts.configure(settings);
    }

    /// What brings alerts to people; null where nobody is to be told. Any thread.
    @Nullable Alerts engine() {
        return engine;
    }

    /// Waits a moment for what is being sent. Any thread.
    void close(long timeoutNanos) {
        Alerts alerts = engine;
        if (alerts != null) {
            alerts.close(timeoutNanos);
        }
    }

    /// Something happened to a process.
    void notice(ProcessSpec spec, Notice notice) {
        Alerts alerts = engine;
        if (alerts == null) {
            return;
        }
        switch (notice) {
            case Notice.Started n -> starting.put(spec.id(), n.pid());
            case Notice.StartFailed n -> {
                Integer pid = starting.remove(spec.id());
                lastFailure = new Failure(spec.id(), pid == null ? 0 : pid, n.attempt());
            }
            case Notice.BecameRunning _ -> {
                starting.remove(spec.id());
                if (alerts.isTroubled(spec.name())) {
                    tell(alerts, spec, AlertType.RECOVERED, "RUNNING again", null);
                }
            }
            case Notice.Exited n when !n.expected() ->
                    tell(
                            alerts,
                            spec,
                            AlertType.UNEXPECTED_EXIT,
                            "exited unexpectedly: %s after %s"
                                    .formatted(
                                            Describe.status(n.status()),
                                            Describe.duration(n.ranNanos())),
                            n.pid());
            case Notice.Aborted n -> aborted(alerts, spec, n.reason());
            case Notice.KillSent n ->
                    tell(
                            alerts,
                            spec,
                            AlertType.KILLED,
                            "did not end in time, SIGKILL was sent to pid " + n.pid(),
                            null);
            case Notice.Stopped _ -> starting.remove(spec.id());
            case Notice.Exited _,
                    Notice.BackedOff _,
                    Notice.StopSent _,
                    Notice.SweepBegan _,
                    Notice.Survived _,
                    Notice.Faulted _ -> {}
        }
    }

    private void aborted(Alerts alerts, ProcessSpec spec, String reason) {
        boolean isKnown = lastFailure.id().equals(spec.id());
        int attempts = isKnown ? lastFailure.attempt() : 0;
        String text =
                attempts > 1
                        ? "ABORTED after %d attempts: %s".formatted(attempts, reason)
                        : "ABORTED: " + reason;
        tell(alerts, spec, AlertType.ABORTED, text, isKnown ? lastFailure.pid() : null);
    }

    /// Something happened to a stream.
    void output(OutputEvent event) {
        Alerts alerts = engine;
        Fleet.Member member = alerts == null ? null : members.apply(event.id());
        if (alerts != null && member != null && event.kind() == OutputEvent.Kind.DROPPING) {
            tell(alerts, member.spec(), AlertType.OUTPUT_DROPPED, event.message(), null);
        }
    }

    /// A changed configuration was not taken over.
    void reloadRefused(String text) {
        Alerts alerts = engine;
        if (alerts != null) {
            alerts.tell(
                    new Alert(
                            AlertType.RELOAD_REFUSED,
                            null,
                            null,
                            System.currentTimeMillis(),
                            text,
                            null,
                            null,
                            null,
                            0,
                            null,
                            List.of()),
                    daemon,
                    null);
        }
    }

    /// @param pid of the process that ended; null: none did, or it does not matter how
    private void tell(
            Alerts alerts, ProcessSpec spec, AlertType type, String text, @Nullable Integer pid) {
        AlertSpec routing = spec.supervision().alerts();
        if (!routing.types().contains(type)) {
            return;
        }
        Fleet.Member member = members.apply(spec.id());
        History history = member == null ? History.NONE : member.record().history();
        History.LastExit last = history.last();
        History.LastExit end = last != null && pid != null && last.pid() == pid ? last : null;
        ExitStatus status = end == null ? null : end.status();
        alerts.tell(
                new Alert(
                        type,
                        spec.id().program(),
                        spec.name(),
                        System.currentTimeMillis(),
                        text,
                        status instanceof ExitStatus.Code code ? code.code() : null,
                        status instanceof ExitStatus.Signaled by ? Signals.name(by.signal()) : null,
                        end == null ? null : seconds(end.endedNanos() - end.startedNanos()),
                        history.restarts(),
                        member == null ? null : nextAttemptSeconds(member.record().state()),
                        List.of()),
                routing,
                log(spec, type));
    }

    private @Nullable LogSource log(ProcessSpec spec, AlertType type) {
        return switch (type) {
            case ABORTED, UNEXPECTED_EXIT, KILLED ->
                    output.log(spec.id(), spec.name(), spec.launch(), LogStream.STDERR)
                            .orElse(null);
            case RECOVERED, OUTPUT_DROPPED, RELOAD_REFUSED -> null;
        };
    }

    private static @Nullable Double nextAttemptSeconds(ProcessState state) {
        long nowNanos = System.nanoTime();
        return switch (state) {
            case ProcessState.Backoff backoff -> seconds(backoff.dueNanos() - nowNanos);
            case ProcessState.Spawning _ -> 0.0;
            case ProcessState.Sweeping sweeping ->
                    sweeping.next() instanceof Next.Retry retry
                            ? seconds(retry.dueNanos() - nowNanos)
                            : null;
            case ProcessState.Stopped _,
                    ProcessState.Cancelling _,
                    ProcessState.Starting _,
                    ProcessState.Running _,
                    ProcessState.Stopping _,
                    ProcessState.Exited _,
                    ProcessState.Aborted _,
                    ProcessState.Unknown _ ->
                    null;
        };
    }

    private static Double seconds(long nanos) {
        return Math.max(0, nanos / 1_000_000) / 1000.0;
    }
}
