package taskmaster.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What becomes of a process when a step of it throws: fail the program, not the daemon. It goes
/// out of service, yet nothing that lives, or is about to, is lost sight of.
final class Containment {

    private Containment() {}

    /// The step taken instead of the one that failed.
    ///
    /// @param tape the last events, the failed one included
    /// @param removed the process is to be forgotten when it is gone
    /// @param unwanted whatever lives of the process is to be ended
    static Step step(
            ProcessRecord record,
            Event event,
            Collection<Event> tape,
            RuntimeException fault,
            boolean removed,
            boolean unwanted) {
        ProcessState state = record.state();
        String reason = "internal fault: " + fault + place(fault);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Publish(new Notice.Faulted(reason, state + " <- " + tape)));
        if (isSpawnUnderWay(state, event)) {
            Next next = removed ? new Next.Remove() : new Next.Abort(reason);
            return step(new ProcessState.Cancelling(true, next), record, effects);
        }
        int pid = livingPid(state, event);
        boolean toEnd = removed || unwanted || state.phase() == Phase.STOPPING || isEnding(event);
        if (pid != 0 && toEnd) {
            effects.add(new Effect.SendSignal(pid, Signals.SIGKILL, Effect.Scope.LEADER));
            effects.add(new Effect.SendSignal(pid, Signals.SIGKILL, Effect.Scope.GROUP));
        }
        int group = orphanedGroup(state, event);
        if (group != 0) {
            effects.add(new Effect.SendSignal(group, Signals.SIGKILL, Effect.Scope.GROUP));
        }
        return step(new ProcessState.Unknown(pid, reason), record, effects);
    }

    private static Step step(ProcessState state, ProcessRecord record, List<Effect> effects) {
        return new Step(new ProcessRecord(state, record.history()), List.copyOf(effects));
    }

    private static String place(RuntimeException fault) {
        StackTraceElement[] frames = fault.getStackTrace();
        return frames.length == 0 ? "" : " at " + frames[0];
    }

    /// Its answer is still to come, and what it brings must be ended.
    private static boolean isSpawnUnderWay(ProcessState state, Event event) {
        boolean spawning =
                state instanceof ProcessState.Spawning || state instanceof ProcessState.Cancelling;
        boolean answered = event instanceof Event.Spawned || event instanceof Event.SpawnFailed;
        return spawning && !answered;
    }

    private static boolean isEnding(Event event) {
        return switch (event) {
            case Event.StopRequested _, Event.KillRequested _, Event.RemoveRequested _ -> true;
            case Event.StartRequested _,
                    Event.RestartRequested _,
                    Event.Retuned _,
                    Event.Spawned _,
                    Event.SpawnFailed _,
                    Event.ChildExited _,
                    Event.GroupEmptied _,
                    Event.DeadlineReached _ ->
                    false;
        };
    }

    private static int livingPid(ProcessState state, Event event) {
        int pid = state.livingPid();
        if (event instanceof Event.ChildExited exited && exited.pid() == pid) {
            return 0;
        }
        return pid == 0 && event instanceof Event.Spawned spawned ? spawned.pid() : pid;
    }

    private static int orphanedGroup(ProcessState state, Event event) {
        if (event instanceof Event.ChildExited exited && exited.leftovers()) {
            return exited.pid();
        }
        if (!(state instanceof ProcessState.Sweeping sweeping)) {
            return 0;
        }
        boolean emptied =
                event instanceof Event.GroupEmptied group && group.pid() == sweeping.pid();
        return emptied ? 0 : sweeping.pid();
    }
}
