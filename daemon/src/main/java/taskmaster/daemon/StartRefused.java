package taskmaster.daemon;

/// The daemon cannot start; the message says why and what to do, and is empty if that has been
/// said. Expected, so without a stack trace.
final class StartRefused extends Exception {

    private static final long serialVersionUID = 1;

    private final ExitCode code;

    StartRefused(ExitCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
