package taskmaster.core;

/// Where one output stream of a process goes.
public sealed interface StreamTarget {

    /// A file at an absolute path, appended to and rotated.
    record ToFile(String path) implements StreamTarget {}

    /// A file of its own in the state directory, named by the daemon, so that `tail` always works.
    record ToOwnFile() implements StreamTarget {}

    /// `/dev/null`.
    record Discarded() implements StreamTarget {}

    /// The daemon's own standard output, not rotated.
    record ToDaemonStdout() implements StreamTarget {}

    /// The daemon's own standard error, not rotated.
    record ToDaemonStderr() implements StreamTarget {}

    /// `stderr: stdout`: the same stream as standard output, in the order of writing.
    record MergedIntoStdout() implements StreamTarget {}
}
