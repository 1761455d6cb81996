package taskmaster.client;

import org.jspecify.annotations.Nullable;

/// A command that cannot go on, in words for the person who gave it.
///
/// It carries no stack trace: nobody shall see one, and taking it costs start-up time.
final class ClientFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable String hint;

    /// @param status the exit status of the command
    /// @param code a stable word for scripts (`error.error` in JSON)
    /// @param hint what to do now, or null when nothing sensible can be said
    ClientFailure(int status, String code, String message, @Nullable String hint) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    /// A daemon that cannot be reached or used: status 4.
    static ClientFailure unreachable(String code, String message, @Nullable String hint) {
        return new ClientFailure(ExitStatus.UNREACHABLE, code, message, hint);
    }

    /// A command line that cannot be understood.
    static ClientFailure usage(int status, String message, @Nullable String hint) {
        return new ClientFailure(status, "usage", message, hint);
    }

    /// The message, which is never null here.
    String text() {
        String message = getMessage();
        return message == null ? code : message;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    @Nullable String hint() {
        return hint;
    }
}
