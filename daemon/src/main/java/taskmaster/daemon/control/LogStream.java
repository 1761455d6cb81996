package taskmaster.daemon.control;

/// Which output of a process.
public enum LogStream {
    STDOUT,
    STDERR
}
