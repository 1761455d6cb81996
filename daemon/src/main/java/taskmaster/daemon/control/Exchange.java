package taskmaster.daemon.control;

import taskmaster.api.Message;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// One request that is being answered: exactly one of `send`, `refuse` or `open`, once.
///
/// Methods may be called from any thread where nothing else is said, never block, and do nothing
/// when the client has gone.
interface Exchange {

    /// Answers 200.
    void send(Message message);

    /// Answers with an error: as a [RequestRefused] or a malformed document says, otherwise 500.
    void refuse(Throwable why);

    /// Answers with what the future brings.
    default void answer(CompletableFuture<? extends Message> future) {
        // The client has been answered whichever way it ends; nothing waits for what is returned.
        CompletableFuture<?> _ =
                future.whenComplete(
                        (message, failure) -> {
                            if (failure == null) {
                                send(message);
                            } else {
                                refuse(failure);
                            }
                        });
    }

    /// Answers 200 with a body in pieces. On the server's thread.
    ///
    /// @param whenWritable runs when the client has taken enough to be sent more
    default Outflow open(String contentType, Runnable whenWritable) {
        return open(new Opening(200, contentType, Map.of()), whenWritable);
    }

    /// Answers with a body in pieces below a head of one's own. On the server's thread.
    Outflow open(Opening opening, Runnable whenWritable);

    /// Runs a task on the server's thread, unless the client has gone.
    void execute(Runnable task);

    /// Runs a task on the server's thread, if that still runs.
    void executeAlways(Runnable task);

    /// Runs a task when the exchange is over, for whatever reason; at once if it is. On the
    /// server's thread.
    void whenGone(Runnable task);

    /// Whether it is over. On the server's thread.
    boolean isGone();

    /// Runs a task at every heartbeat while this lasts. On the server's thread.
    void everyHeartbeat(Runnable task);

    /// Counts this as one of the streams that may stay open without end.
    ///
    /// @throws RequestRefused 503 if there are too many
    void holdStream();
}
