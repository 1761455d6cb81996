package taskmaster.daemon.alert;

/// Every bound of alerts, with its unit and reason.
final class AlertLimits {

    /// Alerts that wait for their thread; more are counted and told as a number. A thousand are
    /// taken within some milliseconds.
    static final int WAITING_MAX = 4096;

    /// Recoveries among them: most concern nobody.
    static final int RECOVERIES_WAITING_MAX = 2048;

    /// Alerts that are told one by one in a message; more are counted. Nobody reads on.
    static final int ENTRIES_MAX = 200;

    /// Alerts in a message that have lines of output; as many of those that are counted.
    static final int ENTRIES_WITH_LINES_MAX = 20;

    /// Lines of standard error.
    static final int LINES_MAX = 20;

    /// Bytes at the end of a log in which they are looked for.
    static final int LINES_BYTES_MAX = 8 * 1024;

    /// Processes whose lines are still to be read; of more, none are.
    static final int READINGS_MAX = 64;

    /// How long reading lines of a log may take; a dead disk costs this once.
    static final long READING_NANOS = 1_000_000_000L;

    /// How long after an end its last lines are read: by then they stand in the log, and the next
    /// process has not said much.
    static final long SETTLE_NANOS = 50_000_000L;

    /// A message gathers so long at least, so that it has the lines.
    static final long GATHER_NANOS = 100_000_000L;

    /// After a fault of ours, before all goes on.
    static final long FAULT_NANOS = 1_000_000_000L;

    /// Numbers that grow are written so often at most.
    static final long SAVE_NANOS = 50_000_000L;

    /// Alerts entered before what is new is written.
    static final int BATCH_MAX = 256;

    /// Characters of the text of one alert.
    static final int TEXT_CHARS_MAX = 1000;

    /// Names of processes that a destination's book remembers; the oldest are forgotten. More than
    /// the largest fleet has, times the types.
    static final int NAMES_MAX = 50_000;

    /// Messages that wait for one destination. While there are so many, all else is gathered into
    /// the next one.
    static final int MESSAGES_MAX = 4;

    /// Files of one destination that are taken over from another daemon; the oldest are dropped.
    static final int FILES_MAX = 64;

    /// Bytes of one file of the spool; a longer one is not ours. The largest is a book in which
    /// thousands of processes are counted, at some hundred bytes each.
    static final int FILE_BYTES_MAX = 32 * 1024 * 1024;

    /// Files set aside because they could not be read; the oldest go.
    static final int ASIDE_MAX = 16;

    /// First pause after a failed attempt; doubles.
    static final long RETRY_FIRST_NANOS = 5_000_000_000L;

    /// Longest pause between attempts.
    static final long RETRY_MAX_NANOS = 300_000_000_000L;

    /// How long a message is tried.
    static final long RETRY_MILLIS = 24L * 3600 * 1000;

    /// Results that are kept for each destination.
    static final int RESULTS_MAX = 10;

    /// Tests that wait for one destination.
    static final int TESTS_MAX = 4;

    private AlertLimits() {}
}
