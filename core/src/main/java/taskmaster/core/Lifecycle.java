package taskmaster.core;

import taskmaster.core.Effect.Forget;
import taskmaster.core.Effect.Publish;
import taskmaster.core.Effect.Scope;
import taskmaster.core.Effect.SendSignal;
import taskmaster.core.Effect.Spawn;
import taskmaster.core.Event.ChildExited;
import taskmaster.core.Event.DeadlineReached;
import taskmaster.core.Event.GroupEmptied;
import taskmaster.core.Event.KillRequested;
import taskmaster.core.Event.RemoveRequested;
import taskmaster.core.Event.RestartRequested;
import taskmaster.core.Event.Retuned;
import taskmaster.core.Event.SpawnFailed;
import taskmaster.core.Event.Spawned;
import taskmaster.core.Event.StartRequested;
import taskmaster.core.Event.StopRequested;
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

/// The state machine of one process: what an event makes of it, and what is to be done.
///
/// `docs/states.md` is rendered from it. Every state answers every event: a new one of either
/// breaks the build. Events that cannot matter in a state (a late timer, the answer to a question
/// not asked) leave it as it is.
public final class Lifecycle {

    private final ProcessSpec process;
    private final SupervisionSpec spec;
    private final long nowNanos;
    private final List<Effect> effects = new ArrayList<>(2);
    private History history;

    private Lifecycle(ProcessSpec process, History history, long nowNanos) {
        this.process = process;
        this.spec = process.supervision();
        this.history = history;
        this.nowNanos = nowNanos;
    }

    /// Pure: the same arguments give the same answer.
    ///
    /// @param nowNanos monotonic time, never before that of an earlier step
    public static Step step(ProcessSpec spec, ProcessRecord record, Event event, long nowNanos) {
        var cycle = new Lifecycle(spec, record.history(), nowNanos);
        ProcessState state = cycle.next(record.state(), event);
        return new Step(new ProcessRecord(state, cycle.history), List.copyOf(cycle.effects));
    }

    private ProcessState next(ProcessState state, Event event) {
        return switch (state) {
            case Stopped s -> atRest(s, event);
            case Exited s -> atRest(s, event);
            case Aborted s -> atRest(s, event);
            case Spawning s -> spawning(s, event);
            case Cancelling s -> cancelling(s, event);
            case Starting s -> starting(s, event);
            case Running s -> running(s, event);
            case Backoff s -> backoff(s, event);
            case Stopping s -> stopping(s, event);
            case Sweeping s -> sweeping(s, event);
            case Unknown s -> unknown(s, event);
        };
    }

    private ProcessState atRest(ProcessState state, Event event) {
        return switch (event) {
            case StartRequested _, RestartRequested _ -> firstAttempt();
            case RemoveRequested _ -> forget(state);
            case Spawned e -> endStray(state, e.pid());
            case StopRequested _,
                    KillRequested _,
                    Retuned _,
                    SpawnFailed _,
                    ChildExited _,
                    GroupEmptied _,
                    DeadlineReached _ ->
                    state;
        };
    }

    private ProcessState spawning(Spawning state, Event event) {
        return switch (event) {
            case Spawned e -> started(e.pid(), state.attempt());
            case SpawnFailed e -> settle(afterFailedStart(e.reason(), state.attempt()));
            case StopRequested _ -> new Cancelling(false, new Next.Stop());
            case KillRequested _ -> new Cancelling(true, new Next.Stop());
            case RestartRequested _ -> new Cancelling(false, new Next.Start());
            case RemoveRequested _ -> new Cancelling(false, new Next.Remove());
            case StartRequested _, Retuned _, ChildExited _, GroupEmptied _, DeadlineReached _ ->
                    state;
        };
    }

    private ProcessState cancelling(Cancelling state, Event event) {
        return switch (event) {
            case Spawned e -> {
                publish(new Notice.Started(e.pid(), 1));
                yield state.kill()
                        ? kill(e.pid(), nowNanos, state.next())
                        : stop(e.pid(), nowNanos, state.next());
            }
            case SpawnFailed _ -> settle(state.next());
            case StartRequested _, RestartRequested _ ->
                    new Cancelling(state.kill(), new Next.Start());
            case StopRequested _ -> new Cancelling(state.kill(), new Next.Stop());
            case KillRequested _ -> new Cancelling(true, new Next.Stop());
            case RemoveRequested _ -> new Cancelling(state.kill(), new Next.Remove());
            case Retuned _, ChildExited _, GroupEmptied _, DeadlineReached _ -> state;
        };
    }

