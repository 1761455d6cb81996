package taskmaster.core;

/// Every bound of the core, with its unit and reason.
public final class Limits {

    /// A process that ran at least this long (or its `starttime`, if longer) is healthy: its death
    /// is no reason to slow down.
    public static final long HEALTHY_NANOS = 1_000_000_000L;

    /// Pause after the first quick death; each further one doubles it.
    public static final long BACKOFF_FIRST_NANOS = 1_000_000_000L;

    /// Longest pause between two attempts: a fixed cause is felt within a minute.
    public static final long BACKOFF_MAX_NANOS = 60_000_000_000L;

    /// Part of the pause by which it varies up and down, so that a fleet does not restart in step.
    public static final double BACKOFF_JITTER = 0.1;

    /// How long something may outlive SIGKILL before it is reported and given up.
    public static final long KILL_WAIT_NANOS = 5_000_000_000L;

    /// Events of a process that are kept to explain a fault.
    public static final int TAPE_EVENTS = 16;

    private Limits() {}
}
