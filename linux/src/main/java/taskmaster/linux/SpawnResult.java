package taskmaster.linux;

/// What became of a [SpawnRequest].
public sealed interface SpawnResult {

    /// The program runs: `execve` has succeeded.
    ///
    /// @param pidfd close-on-exec descriptor of the process, opened before anybody could reap it;
    ///   now the caller's, who closes it after the reaping
    record Spawned(int pid, int pidfd) implements SpawnResult {}

    /// Nothing was left behind: no process, no zombie, no descriptor.
    ///
    /// @param errno why
    /// @param step what could not be done
    /// @param message for people: what failed, on which path, and why, with the errno's name
    record SpawnFailed(int errno, SpawnStep step, String message) implements SpawnResult {}
}