    private ProcessState starting(Starting state, Event event) {
        return switch (event) {
            case DeadlineReached _ ->
                    nowNanos >= state.deadlineNanos()
                            ? becomeRunning(state.pid(), state.startedNanos())
                            : state;
            case Retuned _ -> retuned(state);
            case ChildExited e when e.pid() != state.pid() -> state;
            case ChildExited e when nowNanos >= state.deadlineNanos() -> {
                becomeRunning(state.pid(), state.startedNanos());
                yield died(state.startedNanos(), e);
            }
            case ChildExited e -> diedTooEarly(state, e);
            case StopRequested _ -> stop(state.pid(), state.startedNanos(), new Next.Stop());
            case RestartRequested _ -> stop(state.pid(), state.startedNanos(), new Next.Start());
            case RemoveRequested _ -> stop(state.pid(), state.startedNanos(), new Next.Remove());
            case KillRequested _ -> kill(state.pid(), state.startedNanos(), new Next.Stop());
            case Spawned e -> endStray(state, e.pid());
            case StartRequested _, SpawnFailed _, GroupEmptied _ -> state;
        };
    }

    private ProcessState running(Running state, Event event) {
        return switch (event) {
            case ChildExited e when e.pid() != state.pid() -> state;
            case ChildExited e -> died(state.startedNanos(), e);
            case StopRequested _ -> stop(state.pid(), state.startedNanos(), new Next.Stop());
            case RestartRequested _ -> stop(state.pid(), state.startedNanos(), new Next.Start());
            case RemoveRequested _ -> stop(state.pid(), state.startedNanos(), new Next.Remove());
            case KillRequested _ -> kill(state.pid(), state.startedNanos(), new Next.Stop());
            case Spawned e -> endStray(state, e.pid());
            case StartRequested _, Retuned _, SpawnFailed _, GroupEmptied _, DeadlineReached _ ->
                    state;
        };
    }

    private ProcessState backoff(Backoff state, Event event) {
        return switch (event) {
            case DeadlineReached _ ->
                    nowNanos >= state.dueNanos() ? furtherAttempt(state.attempt()) : state;
            case StartRequested _, RestartRequested _ -> firstAttempt();
            case StopRequested _, KillRequested _ -> new Stopped(true);
            case RemoveRequested _ -> forget(state);
            case Retuned _ -> state.attempt() > attempts() ? settle(abort(state.reason())) : state;
            case Spawned e -> endStray(state, e.pid());
            case SpawnFailed _, ChildExited _, GroupEmptied _ -> state;
        };
    }

    private ProcessState stopping(Stopping state, Event event) {
        return switch (event) {
            case ChildExited e when e.pid() != state.pid() -> state;
            case ChildExited e -> stopped(state, e);
            case DeadlineReached _ when nowNanos < state.deadlineNanos() -> state;
            case DeadlineReached _ ->
                    state.killed()
                            ? survived(state)
                            : kill(state.pid(), state.startedNanos(), state.next());
            case KillRequested _ ->
                    state.killed()
                            ? follow(state, new Next.Stop())
                            : kill(state.pid(), state.startedNanos(), new Next.Stop());
            case StartRequested _, RestartRequested _ -> follow(state, new Next.Start());
            case StopRequested _ -> follow(state, new Next.Stop());
            case RemoveRequested _ -> follow(state, new Next.Remove());
            case Spawned e -> endStray(state, e.pid());
            case Retuned _, SpawnFailed _, GroupEmptied _ -> state;
        };
    }

    private ProcessState sweeping(Sweeping state, Event event) {
        return switch (event) {
            case GroupEmptied e -> e.pid() == state.pid() ? settle(state.next()) : state;
            case DeadlineReached _ when nowNanos < state.deadlineNanos() -> state;
            case DeadlineReached _ -> {
                if (!state.killed()) {
                    yield killGroup(state.pid(), state.next());
                }
                publish(new Notice.Survived(state.pid()));
                yield settle(state.next());
            }
            case KillRequested _ ->
                    state.killed()
                            ? follow(state, new Next.Stop())
                            : killGroup(state.pid(), new Next.Stop());
            case StartRequested _, RestartRequested _ -> follow(state, new Next.Start());
            case StopRequested _ -> follow(state, new Next.Stop());
            case RemoveRequested _ -> follow(state, new Next.Remove());
            case Spawned e -> endStray(state, e.pid());
            case Retuned _, SpawnFailed _, ChildExited _ -> state;
        };
    }

