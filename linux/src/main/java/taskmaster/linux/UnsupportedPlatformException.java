package taskmaster.linux;

/// Thrown by [LinuxKernel#open] where this module cannot work; the message says what is needed. An
/// exception, since there is nothing a caller could go on with.
public final class UnsupportedPlatformException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedPlatformException(String message) {
        super(message);
    }
}
