package taskmaster.config;

/// How a line of the daemon's own log is written.
public enum LogFormat {
    /// For people.
    TEXT,
    /// One JSON object a line.
    JSON
}
