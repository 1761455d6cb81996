package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessView;
import taskmaster.core.Describe;
import taskmaster.core.ExitStatus;
import taskmaster.core.History;
import taskmaster.core.ProcessRecord;
import taskmaster.core.ProcessSpec;
import taskmaster.core.ProcessState;
import taskmaster.core.Signals;
import taskmaster.daemon.control.LogStream;
import taskmaster.daemon.output.OutputCapture;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Turns what the core knows of a process into what people and tools see. Any thread.
final class Views {

    /// supervisorctl's form of the moment of the last end.
    private static final DateTimeFormatter ENDED =
            DateTimeFormatter.ofPattern("MMM dd hh:mm a", Locale.ENGLISH)
                    .withZone(ZoneId.systemDefault());

    private final WallClock clock;
    private final OutputCapture output;

    Views(WallClock clock, OutputCapture output) {
        this.clock = clock;
        this.output = output;
    }

    /// What is known of a process at one moment.
    record Sighting(ProcessSpec spec, ProcessRecord record) {}

    ProcessView view(Sighting sighting, long nowNanos) {
        ProcessSpec spec = sighting.spec();
        ProcessState state = sighting.record().state();
        History.LastExit last = sighting.record().history().last();
        @Nullable ExitStatus ended = last == null ? null : last.status();
        int pid = state.livingPid();
        long startedNanos = startedNanos(state, last);
        boolean lives = pid != 0 && startedNanos != Long.MIN_VALUE;
        return new ProcessView(
                spec.name(),
                spec.id().program(),
                spec.id().index(),
                state.phase().name(),
                pid == 0 ? null : pid,
                lives ? seconds(nowNanos - startedNanos) : null,
                sighting.record().history().restarts(),
                ended instanceof ExitStatus.Code code ? code.code() : null,
                ended instanceof ExitStatus.Signaled by ? Signals.name(by.signal()) : null,
                ended instanceof ExitStatus.Signaled by ? by.coreDumped() : null,
                last == null ? null : last.expected(),
                reason(state, sighting.record().history()),
                state instanceof ProcessState.Backoff backoff
                        ? seconds(Math.max(0, backoff.dueNanos() - nowNanos))
                        : null,
                attempt(state),
                startedNanos == Long.MIN_VALUE ? null : clock.iso(startedNanos),
                last == null ? null : clock.iso(last.endedNanos()),
                logPath(spec, LogStream.STDOUT),
                logPath(spec, LogStream.STDERR),
                OutputViews.of(output, spec),
                spec.supervision().autostart(),
                state instanceof ProcessState.Stopped stopped && stopped.byOperator(),
                description(state, last, nowNanos));
    }

    private static Double seconds(long nanos) {
        return Math.max(0, nanos / 1_000_000) / 1000.0;
    }

    private @Nullable String logPath(ProcessSpec spec, LogStream stream) {
        Optional<Path> path = output.logPath(spec.name(), spec.launch(), stream);
        return path.map(Path::toString).orElse(null);
    }

    /// Of the present life, else of the last; `Long.MIN_VALUE` if it never lived.
    private static long startedNanos(ProcessState state, History.@Nullable LastExit last) {
        return switch (state) {
            case ProcessState.Starting s -> s.startedNanos();
            case ProcessState.Running s -> s.startedNanos();
            case ProcessState.Stopping s -> s.startedNanos();
            case ProcessState.Stopped _,
                    ProcessState.Spawning _,
                    ProcessState.Cancelling _,
                    ProcessState.Backoff _,
                    ProcessState.Sweeping _,
                    ProcessState.Exited _,
                    ProcessState.Aborted _,
                    ProcessState.Unknown _ ->
                    last == null ? Long.MIN_VALUE : last.startedNanos();
        };
    }

    private static @Nullable Integer attempt(ProcessState state) {
        return switch (state) {
            case ProcessState.Spawning s -> s.attempt();
            case ProcessState.Starting s -> s.attempt();
            case ProcessState.Backoff s -> s.attempt();
            case ProcessState.Stopped _,
                    ProcessState.Cancelling _,
                    ProcessState.Running _,
                    ProcessState.Stopping _,
                    ProcessState.Sweeping _,
                    ProcessState.Exited _,
                    ProcessState.Aborted _,
                    ProcessState.Unknown _ ->
                    null;
        };
    }

    private static @Nullable String reason(ProcessState state, History history) {
        History.LastExit last = history.last();
        if (history.survivor() != null && !state.phase().isActive()) {
            return "process " + history.survivor().pid() + " outlives SIGKILL";
        }
        return switch (state) {
            case ProcessState.Stopped s ->
                    s.byOperator() && last != null ? "stopped: " + status(last) : null;
            case ProcessState.Spawning _, ProcessState.Starting _, ProcessState.Running _ ->
                    last == null || last.expected() ? null : "last end: " + status(last);
            case ProcessState.Cancelling _ -> "its start is being called off";
            case ProcessState.Backoff s -> s.reason();
            case ProcessState.Stopping s ->
                    s.killed() ? "SIGKILL was sent" : "the stop signal was sent";
            case ProcessState.Sweeping s ->
                    "what is left of process group " + s.pid() + " is being ended";
            case ProcessState.Exited s ->
                    Describe.status(s.status()) + (s.expected() ? ", expected" : ", unexpected");
            case ProcessState.Aborted s -> s.reason();
            case ProcessState.Unknown s -> s.reason();
        };
    }

    private static String status(History.LastExit last) {
        return Describe.status(last.status());
    }

    private String description(ProcessState state, History.@Nullable LastExit last, long nowNanos) {
        return switch (state) {
            case ProcessState.Running s ->
                    "pid " + s.pid() + ", uptime " + uptime(nowNanos - s.startedNanos());
            case ProcessState.Backoff s -> s.reason();
            case ProcessState.Aborted s -> s.reason();
            case ProcessState.Stopped _ -> last == null ? "Not started" : ended(last);
            case ProcessState.Exited _ -> last == null ? "Not started" : ended(last);
            case ProcessState.Unknown s -> s.reason();
            case ProcessState.Spawning _,
                    ProcessState.Cancelling _,
                    ProcessState.Starting _,
                    ProcessState.Stopping _,
                    ProcessState.Sweeping _ ->
                    "";
        };
    }

    private String ended(History.LastExit last) {
        return ENDED.format(Instant.ofEpochMilli(clock.millis(last.endedNanos())));
    }

    /// `0:00:05`, `1 day, 1:01:01`, as supervisorctl writes it.
    private static String uptime(long nanos) {
        long seconds = Math.max(0, nanos / 1_000_000_000);
        long days = seconds / 86_400;
        var text = new StringBuilder(16);
        if (days > 0) {
            text.append(days).append(days == 1 ? " day, " : " days, ");
        }
        text.append(seconds % 86_400 / 3600);
        twoDigits(text, seconds % 3600 / 60);
        twoDigits(text, seconds % 60);
        return text.toString();
    }

    private static void twoDigits(StringBuilder text, long number) {
        text.append(number < 10 ? ":0" : ":").append(number);
    }
}
