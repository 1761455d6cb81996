package taskmaster.daemon.control;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// All connections, and what they hold together. Only on the server's thread.
final class Clients {

    private final Endpoints endpoints;
    private final ControlLimits.Timeouts timeouts;
    private final Set<HttpConnection> connections = new HashSet<>();
    private int socketConnections;
    private int portConnections;
    private int bodiesBytes;
    private int streams;

    /// Counted down when the server is being closed and the last connection is gone.
    private final CountDownLatch gone = new CountDownLatch(1);

    private boolean isClosing;

    Clients(Endpoints endpoints, ControlLimits.Timeouts timeouts) {
        this.endpoints = endpoints;
        this.timeouts = timeouts;
    }

    ControlLimits.Timeouts timeouts() {
        return timeouts;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    CountDownLatch gone() {
        return gone;
    }

    /// Counts a connection in.
    ///
    /// @return false if there are too many
    boolean enter(HttpConnection connection, Entrance entrance) {
        if (isClosing || count(entrance) >= max(entrance)) {
            return false;
        }
        connections.add(connection);
        add(entrance, 1);
        return true;
    }

    void leave(HttpConnection connection, Entrance entrance) {
        if (connections.remove(connection)) {
            add(entrance, -1);
            countDown();
        }
    }

    private void countDown() {
        if (isClosing && connections.isEmpty()) {
            gone.countDown();
        }
    }

    private int count(Entrance entrance) {
        return switch (entrance) {
            case Entrance.Socket _ -> socketConnections;
            case Entrance.Port _ -> portConnections;
        };
    }

    private static int max(Entrance entrance) {
        return switch (entrance) {
            case Entrance.Socket _ -> ControlLimits.SOCKET_CONNECTIONS_MAX;
            case Entrance.Port _ -> ControlLimits.PORT_CONNECTIONS_MAX;
        };
    }

    private void add(Entrance entrance, int change) {
        switch (entrance) {
            case Entrance.Socket _ -> socketConnections += change;
            case Entrance.Port _ -> portConnections += change;
        }
    }

    /// Reserves room for a body that is being received, or gives it back.
    ///
    /// @return false if there is not so much
    boolean reserveBody(int bytes) {
        if (bytes > 0 && bodiesBytes + bytes > ControlLimits.BODIES_BYTES_MAX) {
            return false;
        }
        bodiesBytes += bytes;
        return true;
    }

    boolean holdStream() {
        if (streams >= ControlLimits.STREAMS_MAX) {
            return false;
        }
        streams++;
        return true;
    }

    void releaseStream() {
        streams--;
    }

    /// Lets no more in, and lets those go that have their answer.
    void close() {
        isClosing = true;
        all().forEach(HttpConnection::closeWhenAnswered);
        countDown();
    }

    void closeNow() {
        all().forEach(HttpConnection::closeNow);
    }

    /// A copy, because closing changes the set.
    private List<HttpConnection> all() {
        return new ArrayList<>(connections);
    }
}
