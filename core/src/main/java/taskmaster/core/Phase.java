package taskmaster.core;

/// The names of states that people see. As supervisord's, with ABORTED for its FATAL.
public enum Phase {
    STOPPED,
    STARTING,
    RUNNING,
    BACKOFF,
    STOPPING,
    EXITED,
    ABORTED,
    UNKNOWN;

    /// Whether a process in this phase lives, or will without further orders.
    public boolean isActive() {
        return switch (this) {
            case STARTING, RUNNING, BACKOFF, STOPPING -> true;
            case STOPPED, EXITED, ABORTED, UNKNOWN -> false;
        };
    }
}
