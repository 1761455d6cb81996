package taskmaster.daemon.output;

/// A sink, or why there is none.
sealed interface SinkResult {

    record Ready(Sink sink) implements SinkResult {}

    /// None.
    ///
    /// @param message for people, with the path
    record Refused(String message) implements SinkResult {}
}
