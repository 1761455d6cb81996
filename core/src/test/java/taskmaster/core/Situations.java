package taskmaster.core;

import static taskmaster.core.Specs.SECOND;

import taskmaster.core.ProcessState.Aborted;
import taskmaster.core.ProcessState.Backoff;
import taskmaster.core.ProcessState.Cancelling;
import taskmaster.core.ProcessState.Exited;
import taskmaster.core.ProcessState.Running;
import taskmaster.core.ProcessState.Spawning;
import taskmaster.core.ProcessState.Starting;
import taskmaster.core.ProcessState.Stopped;
import taskmaster.core.ProcessState.Stopping;
import taskmaster.core.ProcessState.Sweeping;
import taskmaster.core.ProcessState.Unknown;

import java.util.ArrayList;
import java.util.List;

/// Every state in all forms that matter, and every event in all forms that matter.
final class Situations {

    /// The process that lives, or has just died.
    static final int PID = 100;

    /// One that nobody knows.
    static final int OTHER_PID = 200;

    static final long NOW = 1000 * SECOND;
    private static final long STARTED = NOW - 60 * SECOND;
    private static final int RETRIES = 2;
    private static final ExitStatus FAILED = new ExitStatus.Code(1);

    private Situations() {}

    /// A state and what surrounds it, under settings of `autorestart: unexpected`, `exitcodes:
    /// [0]`, `startretries: 2`, `starttime: 10`, `stoptime: 20` unless the name says otherwise.
    ///
    /// @param detail what distinguishes it from other situations of the same state
    record Situation(String detail, ProcessState state, History history, Specs specs) {

        String stateName() {
            return state.getClass().getSimpleName();
        }

        ProcessRecord record() {
            return new ProcessRecord(state, history);
        }

        Step step(Event event) {
            return Lifecycle.step(specs.process(), record(), event, NOW);
        }

