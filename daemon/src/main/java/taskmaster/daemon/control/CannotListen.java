package taskmaster.daemon.control;

/// Why the server does not start, for people. Leaves this package as a [ControlStart.Refused].
final class CannotListen extends Exception {

    private static final long serialVersionUID = 1;

    CannotListen(String message) {
        super(message, null, false, false);
    }
}
