package taskmaster.daemon.control;

/// What can be done to processes by name.
public enum Verb {
    START,
    STOP,
    RESTART,
    CLEAR
}
