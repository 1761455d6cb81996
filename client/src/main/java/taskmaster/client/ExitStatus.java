package taskmaster.client;

/// The exit statuses of `taskmasterctl`: supervisorctl's, which are those of LSB init scripts.
///
/// Where several apply to one command (`start a b`), the highest is given, except that of `status`,
/// where 3 wins over 4 as it does in supervisorctl.
final class ExitStatus {
    /// All that was asked for is so.
    static final int OK = 0;

    /// The daemon refused, or a name is unknown.
    static final int FAILED = 1;

    /// The command line is wrong.
    static final int USAGE = 2;

    /// `status`: a listed process is STOPPED, EXITED, ABORTED or UNKNOWN.
    static final int NOT_ALL_RUNNING = 3;

    /// There is no daemon, it may not be used by this user, or it went away in the middle.
    static final int UNREACHABLE = 4;

    /// A process was ABORTED (`start`, `restart`) or does not run (`signal`, `pid`).
    static final int NOT_RUNNING = 7;

    /// Ctrl-C ended the command (128 + SIGINT); seen only inside the shell.
    static final int INTERRUPTED = 130;

    /// The reader of our output is gone (128 + SIGPIPE).
    static final int BROKEN_PIPE = 141;

    private ExitStatus() {}
}
