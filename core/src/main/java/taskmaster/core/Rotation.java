package taskmaster.core;

/// When a log file is renamed away, and how many old ones stay.
///
/// @param maxBytes size at which the file becomes `NAME.1`; 0: never because of its size
/// @param backups number of old files kept, 0 to 1000; 0 truncates when one would be renamed
/// @param interval when the clock makes it `NAME.1`, if it is not empty
/// @param isCompressed old files become `NAME.1.gz` and so on
public record Rotation(long maxBytes, int backups, Interval interval, boolean isCompressed) {

    /// The moments of rotation by the clock, in the daemon's time zone.
    public enum Interval {
        /// Not by the clock.
        NONE,
        /// At each full hour.
        HOURLY,
        /// At midnight.
        DAILY
    }

    /// By size alone, as plain files.
    public static Rotation ofSize(long maxBytes, int backups) {
        return new Rotation(maxBytes, backups, Interval.NONE, false);
    }
}
