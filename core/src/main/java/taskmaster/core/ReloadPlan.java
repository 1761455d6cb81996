package taskmaster.core;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What a reload does to each process, and because of which settings.
///
/// @param lines in file order of the new configuration, then what is removed
public record ReloadPlan(List<Line> lines) {

    /// What happens to one process.
    public enum Action {
        /// Nothing.
        KEEP,
        /// The new settings apply to it as it is, from now on or from its next start.
        RETUNE,
        /// It is stopped and started with the new settings.
        RESPAWN,
        /// It is new and is started.
        START,
        /// It is new and waits to be started.
        ADD,
        /// It is no longer configured and is stopped.
        STOP
    }

    /// One process and its fate.
    ///
    /// @param keys settings that caused the action, by their names in the file
    public record Line(ProcessId id, String name, Action action, List<String> keys) {}

    /// Whether anything is to be done.
    public boolean isEmpty() {
        return lines.stream().allMatch(line -> line.action() == Action.KEEP);
    }

    /// Compares what is configured, as it runs now, with what is wanted.
    static ReloadPlan between(Map<ProcessId, Fleet.Member> now, FleetSpec wanted) {
        Map<String, Integer> countsNow = new HashMap<>();
        for (Fleet.Member member : now.values()) {
            if (!member.isLeaving()) {
                countsNow.merge(member.spec().id().program(), 1, Integer::sum);
            }
        }
        List<Line> lines = new ArrayList<>();
        Map<ProcessId, ProcessSpec> named = new LinkedHashMap<>();
        for (ProgramSpec program : wanted.programs()) {
            for (ProcessSpec spec : program.processes()) {
                named.put(spec.id(), spec);
                Fleet.Member member = now.get(spec.id());
                lines.add(
                        member == null || member.isLeaving()
                                ? added(spec, countsNow.containsKey(program.name()))
                                : compared(member, spec));
            }
        }
        Set<String> wantedNames = new HashSet<>();
        wanted.programs().forEach(program -> wantedNames.add(program.name()));
        for (Fleet.Member member : now.values()) {
            ProcessSpec spec = member.spec();
            if (!named.containsKey(spec.id()) && !member.isLeaving()) {
                boolean shrunk = wantedNames.contains(spec.id().program());
                lines.add(
                        new Line(
                                spec.id(),
                                spec.name(),
                                Action.STOP,
                                shrunk ? List.of("numprocs") : List.of()));
            }
        }
        return new ReloadPlan(List.copyOf(lines));
    }

    private static Line added(ProcessSpec spec, boolean grown) {
        return new Line(
                spec.id(),
                spec.name(),
                spec.supervision().autostart() ? Action.START : Action.ADD,
                grown ? List.of("numprocs") : List.of());
    }

    private static Line compared(Fleet.Member member, ProcessSpec wanted) {
        ProcessSpec now = member.spec();
        if (now.launch().equals(wanted.launch())
                && now.supervision().equals(wanted.supervision())) {
            return new Line(wanted.id(), wanted.name(), Action.KEEP, List.of());
        }
        List<String> respawning = launchChanges(now.launch(), wanted.launch());
        List<String> live = supervisionChanges(now.supervision(), wanted.supervision());
        live.addAll(streamChanges(now.launch(), wanted.launch(), false));
        List<String> keys = new ArrayList<>(respawning);
        keys.addAll(live);
        Action action = Action.KEEP;
        if (!respawning.isEmpty() && isRestarted(member, wanted)) {
            action = Action.RESPAWN;
        } else if (!keys.isEmpty()) {
            action = Action.RETUNE;
        }
        return new Line(wanted.id(), wanted.name(), action, List.copyOf(keys));
    }

