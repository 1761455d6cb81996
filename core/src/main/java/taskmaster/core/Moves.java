package taskmaster.core;

import taskmaster.core.Effect.Forget;
import taskmaster.core.Effect.Publish;
import taskmaster.core.Effect.Scope;
import taskmaster.core.Effect.SendSignal;
import taskmaster.core.Effect.Spawn;
import taskmaster.core.Event.ChildExited;
import taskmaster.core.ProcessState.Aborted;
import taskmaster.core.ProcessState.Backoff;
import taskmaster.core.ProcessState.Exited;
import taskmaster.core.ProcessState.Running;
import taskmaster.core.ProcessState.Spawning;
import taskmaster.core.ProcessState.Starting;
import taskmaster.core.ProcessState.Stopped;
import taskmaster.core.ProcessState.Stopping;
import taskmaster.core.ProcessState.Sweeping;

import java.util.ArrayList;
import java.util.List;

/// What can be done with a process in one step of its [Lifecycle]: each move gives the state after
/// it, and notes the effects and what is to be remembered. Lives for one step.
final class Moves {

    private final ProcessSpec process;
    private final SupervisionSpec spec;
    private final long nowNanos;
    private final List<Effect> effects = new ArrayList<>(4);
    private History history;

    Moves(ProcessSpec process, History history, long nowNanos) {
        this.process = process;
        this.spec = process.supervision();
        this.history = history;
        this.nowNanos = nowNanos;
    }

    Step step(ProcessState state) {
        return new Step(new ProcessRecord(state, history), List.copyOf(effects));
    }

    long nowNanos() {
        return nowNanos;
    }

    boolean isSurvivor(int pid) {
        return history.isSurvivor(pid);
    }

    ProcessState firstAttempt() {
        history = history.withQuickDeaths(0);
        return spawn(1);
    }

    ProcessState furtherAttempt(int attempt) {
        history = history.withRestart();
        return spawn(attempt);
    }

    /// The only place where a process comes from: never beside one that still lives.
    private ProcessState spawn(int attempt) {
        History.Survivor survivor = history.survivor();
        if (survivor != null) {
            return settle(
                    abort(
                            "process "
                                    + survivor.pid()
                                    + " outlives SIGKILL; no second copy is started"));
        }
        effects.add(new Spawn());
        return new Spawning(attempt);
    }

    ProcessState started(int pid, int attempt) {
        publish(new Notice.Started(pid, attempt));
        return spec.startNanos() == 0
                ? becomeRunning(pid, nowNanos)
                : new Starting(pid, nowNanos, after(spec.startNanos()), attempt);
    }

    ProcessState becomeRunning(int pid, long startedNanos) {
        publish(new Notice.BecameRunning(pid));
        return new Running(pid, startedNanos);
    }

    ProcessState retuned(Starting state) {
        long restNanos = spec.startNanos() - (nowNanos - state.startedNanos());
        return restNanos <= 0
                ? becomeRunning(state.pid(), state.startedNanos())
                : new Starting(
                        state.pid(), state.startedNanos(), after(restNanos), state.attempt());
    }

