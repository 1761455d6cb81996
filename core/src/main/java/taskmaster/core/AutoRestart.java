package taskmaster.core;

/// When a process that ended by itself after it was RUNNING is started again.
public enum AutoRestart {
    /// `true`: whatever its exit code.
    ALWAYS,
    /// `unexpected`: unless its exit code is listed in `exitcodes`; death by a signal never is.
    UNEXPECTED,
    /// `false`: it stays EXITED.
    NEVER
}
