package taskmaster.daemon.control;

/// What came of the attempt to start the control server.
public sealed interface ControlStart {

    /// It listens.
    record Started(ControlServer server) implements ControlStart {}

    /// It does not, and nothing is left of the attempt.
    ///
    /// @param message for people: what could not be done, why, and who holds the port or the socket
    record Refused(String message) implements ControlStart {}
}
