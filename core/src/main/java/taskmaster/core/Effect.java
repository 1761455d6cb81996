package taskmaster.core;

/// An order that follows from a step. The driver carries it out; what comes of it returns as an
/// [Event].
public sealed interface Effect {

    /// Start the process; answered by [Event.Spawned] or [Event.SpawnFailed].
    record Spawn() implements Effect {}

    /// Send a signal to a process that lives, or to what lives of its group.
    record SendSignal(int pid, int signal, Scope scope) implements Effect {}

    /// Drop the process from the fleet.
    record Forget() implements Effect {}

    /// Tell log, streams and alerts.
    record Publish(Notice notice) implements Effect {}

    /// Whom a signal reaches.
    enum Scope {
        /// The process itself.
        LEADER,
        /// Every living member of its process group.
        GROUP
    }
}
