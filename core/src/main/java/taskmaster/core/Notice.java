package taskmaster.core;

/// Something that people, logs and alerts are told about a process.
public sealed interface Notice {

    /// A process was created.
    record Started(int pid, int attempt) implements Notice {}

    /// It lived for `starttime`.
    record BecameRunning(int pid) implements Notice {}

    /// A start failed: the spawn did, or the process died before `starttime`.
    ///
    /// @param attempt which one failed, from 1
    /// @param attempts how many there are: startRetries + 1
    record StartFailed(String reason, int attempt, int attempts) implements Notice {}

    /// It ended by itself after it was RUNNING.
    record Exited(int pid, ExitStatus status, boolean expected, long ranNanos) implements Notice {}

    /// It will be started again after a pause.
    record BackedOff(long delayNanos, int attempt, String reason) implements Notice {}

    /// It failed to start for the last time.
    record Aborted(String reason) implements Notice {}

    /// The stop signal was sent.
    record StopSent(int pid, int signal) implements Notice {}

    /// SIGKILL was sent because it, or what is left of its group, did not end in time.
    record KillSent(int pid) implements Notice {}

    /// It is dead; what is left of its process group is being ended.
    record SweepBegan(int pid) implements Notice {}

    /// It is down because it was told so.
    ///
    /// @param pid 0 where nothing lived: a pause before the next attempt ended, or a spawn that was
    ///   called off failed
    /// @param status [ExitStatus.Unknown] where nothing lived
    record Stopped(int pid, ExitStatus status) implements Notice {}

    /// Something of it still lives 5 s after SIGKILL.
    record Survived(int pid) implements Notice {}

    /// A fault of taskmaster itself took the process out of service.
    ///
    /// @param tape the last events that led there, oldest first
    record Faulted(String reason, String tape) implements Notice {}
}
