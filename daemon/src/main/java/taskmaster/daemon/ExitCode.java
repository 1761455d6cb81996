package taskmaster.daemon;

/// How the daemon ends, for scripts and service managers (docs/operations.md).
enum ExitCode {
    /// It was told to end, and everything is down; or it has answered a question.
    OK(0),
    /// It cannot run here: a directory, the socket or a thread is not to be had.
    FAILED(1),
    /// The command line or the configuration is wrong.
    USAGE(2),
    /// Another daemon runs this configuration, or the port is in use.
    IN_USE(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// The code of a number that another daemon ended with.
    static ExitCode of(int number) {
        for (ExitCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return FAILED;
    }
}
