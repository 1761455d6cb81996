package taskmaster.daemon.control;

/// An [EventListener] that listens.
public interface Subscription extends AutoCloseable {

    /// Ends it; a call that is under way may still arrive. Any thread; never blocks; a second time
    /// does nothing.
    @Override
    void close();
}