    ProcessState diedTooEarly(Starting state, ChildExited event) {
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

    ProcessState died(long startedNanos, ChildExited event) {
        long ranNanos = nowNanos - startedNanos;
        boolean expected = RestartPolicy.isExpected(spec, event.status());
        boolean quick = RestartPolicy.isQuick(spec, ranNanos);
        remember(event, startedNanos, expected);
        publish(new Notice.Exited(event.pid(), event.status(), expected, ranNanos));
        history = history.withQuickDeaths(quick ? history.quickDeaths() + 1 : 0);
        if (!RestartPolicy.isRestarted(spec, event.status())) {
            return afterDeath(event, new Next.Exit(event.status(), expected));
        }
        String reason = Describe.status(event.status()) + " after " + Describe.duration(ranNanos);
        return afterDeath(event, quick ? retry(1, reason) : new Next.Retry(nowNanos, 1, reason));
    }

    Next afterFailedStart(String reason, int attempt) {
        int attempts = RestartPolicy.attempts(spec);
        publish(new Notice.StartFailed(reason, attempt, Math.max(attempt, attempts)));
        history = history.withQuickDeaths(history.quickDeaths() + 1);
        return attempt >= attempts ? abort(reason) : retry(attempt + 1, reason);
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

    /// The settings have changed under what was to come.
    Next reconsider(Next next) {
        if (!(next instanceof Next.Retry retry)) {
            return next;
        }
        Next reconsidered = RestartPolicy.reconsidered(spec, history, retry);
        return reconsidered instanceof Next.Abort ? abort(retry.reason()) : reconsidered;
    }

    /// A process that died by itself: first what is left of its group, then what follows.
    private ProcessState afterDeath(ChildExited event, Next next) {
        return event.leftovers()
                ? sweep(event.pid(), false, after(spec.stopWaitNanos()), next)
                : settle(next);
    }

    ProcessState stop(int pid, long startedNanos, Next next) {
        Scope scope = spec.stopGroup() ? Scope.GROUP : Scope.LEADER;
        effects.add(new SendSignal(pid, spec.stopSignal(), scope));
        publish(new Notice.StopSent(pid, spec.stopSignal()));
        return new Stopping(pid, startedNanos, false, after(spec.stopWaitNanos()), next);
    }

    ProcessState kill(int pid, long startedNanos, Next next) {
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.LEADER));
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.GROUP));
        publish(new Notice.KillSent(pid));
        return new Stopping(pid, startedNanos, true, after(Limits.KILL_WAIT_NANOS), next);
    }

    ProcessState stopped(Stopping state, ChildExited event) {
        remember(event, state.startedNanos(), true);
        history = history.withSurvivor(null);
        publish(new Notice.Stopped(event.pid(), event.status()));
        return event.leftovers() ? sweepAfterStop(state) : settle(state.next());
    }

    /// Under `stop_group` the group has had the stop signal already; a second one makes many
    /// programs drop their work.
    private ProcessState sweepAfterStop(Stopping state) {
        if (state.killed() || !spec.stopGroup()) {
            return sweep(state.pid(), state.killed(), state.deadlineNanos(), state.next());
        }
        publish(new Notice.SweepBegan(state.pid()));
        return new Sweeping(state.pid(), false, state.deadlineNanos(), state.next());
    }

    private ProcessState sweep(int pid, boolean killed, long deadlineNanos, Next next) {
        int signal = killed ? Signals.SIGKILL : spec.stopSignal();
        effects.add(new SendSignal(pid, signal, Scope.GROUP));
        publish(new Notice.SweepBegan(pid));
        return new Sweeping(pid, killed, deadlineNanos, next);
    }

    ProcessState killGroup(int pid, Next next) {
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.GROUP));
        publish(new Notice.KillSent(pid));
        return new Sweeping(pid, true, after(Limits.KILL_WAIT_NANOS), next);
    }

    /// Not even SIGKILL ended it. It is given up, but not forgotten: what was to be removed stays
    /// until it is gone.
    ProcessState survived(Stopping state) {
        publish(new Notice.Survived(state.pid()));
        history = history.withSurvivor(new History.Survivor(state.pid(), state.startedNanos()));
        return follow(state, state.next());
    }

    ProcessState survivorDied(ProcessState state, ChildExited event) {
        History.Survivor survivor = history.survivor();
        if (survivor != null) {
            remember(event, survivor.startedNanos(), true);
            history = history.withSurvivor(null);
            killLeftovers(event);
        }
        return state;
    }

    ProcessState removeAtRest() {
        History.Survivor survivor = history.survivor();
        return survivor == null
                ? forget()
                : awaitDeath(survivor.pid(), survivor.startedNanos(), new Next.Remove());
    }

    private static Stopping awaitDeath(int pid, long startedNanos, Next next) {
        return new Stopping(pid, startedNanos, true, ProcessState.NO_DEADLINE, next);
    }

    ProcessState follow(Stopping state, Next next) {
        if (!history.isSurvivor(state.pid())) {
            return new Stopping(
                    state.pid(), state.startedNanos(), state.killed(), state.deadlineNanos(), next);
        }
        return next instanceof Next.Remove
                ? awaitDeath(state.pid(), state.startedNanos(), next)
                : settle(next);
    }

    ProcessState follow(Sweeping state, Next next) {
        return new Sweeping(state.pid(), state.killed(), state.deadlineNanos(), next);
    }

    /// A shorter `stoptime` applies to a stop under way; when that began is not known any more, so
    /// it counts from now.
    ProcessState hasten(Stopping state) {
        return new Stopping(
                state.pid(),
                state.startedNanos(),
                state.killed(),
                sooner(state.killed(), state.deadlineNanos()),
                state.next());
    }

    ProcessState hasten(Sweeping state) {
        return new Sweeping(
                state.pid(),
                state.killed(),
                sooner(state.killed(), state.deadlineNanos()),
                reconsider(state.next()));
    }

    private long sooner(boolean killed, long deadlineNanos) {
        return killed ? deadlineNanos : Math.min(deadlineNanos, after(spec.stopWaitNanos()));
    }

    /// Down for good: what is being removed is not merely stopped.
    static Next down(Next next) {
        return next instanceof Next.Remove ? next : new Next.Stop();
    }

    ProcessState settle(Next next) {
        return switch (next) {
            case Next.Stop _ -> new Stopped(true);
            case Next.Start _ -> firstAttempt();
            case Next.Remove _ -> forget();
            case Next.Retry retry when retry.dueNanos() <= nowNanos ->
                    furtherAttempt(retry.attempt());
            case Next.Retry retry -> new Backoff(retry.dueNanos(), retry.attempt(), retry.reason());
            case Next.Exit exit -> new Exited(exit.status(), exit.expected());
            case Next.Abort abort -> new Aborted(abort.reason());
        };
    }

    ProcessState forget() {
        effects.add(new Forget());
        return new Stopped(true);
    }

    /// A process that nobody waits for must not live beside the known one.
    ProcessState endStray(ProcessState state, int pid) {
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.LEADER));
        effects.add(new SendSignal(pid, Signals.SIGKILL, Scope.GROUP));
        return state;
    }

    void killLeftovers(ChildExited event) {
        if (event.leftovers()) {
            effects.add(new SendSignal(event.pid(), Signals.SIGKILL, Scope.GROUP));
        }
    }

    /// A deadline from now; too far away to be a number means never.
    private long after(long waitNanos) {
        long deadlineNanos = nowNanos + waitNanos;
        return deadlineNanos < nowNanos ? ProcessState.NO_DEADLINE : deadlineNanos;
    }

    private void remember(ChildExited event, long startedNanos, boolean expected) {
        history =
                history.withLast(
                        new History.LastExit(
                                event.pid(), event.status(), expected, startedNanos, nowNanos));
    }

    void publish(Notice notice) {
        effects.add(new Publish(notice));
    }
}