    /// What runs is replaced; what ended by itself or was given up gets a new chance if it starts
    /// by itself at all; what the operator stopped, or never started, waits.
    private static boolean isRestarted(Fleet.Member member, ProcessSpec wanted) {
        return switch (member.record().state().phase()) {
            case STARTING, RUNNING, BACKOFF -> true;
            case EXITED, ABORTED, UNKNOWN -> wanted.supervision().autostart();
            case STOPPING -> wanted.supervision().autostart() && isEndingForGood(member);
            case STOPPED -> false;
        };
    }

    /// Whether only what it left behind keeps it from being EXITED or ABORTED.
    private static boolean isEndingForGood(Fleet.Member member) {
        return member.record().state() instanceof ProcessState.Sweeping sweeping
                && (sweeping.next() instanceof Next.Exit || sweeping.next() instanceof Next.Abort);
    }

    private static List<String> launchChanges(LaunchSpec now, LaunchSpec wanted) {
        List<String> keys = new ArrayList<>();
        compare(keys, "cmd", now.command(), wanted.command());
        compare(keys, "umask", now.umask(), wanted.umask());
        compare(keys, "workingdir", now.workingDirectory(), wanted.workingDirectory());
        compare(keys, "env", now.environment(), wanted.environment());
        keys.addAll(streamChanges(now, wanted, true));
        return keys;
    }

    private static List<String> streamChanges(LaunchSpec now, LaunchSpec wanted, boolean respawn) {
        List<String> keys = new ArrayList<>();
        addStream(keys, "stdout", now.stdout(), wanted.stdout(), respawn);
        addStream(keys, "stderr", now.stderr(), wanted.stderr(), respawn);
        return keys;
    }

    private static void addStream(
            List<String> keys, String key, StreamTarget now, StreamTarget wanted, boolean respawn) {
        if (!now.equals(wanted) && respawn != (isCaptured(now) && isCaptured(wanted))) {
            keys.add(key);
        }
    }

    /// Whether the stream passes through the daemon, so that its end can move under the process.
    private static boolean isCaptured(StreamTarget target) {
        return switch (target) {
            case StreamTarget.ToFile _,
                    StreamTarget.ToOwnFile _,
                    StreamTarget.ToDaemonStdout _,
                    StreamTarget.ToDaemonStderr _ ->
                    true;
            case StreamTarget.Discarded _, StreamTarget.MergedIntoStdout _ -> false;
        };
    }

    private static List<String> supervisionChanges(SupervisionSpec now, SupervisionSpec wanted) {
        List<String> keys = new ArrayList<>();
        compare(keys, "autostart", now.autostart(), wanted.autostart());
        compare(keys, "autorestart", now.autoRestart(), wanted.autoRestart());
        compare(keys, "exitcodes", now.exitCodes(), wanted.exitCodes());
        compare(keys, "startretries", now.startRetries(), wanted.startRetries());
        compare(keys, "starttime", now.startNanos(), wanted.startNanos());
        compare(keys, "stopsignal", now.stopSignal(), wanted.stopSignal());
        compare(keys, "stoptime", now.stopWaitNanos(), wanted.stopWaitNanos());
        compare(keys, "stop_group", now.stopGroup(), wanted.stopGroup());
        compare(keys, "priority", now.priority(), wanted.priority());
        outputChanges(keys, now.output(), wanted.output());
        compare(keys, "alerts", now.alerts(), wanted.alerts());
        return keys;
    }

    private static void outputChanges(List<String> keys, OutputSpec now, OutputSpec wanted) {
        compare(keys, "format", now.format(), wanted.format());
        compare(keys, "strip_ansi", now.stripAnsi(), wanted.stripAnsi());
        compare(keys, "forward", now.forward(), wanted.forward());
        compare(keys, "overflow", now.overflow(), wanted.overflow());
        compare(keys, "logrotate", now.rotation(), wanted.rotation());
    }

    private static void compare(
            List<String> keys, String key, @Nullable Object now, @Nullable Object wanted) {
        if (!Objects.equals(now, wanted)) {
            keys.add(key);
        }
    }
}
