package taskmaster.daemon;

import java.time.Instant;

/// Turns the loop's monotonic time into times that people read. The offset is taken once, so that
/// one moment always reads the same, whatever is done to the system's clock.
final class WallClock {

    private final long offsetMillis = System.currentTimeMillis() - System.nanoTime() / 1_000_000;

    /// ISO 8601 in UTC with milliseconds.
    String iso(long nanos) {
        return Instant.ofEpochMilli(millis(nanos)).toString();
    }

    /// Milliseconds since 1970.
    long millis(long nanos) {
        return offsetMillis + nanos / 1_000_000;
    }
}