    private ProcessState unknown(Unknown state, Event event) {
        return switch (event) {
            case StartRequested _, RestartRequested _ -> state.pid() == 0 ? firstAttempt() : state;
            case StopRequested _, KillRequested _ -> {
                if (state.pid() == 0) {
                    yield new Stopped(true);
                }
                effects.add(new SendSignal(state.pid(), Signals.SIGKILL, Scope.GROUP));
                yield state;
            }
            case ChildExited e -> e.pid() == state.pid() ? new Unknown(0, state.reason()) : state;
            case RemoveRequested _ -> {
                if (state.pid() != 0) {
                    effects.add(new SendSignal(state.pid(), Signals.SIGKILL, Scope.GROUP));
                }
                yield forget(state);
            }
            case Spawned e -> endStray(state, e.pid());
            case Retuned _, SpawnFailed _, GroupEmptied _, DeadlineReached _ -> state;
        };
    }

    private int attempts() {
        return spec.startRetries() + 1;
    }

    private ProcessState firstAttempt() {
        history = history.withQuickDeaths(0);
        effects.add(new Spawn());
        return new Spawning(1);
    }

    private ProcessState furtherAttempt(int attempt) {
        history = history.withRestart();
        effects.add(new Spawn());
        return new Spawning(attempt);
    }

    private ProcessState started(int pid, int attempt) {
        publish(new Notice.Started(pid, attempt));
        return spec.startNanos() == 0
                ? becomeRunning(pid, nowNanos)
                : new Starting(pid, nowNanos, nowNanos + spec.startNanos(), attempt);
    }

    private ProcessState becomeRunning(int pid, long startedNanos) {
        publish(new Notice.BecameRunning(pid));
        return new Running(pid, startedNanos);
    }

    private ProcessState retuned(Starting state) {
        long deadlineNanos = state.startedNanos() + spec.startNanos();
        return nowNanos >= deadlineNanos
                ? becomeRunning(state.pid(), state.startedNanos())
                : new Starting(state.pid(), state.startedNanos(), deadlineNanos, state.attempt());
    }

    private ProcessState diedTooEarly(Starting state, ChildExited event) {
        long ranNanos = nowNanos - state.startedNanos();
        remember(event, state.startedNanos(), false);
        String reason =
                "exited too quickly: %s after %s, starttime is %s"
                        .formatted(
                                Describe.status(event.status()),
                                Describe.duration(ranNanos),
                                Describe.duration(spec.startNanos()));
        return afterDeath(event, afterFailedStart(reason, state.attempt()));
    }

    private ProcessState died(long startedNanos, ChildExited event) {
        long ranNanos = nowNanos - startedNanos;
        boolean expected =
                event.status() instanceof ExitStatus.Code code
                        && spec.exitCodes().contains(code.code());
        remember(event, startedNanos, expected);
        publish(new Notice.Exited(event.pid(), event.status(), expected, ranNanos));
        boolean quick = ranNanos < Math.max(spec.startNanos(), Limits.HEALTHY_NANOS);
        history = history.withQuickDeaths(quick ? history.quickDeaths() + 1 : 0);
        boolean again =
                switch (spec.autoRestart()) {
                    case ALWAYS -> true;
                    case UNEXPECTED -> !expected;
                    case NEVER -> false;
                };
        if (!again) {
            return afterDeath(event, new Next.Exit(event.status(), expected));
        }
        String reason = Describe.status(event.status()) + " after " + Describe.duration(ranNanos);
        return afterDeath(event, quick ? retry(1, reason) : new Next.Retry(nowNanos, 1, reason));
    }

    private Next afterFailedStart(String reason, int attempt) {
        publish(new Notice.StartFailed(reason, attempt, attempts()));
        history = history.withQuickDeaths(history.quickDeaths() + 1);
        return attempt >= attempts() ? abort(reason) : retry(attempt + 1, reason);
    }

