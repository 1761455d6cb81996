package taskmaster.daemon.control;

import java.util.OptionalInt;

/// Answers clients on a Unix socket and, if a port is configured, on the loopback interface.
public final class ControlServer implements AutoCloseable {

    private ControlServer() {}

    /// Listens. May wait for the disk.
    public static ControlStart start(ControlSettings settings, Operations operations) {
        return new ControlStart.Refused("cannot start the control server: it is not built yet");
    }

    /// The port it listens on.
    public OptionalInt port() {
        return OptionalInt.empty();
    }

    /// Sends what is left to send, for a second at most, and takes the socket away.
    @Override
    public void close() {}
}