        @Override
        public String toString() {
            return stateName() + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    /// An event, with the words for it.
    record Occurrence(String detail, Event event) {

        String eventName() {
            return event.getClass().getSimpleName();
        }

        @Override
        public String toString() {
            return eventName() + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    private static Specs specs() {
        return Specs.web().startRetries(RETRIES).startNanos(10 * SECOND).stopWaitNanos(20 * SECOND);
    }

    static List<Situation> all() {
        List<Situation> all = new ArrayList<>();
        addAtRest(all);
        addStarting(all);
        addRunning(all);
        addStopping(all);
        return List.copyOf(all);
    }

    private static void addAtRest(List<Situation> all) {
        add(all, "", new Stopped(true));
        add(all, "never started", new Stopped(false));
        all.add(
                new Situation(
                        "its last process outlives SIGKILL",
                        new Stopped(true),
                        History.NONE.withSurvivor(new History.Survivor(PID, STARTED)),
                        specs()));
        add(all, "", new Exited(FAILED, false));
        add(all, "", new Aborted("no"));
        add(all, "a process may live", new Unknown(PID, "fault"));
        add(all, "nothing lives", new Unknown(0, "fault"));
    }

    private static void addStarting(List<Situation> all) {
        add(all, "", new Spawning(1));
        add(all, "last attempt", new Spawning(RETRIES + 1));
        all.add(
                new Situation(
                        "starttime: 0", new Spawning(1), History.NONE, specs().startNanos(0)));
        add(all, "to stay down", new Cancelling(false, new Next.Stop()));
        add(all, "to stay down, by SIGKILL", new Cancelling(true, new Next.Stop()));
        add(all, "to be started again", new Cancelling(false, new Next.Start()));
        add(all, "to be removed", new Cancelling(false, new Next.Remove()));
        add(all, "", new Starting(PID, NOW - SECOND, NOW + 9 * SECOND, 1));
        add(all, "last attempt", new Starting(PID, NOW - SECOND, NOW + 9 * SECOND, RETRIES + 1));
        add(all, "starttime is over", new Starting(PID, NOW - 10 * SECOND, NOW, 1));
        add(all, "", new Backoff(NOW + SECOND, 2, "no"));
        add(all, "due", new Backoff(NOW, 2, "no"));
        add(all, "one attempt too many by new settings", new Backoff(NOW, RETRIES + 2, "no"));
    }

    private static void addRunning(List<Situation> all) {
        add(all, "", new Running(PID, STARTED));
        add(all, "for less than starttime or 1 s", new Running(PID, NOW - SECOND / 2));
        for (AutoRestart autoRestart : List.of(AutoRestart.ALWAYS, AutoRestart.NEVER)) {
            all.add(
                    new Situation(
                            "autorestart: " + (autoRestart == AutoRestart.ALWAYS),
                            new Running(PID, STARTED),
                            History.NONE,
                            specs().autoRestart(autoRestart)));
        }
        all.add(
                new Situation(
                        "stop_group: true",
                        new Running(PID, STARTED),
                        History.NONE,
                        specs().stopGroup(true)));
    }

    private static void addStopping(List<Situation> all) {
        add(all, "", stopping(false, NOW + SECOND, new Next.Stop()));
        add(all, "stoptime is over", stopping(false, NOW, new Next.Stop()));
        add(all, "SIGKILL sent", stopping(true, NOW + SECOND, new Next.Stop()));
        add(all, "outlives SIGKILL", stopping(true, NOW, new Next.Stop()));
        add(all, "to be started again", stopping(false, NOW + SECOND, new Next.Start()));
        add(all, "outlives SIGKILL, to be started again", stopping(true, NOW, new Next.Start()));
        add(all, "to be removed", stopping(false, NOW + SECOND, new Next.Remove()));
        add(all, "outlives SIGKILL, to be removed", stopping(true, NOW, new Next.Remove()));
        all.add(
                new Situation(
                        "given up, to be removed",
                        stopping(true, ProcessState.NO_DEADLINE, new Next.Remove()),
                        History.NONE.withSurvivor(new History.Survivor(PID, STARTED)),
                        specs()));
        all.add(
                new Situation(
                        "stop_group: true",
                        stopping(false, NOW + SECOND, new Next.Stop()),
                        History.NONE,
                        specs().stopGroup(true)));
        addSweeping(all);
    }

    private static void addSweeping(List<Situation> all) {
        Next retry = new Next.Retry(NOW - SECOND, 2, "no");
        add(all, "after a stop", new Sweeping(PID, false, NOW + SECOND, new Next.Stop()));
        add(all, "stoptime is over", new Sweeping(PID, false, NOW, new Next.Stop()));
        add(all, "outlives SIGKILL", new Sweeping(PID, true, NOW, new Next.Stop()));
        add(all, "then the next attempt", new Sweeping(PID, false, NOW + SECOND, retry));
        add(
                all,
                "then Exited",
                new Sweeping(PID, false, NOW + SECOND, new Next.Exit(FAILED, false)));
        add(all, "then removed", new Sweeping(PID, false, NOW + SECOND, new Next.Remove()));
    }

    private static Stopping stopping(boolean killed, long deadlineNanos, Next next) {
        return new Stopping(PID, STARTED, killed, deadlineNanos, next);
    }

    private static void add(List<Situation> all, String detail, ProcessState state) {
        all.add(new Situation(detail, state, History.NONE, specs()));
    }

    static List<Occurrence> occurrences() {
        return List.of(
                new Occurrence("", new Event.StartRequested()),
                new Occurrence("", new Event.StopRequested()),
                new Occurrence("", new Event.RestartRequested()),
                new Occurrence("", new Event.RemoveRequested()),
                new Occurrence("", new Event.KillRequested()),
                new Occurrence("", new Event.Retuned()),
                new Occurrence("", new Event.Spawned(OTHER_PID)),
                new Occurrence("", new Event.SpawnFailed("no such file")),
                new Occurrence(
                        "expected code", new Event.ChildExited(PID, new ExitStatus.Code(0), false)),
                new Occurrence(
                        "by SIGKILL",
                        new Event.ChildExited(PID, new ExitStatus.Signaled(9, false), false)),
                new Occurrence("leaving others", new Event.ChildExited(PID, FAILED, true)),
                new Occurrence("of another", new Event.ChildExited(OTHER_PID + 1, FAILED, false)),
                new Occurrence("", new Event.GroupEmptied(PID)),
                new Occurrence("of another", new Event.GroupEmptied(OTHER_PID + 1)),
                new Occurrence("", new Event.DeadlineReached()));
    }
}
