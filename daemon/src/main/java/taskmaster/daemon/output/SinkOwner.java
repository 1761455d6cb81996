package taskmaster.daemon.output;

/// What a sink tells the loop that it belongs to. On the output thread.
interface SinkOwner {

    /// The sink takes no more until a retry succeeds.
    void stuck(Sink sink);

    /// The sink takes bytes again.
    void unstuck(Sink sink);

    /// The bytes that wait in memory have become more or fewer.
    void pendingChanged(long byBytes);

    /// Tells people of a problem, or of its end.
    void report(String problem);
}
