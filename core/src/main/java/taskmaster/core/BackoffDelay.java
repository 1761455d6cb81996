package taskmaster.core;

/// How long to wait before the next attempt after quick deaths.
final class BackoffDelay {

    private BackoffDelay() {}

    /// min(1 s x 2^(deaths-1), 60 s), varied by up to a tenth. The variation depends on the inputs
    /// alone, so that a replay waits as long as the original.
    ///
    /// @param deaths consecutive quick deaths, 1 or more
    static long nanos(ProcessId id, int deaths, long nowNanos) {
        int doublings = Math.min(deaths - 1, 30);
        long delay = Math.min(Limits.BACKOFF_FIRST_NANOS << doublings, Limits.BACKOFF_MAX_NANOS);
        return (long) (delay * (1 + Limits.BACKOFF_JITTER * (2 * fraction(id, nowNanos) - 1)));
    }

    /// Evenly spread over 0 to 1 (the finalizer of SplitMix64).
    private static double fraction(ProcessId id, long nowNanos) {
        int seed = 31 * id.program().hashCode() + id.index();
        long mixed = nowNanos + seed * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (mixed >>> 11) * 0x1.0p-53;
    }
}
