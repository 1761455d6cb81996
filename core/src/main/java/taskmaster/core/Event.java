package taskmaster.core;

/// A past fact or an order that concerns one process.
public sealed interface Event {

    /// Somebody, or autostart, wants it to run.
    record StartRequested() implements Event {}

    /// Somebody wants it down, or no longer wants it removed.
    record StopRequested() implements Event {}

    /// Somebody wants a new process, whatever runs now.
    record RestartRequested() implements Event {}

    /// It is no longer configured: end it, then forget it.
    record RemoveRequested() implements Event {}

    /// It must end now: SIGKILL without waiting.
    record KillRequested() implements Event {}

    /// Its [SupervisionSpec] changed under it.
    record Retuned() implements Event {}

    /// The spawn succeeded.
    record Spawned(int pid) implements Event {}

    /// The spawn failed.
    ///
    /// @param reason for people, complete: what failed, on which path, and why
    record SpawnFailed(String reason) implements Event {}

    /// The process is dead and has been reaped. Never comes before the [Spawned] of the same pid.
    ///
    /// @param leftovers members of its process group live on
    record ChildExited(int pid, ExitStatus status, boolean leftovers) implements Event {}

    /// The last member of the process group of a dead process is gone.
    record GroupEmptied(int pid) implements Event {}

    /// The deadline of the state may have come. Late and early ones are harmless: the state knows.
    record DeadlineReached() implements Event {}
}
