package taskmaster.daemon.output;

import java.util.function.IntSupplier;

/// What a sink asks of the loop that it belongs to, and tells it.
interface SinkOwner {

    /// Calls what may wait for a disk. Meanwhile others may do anything but use this sink.
    int blocking(Sink sink, IntSupplier call);

    /// The sink takes no more until a retry succeeds.
    void stuck(Sink sink);

    /// The sink takes bytes again.
    void unstuck(Sink sink);

    /// The thread that was away with the sink has come back, and pipes wait for that.
    void returned(Sink sink);

    /// The bytes that wait in memory have become more or fewer.
    void pendingChanged(long byBytes);

    /// Something happened to what this pipe writes.
    void tell(OutputEvent.Kind kind, Pipe pipe, String message);

    /// Tells people of a problem, or of its end.
    void report(String problem);
}
