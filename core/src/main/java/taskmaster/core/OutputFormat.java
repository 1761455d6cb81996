package taskmaster.core;

/// The form of the lines in a log.
public enum OutputFormat {
    /// Untouched, byte by byte.
    RAW,
    /// Each line after a timestamp and the name of the process.
    PREFIXED,
    /// Each line as a JSON object.
    JSON
}
