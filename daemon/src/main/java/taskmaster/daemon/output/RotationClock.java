package taskmaster.daemon.output;

import taskmaster.core.Rotation;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/// Tells when logs are rotated by the clock. Safe for all threads.
public final class RotationClock {

    private final LongSupplier millis;
    private final ZoneId zone;

    /// @param millis the time since the epoch
    /// @param zone whose midnight it is
    public RotationClock(LongSupplier millis, ZoneId zone) {
        this.millis = millis;
        this.zone = zone;
    }

    public static RotationClock system() {
        return new RotationClock(System::currentTimeMillis, ZoneId.systemDefault());
    }

    public long nowMillis() {
        return millis.getAsLong();
    }

    /// The first moment of rotation after another moment; `Long.MAX_VALUE`: never.
    public long next(Rotation.Interval interval, long afterMillis) {
        return switch (interval) {
            case NONE -> Long.MAX_VALUE;
            case HOURLY -> begin(afterMillis, ChronoUnit.HOURS).plusHours(1).toEpochSecond() * 1000;
            case DAILY ->
                    begin(afterMillis, ChronoUnit.DAYS)
                                    .toLocalDate()
                                    .plusDays(1)
                                    .atStartOfDay(zone)
                                    .toEpochSecond()
                            * 1000;
        };
    }

    private ZonedDateTime begin(long instantMillis, ChronoUnit unit) {
        return Instant.ofEpochMilli(instantMillis).atZone(zone).truncatedTo(unit);
    }
}
