package taskmaster.daemon;

/// Every bound of the daemon's loop, with its unit and reason.
final class Limits {

    /// Requests of clients that wait for the loop; more are answered with 503. A thousand are
    /// served within some milliseconds.
    static final int REQUESTS_PENDING_MAX = 1024;

    /// Threads that spawn. Two suffice unless one hangs on a dead file system; then others step in.
    static final int SPAWNERS_MAX = 8;

    /// How long a spawner may hold its turn before another one goes ahead of it. The first start of
    /// a fresh JVM on a busy machine takes some 200 ms, and must not lose its place in the order; a
    /// file system that hangs costs the others this once.
    static final long SPAWN_TURN_MILLIS = 1000;

    /// A spawn that takes longer is reported.
    static final long SPAWN_SLOW_NANOS = 10_000_000_000L;

    /// Descriptors that starts leave free, so that clients can still get in and logs can be rotated
    /// when the limit is reached; a quarter of the limit if that is less.
    static final long DESCRIPTORS_KEPT = 64;

    /// How long the daemon waits at its end for output to be drained and answers to be sent.
    static final long FAREWELL_MILLIS = 2_000;

    /// How long the daemon waits at its end for an alert that is being sent.
    static final long ALERT_FAREWELL_NANOS = 2_000_000_000L;

    /// Events about output that wait for the loop; more are left out and counted, and rotations
    /// beyond half of them. A thousand are told within some milliseconds.
    static final int OUTPUT_EVENTS_PENDING_MAX = 1024;

    /// Processes named one by one in a line for people; the rest are counted.
    static final int NAMES_SHOWN_MAX = 12;

    private Limits() {}
}
