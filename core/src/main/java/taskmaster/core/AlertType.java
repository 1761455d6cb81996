package taskmaster.core;

/// What people can be told about.
public enum AlertType {
    /// A process failed to start for the last time.
    ABORTED("aborted"),
    /// A process ended by itself with an exit code that is not expected, or by a signal.
    UNEXPECTED_EXIT("unexpected_exit"),
    /// A process of which one of the two was told is RUNNING again.
    RECOVERED("recovered"),
    /// A process did not end in time and was sent SIGKILL.
    KILLED("killed"),
    /// Output of a process is being dropped, because its log takes nothing.
    OUTPUT_DROPPED("output_dropped"),
    /// A changed configuration has errors and was not taken over.
    RELOAD_REFUSED("reload_refused");

    private final String key;

    AlertType(String key) {
        this.key = key;
    }

    /// As it is written in the configuration, in the API and in messages to programs.
    public String key() {
        return key;
    }
}
