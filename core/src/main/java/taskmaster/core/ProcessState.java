package taskmaster.core;

/// What a process is doing. Each state holds only what is true in it. People see the name of the
/// [Phase].
public sealed interface ProcessState {

    /// Nothing is timed.
    long NO_DEADLINE = Long.MAX_VALUE;

    /// The name that people see.
    default Phase phase() {
        return switch (this) {
            case Stopped _ -> Phase.STOPPED;
            case Spawning _, Starting _ -> Phase.STARTING;
            case Running _ -> Phase.RUNNING;
            case Backoff _ -> Phase.BACKOFF;
            case Cancelling _, Stopping _, Sweeping _ -> Phase.STOPPING;
            case Exited _ -> Phase.EXITED;
            case Aborted _ -> Phase.ABORTED;
            case Unknown _ -> Phase.UNKNOWN;
        };
    }

    /// Not running, and nothing will start it but an order.
    ///
    /// @param byOperator false only if it has never been started since it was configured
    record Stopped(boolean byOperator) implements ProcessState {}

    /// A spawn is under way; its pid is not known yet.
    ///
    /// @param attempt 1 for the first start, up to startRetries + 1
    record Spawning(int attempt) implements ProcessState {}

    /// A spawn is under way, but what it brings is not wanted any more.
    ///
    /// @param kill end it by SIGKILL at once, not by the stop signal
    record Cancelling(boolean kill, Next next) implements ProcessState {}

    /// It lives, but not yet for `starttime`.
    ///
    /// @param deadlineNanos when it counts as RUNNING
    record Starting(int pid, long startedNanos, long deadlineNanos, int attempt)
            implements ProcessState {}

    /// It lives, and has lived for `starttime`.
    record Running(int pid, long startedNanos) implements ProcessState {}

    /// It died too early or could not be started; the next attempt is due at a known time.
    ///
    /// @param attempt number of the next attempt, as in [Spawning]
    record Backoff(long dueNanos, int attempt, String reason) implements ProcessState {}

    /// It has been told to end.
    ///
    /// @param killed SIGKILL has been sent
    /// @param deadlineNanos when SIGKILL follows, or, after it, when it is given up
    record Stopping(int pid, long startedNanos, boolean killed, long deadlineNanos, Next next)
            implements ProcessState {}

    /// It is dead, but members of its process group live and are being ended.
    ///
    /// @param pid of the dead leader, which is the id of the group
    record Sweeping(int pid, boolean killed, long deadlineNanos, Next next)
            implements ProcessState {}

    /// It ended by itself and is not to be restarted.
    record Exited(ExitStatus status, boolean expected) implements ProcessState {}

    /// Its starts failed `startretries` + 1 times.
    record Aborted(String reason) implements ProcessState {}

    /// Out of service after a fault of taskmaster itself.
    ///
    /// @param pid of a process that may still live; 0: none
    record Unknown(int pid, String reason) implements ProcessState {}

    /// When [Event.DeadlineReached] is due in this state; [#NO_DEADLINE] where nothing is timed.
    default long deadline() {
        return switch (this) {
            case Starting s -> s.deadlineNanos();
            case Backoff s -> s.dueNanos();
            case Stopping s -> s.deadlineNanos();
            case Sweeping s -> s.deadlineNanos();
            case Stopped _, Spawning _, Cancelling _, Running _, Exited _, Aborted _, Unknown _ ->
                    NO_DEADLINE;
        };
    }

    /// The pid of the living process; 0 where there is none or it is not known.
    default int livingPid() {
        return switch (this) {
            case Starting s -> s.pid();
            case Running s -> s.pid();
            case Stopping s -> s.pid();
            case Unknown s -> s.pid();
            case Stopped _, Spawning _, Cancelling _, Backoff _, Sweeping _, Exited _, Aborted _ ->
                    0;
        };
    }
}
