package taskmaster.daemon.output;

/// What a process is to be started with.
public sealed interface OpenResult {

    /// Descriptors for the child, to be closed by the caller after the spawn, each once.
    ///
    /// @param stdoutFd -1: `/dev/null`
    /// @param stderrFd -1: `/dev/null`; the same as `stdoutFd` for a merged stream
    record Opened(int stdoutFd, int stderrFd) implements OpenResult {}

    /// A log or a pipe cannot be opened.
    ///
    /// @param message for people, with the path and the errno
    record Failed(String message) implements OpenResult {}
}
