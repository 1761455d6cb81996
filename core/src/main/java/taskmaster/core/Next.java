package taskmaster.core;

/// What follows once something under way (a spawn, a stop, the sweep of a process group) is over.
public sealed interface Next {

    /// It stays down until ordered otherwise.
    record Stop() implements Next {}

    /// It is started (again), as a first attempt.
    record Start() implements Next {}

    /// It leaves the fleet.
    record Remove() implements Next {}

    /// It died by itself and is tried again when due.
    record Retry(long dueNanos, int attempt, String reason) implements Next {}

    /// It died by itself and stays down.
    record Exit(ExitStatus status, boolean expected) implements Next {}

    /// It failed to start for the last time.
    record Abort(String reason) implements Next {}
}
