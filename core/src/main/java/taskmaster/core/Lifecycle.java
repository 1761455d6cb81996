package taskmaster.core;

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

/// The state machine of one process: what an event makes of it, and what is to be done.
///
/// `docs/states.md` is rendered from it. Every state answers every event: a new one of either
/// breaks the build. Events that cannot matter in a state (a late timer, the answer to a question
/// not asked) leave it as it is.
public final class Lifecycle {

    private final Moves moves;

    private Lifecycle(Moves moves) {
        this.moves = moves;
    }

    /// Pure: the same arguments give the same answer.
    ///
    /// @param nowNanos monotonic time, never before that of an earlier step
    public static Step step(ProcessSpec spec, ProcessRecord record, Event event, long nowNanos) {
        var moves = new Moves(spec, record.history(), nowNanos);
        return moves.step(new Lifecycle(moves).next(record.state(), event));
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
            case StartRequested _, RestartRequested _ -> moves.firstAttempt();
            case RemoveRequested _ -> moves.removeAtRest();
            case ChildExited e -> moves.isSurvivor(e.pid()) ? moves.survivorDied(state, e) : state;
            case Spawned e -> moves.endStray(state, e.pid());
            case StopRequested _,
                    KillRequested _,
                    Retuned _,
                    SpawnFailed _,
                    GroupEmptied _,
                    DeadlineReached _ ->
                    state;
        };
    }

    private ProcessState spawning(Spawning state, Event event) {
        return switch (event) {
            case Spawned e -> moves.started(e.pid(), state.attempt());
            case SpawnFailed e -> moves.settle(moves.afterFailedStart(e.reason(), state.attempt()));
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
                moves.publish(new Notice.Started(e.pid(), 1));
                yield state.kill()
                        ? moves.kill(e.pid(), moves.nowNanos(), state.next())
                        : moves.stop(e.pid(), moves.nowNanos(), state.next());
            }
            case SpawnFailed _ -> {
                moves.publish(new Notice.Stopped(0, new ExitStatus.Unknown()));
                yield moves.settle(state.next());
            }
            case StartRequested _, RestartRequested _ ->
                    new Cancelling(state.kill(), new Next.Start());
            case StopRequested _ -> new Cancelling(state.kill(), new Next.Stop());
            case KillRequested _ -> new Cancelling(true, Moves.down(state.next()));
            case RemoveRequested _ -> new Cancelling(state.kill(), new Next.Remove());
            case Retuned _, ChildExited _, GroupEmptied _, DeadlineReached _ -> state;
        };
    }

    private ProcessState starting(Starting state, Event event) {
        return switch (event) {
            case DeadlineReached _ ->
                    moves.nowNanos() >= state.deadlineNanos()
                            ? moves.becomeRunning(state.pid(), state.startedNanos())
                            : state;
            case Retuned _ -> moves.retuned(state);
            case ChildExited e when e.pid() != state.pid() -> state;
            case ChildExited e when moves.nowNanos() >= state.deadlineNanos() -> {
                moves.becomeRunning(state.pid(), state.startedNanos());
                yield moves.died(state.startedNanos(), e);
            }
            case ChildExited e -> moves.diedTooEarly(state, e);
            case StopRequested _ -> moves.stop(state.pid(), state.startedNanos(), new Next.Stop());
            case RestartRequested _ ->
                    moves.stop(state.pid(), state.startedNanos(), new Next.Start());
            case RemoveRequested _ ->
                    moves.stop(state.pid(), state.startedNanos(), new Next.Remove());
            case KillRequested _ -> moves.kill(state.pid(), state.startedNanos(), new Next.Stop());
            case Spawned e -> moves.endStray(state, e.pid());
            case StartRequested _, SpawnFailed _, GroupEmptied _ -> state;
        };
    }

    private ProcessState running(Running state, Event event) {
        return switch (event) {
            case ChildExited e when e.pid() != state.pid() -> state;
            case ChildExited e -> moves.died(state.startedNanos(), e);
            case StopRequested _ -> moves.stop(state.pid(), state.startedNanos(), new Next.Stop());
            case RestartRequested _ ->
                    moves.stop(state.pid(), state.startedNanos(), new Next.Start());
            case RemoveRequested _ ->
                    moves.stop(state.pid(), state.startedNanos(), new Next.Remove());
            case KillRequested _ -> moves.kill(state.pid(), state.startedNanos(), new Next.Stop());
            case Spawned e -> moves.endStray(state, e.pid());
            case StartRequested _, Retuned _, SpawnFailed _, GroupEmptied _, DeadlineReached _ ->
                    state;
        };
    }

    private ProcessState backoff(Backoff state, Event event) {
        return switch (event) {
            case DeadlineReached _ ->
                    moves.nowNanos() >= state.dueNanos()
                            ? moves.furtherAttempt(state.attempt())
                            : state;
            case StartRequested _, RestartRequested _ -> moves.firstAttempt();
            case StopRequested _, KillRequested _ -> {
                moves.publish(new Notice.Stopped(0, new ExitStatus.Unknown()));
                yield new Stopped(true);
            }
            case RemoveRequested _ -> moves.forget();
            case Retuned _ ->
                    moves.settle(
                            moves.reconsider(
                                    new Next.Retry(
                                            state.dueNanos(), state.attempt(), state.reason())));
            case Spawned e -> moves.endStray(state, e.pid());
            case SpawnFailed _, ChildExited _, GroupEmptied _ -> state;
        };
    }

    private ProcessState stopping(Stopping state, Event event) {
        return switch (event) {
            case ChildExited e when e.pid() != state.pid() -> state;
            case ChildExited e -> moves.stopped(state, e);
            case DeadlineReached _ when moves.nowNanos() < state.deadlineNanos() -> state;
            case DeadlineReached _ ->
                    state.killed()
                            ? moves.survived(state)
                            : moves.kill(state.pid(), state.startedNanos(), state.next());
            case KillRequested _ ->
                    state.killed()
                            ? moves.follow(state, Moves.down(state.next()))
                            : moves.kill(
                                    state.pid(), state.startedNanos(), Moves.down(state.next()));
            case StartRequested _, RestartRequested _ -> moves.follow(state, new Next.Start());
            case StopRequested _ -> moves.follow(state, new Next.Stop());
            case RemoveRequested _ -> moves.follow(state, new Next.Remove());
            case Retuned _ -> moves.hasten(state);
            case Spawned e -> moves.endStray(state, e.pid());
            case SpawnFailed _, GroupEmptied _ -> state;
        };
    }

    private ProcessState sweeping(Sweeping state, Event event) {
        return switch (event) {
            case GroupEmptied e -> e.pid() == state.pid() ? moves.settle(state.next()) : state;
            case DeadlineReached _ when moves.nowNanos() < state.deadlineNanos() -> state;
            case DeadlineReached _ -> {
                if (!state.killed()) {
                    yield moves.killGroup(state.pid(), state.next());
                }
                moves.publish(new Notice.Survived(state.pid()));
                yield moves.settle(state.next());
            }
            case KillRequested _ ->
                    state.killed()
                            ? moves.follow(state, Moves.down(state.next()))
                            : moves.killGroup(state.pid(), Moves.down(state.next()));
            case StartRequested _, RestartRequested _ -> moves.follow(state, new Next.Start());
            case StopRequested _ -> moves.follow(state, new Next.Stop());
            case RemoveRequested _ -> moves.follow(state, new Next.Remove());
            case Retuned _ -> moves.hasten(state);
            case Spawned e -> moves.endStray(state, e.pid());
            case SpawnFailed _, ChildExited _ -> state;
        };
    }

    private ProcessState unknown(Unknown state, Event event) {
        boolean lives = state.pid() != 0;
        return switch (event) {
            case StartRequested _ -> lives ? state : moves.firstAttempt();
            case RestartRequested _ ->
                    lives
                            ? moves.kill(state.pid(), moves.nowNanos(), new Next.Start())
                            : moves.firstAttempt();
            case StopRequested _, KillRequested _ ->
                    lives
                            ? moves.kill(state.pid(), moves.nowNanos(), new Next.Stop())
                            : new Stopped(true);
            case RemoveRequested _ ->
                    lives
                            ? moves.kill(state.pid(), moves.nowNanos(), new Next.Remove())
                            : moves.removeAtRest();
            case ChildExited e when e.pid() != state.pid() ->
                    moves.isSurvivor(e.pid()) ? moves.survivorDied(state, e) : state;
            case ChildExited e -> {
                moves.killLeftovers(e);
                yield new Unknown(0, state.reason());
            }
            case Spawned e -> moves.endStray(state, e.pid());
            case Retuned _, SpawnFailed _, GroupEmptied _, DeadlineReached _ -> state;
        };
    }
}
