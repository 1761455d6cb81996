package taskmaster.daemon.alert;

import java.util.List;

/// What is sent to a destination: one alert, or several that came together.
///
/// @param id unique over daemons and restarts; the same in each attempt to send it
/// @param host on which the daemon runs
/// @param configuration path of the daemon's file
/// @param entries the newest last
/// @param leftOut alerts that came too fast to be told one by one, 0 or more
/// @param isTest it was asked for, and nothing happened
public record AlertMessage(
        String id,
        String host,
        String configuration,
        List<Entry> entries,
        long leftOut,
        boolean isTest) {

    /// An alert with its repetitions.
    ///
    /// @param last the newest of them
    /// @param count how many, 1 or more
    /// @param firstMillis when the first was, since the epoch
    public record Entry(Alert last, int count, long firstMillis) {}
}
