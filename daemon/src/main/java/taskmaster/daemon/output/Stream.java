package taskmaster.daemon.output;

/// Which output of a process.
public enum Stream {
    STDOUT,
    STDERR
}