    private Next retry(int attempt, String reason) {
        long delayNanos = BackoffDelay.nanos(process.id(), history.quickDeaths(), nowNanos);
        publish(new Notice.BackedOff(delayNanos, attempt, reason));
        return new Next.Retry(nowNanos + delayNanos, attempt, reason);
    }

    private Next abort(String reason) {
        publish(new Notice.Aborted(reason));
        return new Next.Abort(reason);
    }

    /// A process that died by itself: first what is left of its group, then what follows.
    private ProcessState afterDeath(ChildExited event, Next next) {
        return event.leftovers()
                ? sweep(event.pid(), false, nowNanos + spec.stopWaitNanos(), next)
                : settle(next);
    }

    private ProcessState stop(int pid, long startedNanos, Next next) {
        Scope scope = spec.stopGroup() ? Scope.GROUP : Scope.LEADER;
        effects.add(new SendSignal(pid, spec.stopSignal(), scope));
        publish(new Notice.StopSent(pid, spec.stopSignal()));
        return new Stopping(pid, startedNanos, false, nowNanos + spec.stopWaitNanos(), next);
    }

    private ProcessState kill(int pid, long startedNanos, Next next) {
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.LEADER));
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.GROUP));
        publish(new Notice.KillSent(pid));
        return new Stopping(pid, startedNanos, true, nowNanos + Limits.KILL_WAIT_NANOS, next);
    }

    private ProcessState stopped(Stopping state, ChildExited event) {
        remember(event, state.startedNanos(), true);
        publish(new Notice.Stopped(event.pid(), event.status()));
        return event.leftovers()
                ? sweep(event.pid(), state.killed(), state.deadlineNanos(), state.next())
                : settle(state.next());
    }

    private ProcessState sweep(int pid, boolean killed, long deadlineNanos, Next next) {
        int signal = killed ? Signals.SIGKILL : spec.stopSignal();
        effects.add(new SendSignal(pid, signal, Scope.GROUP));
        publish(new Notice.SweepBegan(pid));
        return new Sweeping(pid, killed, deadlineNanos, next);
    }

    private ProcessState killGroup(int pid, Next next) {
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.GROUP));
        publish(new Notice.KillSent(pid));
        return new Sweeping(pid, true, nowNanos + Limits.KILL_WAIT_NANOS, next);
    }

    /// Not even SIGKILL ended it (it hangs in the kernel): there must be no second copy beside it.
    private ProcessState survived(Stopping state) {
        publish(new Notice.Survived(state.pid()));
        return switch (state.next()) {
            case Next.Start _ ->
                    settle(
                            abort(
                                    "process %d outlives SIGKILL; no second copy is started"
                                            .formatted(state.pid())));
            case Next.Stop _, Next.Remove _, Next.Retry _, Next.Exit _, Next.Abort _ ->
                    settle(state.next());
        };
    }

    private static ProcessState follow(Stopping state, Next next) {
        return new Stopping(
                state.pid(), state.startedNanos(), state.killed(), state.deadlineNanos(), next);
    }

    private static ProcessState follow(Sweeping state, Next next) {
        return new Sweeping(state.pid(), state.killed(), state.deadlineNanos(), next);
    }

    private ProcessState settle(Next next) {
        return switch (next) {
            case Next.Stop _ -> new Stopped(true);
            case Next.Start _ -> firstAttempt();
            case Next.Remove _ -> forget(new Stopped(true));
            case Next.Retry retry when retry.dueNanos() <= nowNanos ->
                    furtherAttempt(retry.attempt());
            case Next.Retry retry -> new Backoff(retry.dueNanos(), retry.attempt(), retry.reason());
            case Next.Exit exit -> new Exited(exit.status(), exit.expected());
            case Next.Abort abort -> new Aborted(abort.reason());
        };
    }

    private ProcessState forget(ProcessState state) {
        effects.add(new Forget());
        return state;
    }

    /// A process that nobody waits for must not live beside the known one.
    private ProcessState endStray(ProcessState state, int pid) {
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.GROUP));
        return state;
    }

    private void remember(ChildExited event, long startedNanos, boolean expected) {
        history =
                history.withLast(
                        new History.LastExit(
                                event.pid(), event.status(), expected, startedNanos, nowNanos));
    }

    private void publish(Notice notice) {
        effects.add(new Publish(notice));
    }
}
