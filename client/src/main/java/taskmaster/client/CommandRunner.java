package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ErrorBody;

/// Runs one command and tells its exit status; the shell and the one-shot client both use it.
final class CommandRunner {
    private final Screen screen;
    private final DaemonSource daemons;
    private final Interrupts interrupts;
    private final Window window;

    CommandRunner(Screen screen, DaemonSource daemons, Interrupts interrupts, Window window) {
        this.screen = screen;
        this.daemons = daemons;
        this.interrupts = interrupts;
        this.window = window;
    }

    /// Runs it, prints its output and problems, and returns its exit status.
    int run(CommandSpec command, Invocation invocation) {
        try {
            return runOrFail(command, invocation);
        } catch (ClientFailure e) {
            report(screen, e, invocation.isJson());
            return e.status();
        }
    }

    /// Runs it, prints its output, and returns its exit status; problems are for the caller to
    /// tell.
    int runOrFail(CommandSpec command, Invocation invocation) throws ClientFailure {
        try {
            return dispatch(command.name(), invocation);
        } finally {
            screen.flush();
        }
    }

    /// Says what went wrong on standard error; with `--json` on standard output as a document too.
    static void report(Screen screen, ClientFailure failure, boolean isJson) {
        if (isJson) {
            screen.json(new ErrorBody(failure.code(), failure.text(), failure.hint()));
            screen.flush();
        }
        if (failure.status() == ExitStatus.INTERRUPTED) {
            if (screen.isTerminal()) {
                // The terminal has written ^C and stays on that line.
                screen.problem(failure.hint() == null ? "" : "\n" + failure.hint());
            }
            return;
        }
        screen.problem("error: " + failure.text());
        help(screen, failure.hint());
    }

    /// Adds what to do to a problem that was told.
    static void help(Screen screen, @Nullable String hint) {
        if (hint != null && !hint.isEmpty()) {
            screen.problem("  = help: " + hint);
        }
    }

    private int dispatch(CommandName name, Invocation invocation) throws ClientFailure {
        return switch (name) {
            case STATUS ->
                    new StatusCommand(screen, interrupts, window).run(daemons.daemon(), invocation);
            case START, STOP, RESTART, CLEAR, SIGNAL ->
                    new OperateCommand(screen, name, invocation).run(daemons.daemon());
            case SHUTDOWN ->
                    new OperateCommand(screen, name, invocation).shutdown(daemons.daemon());
            case RELOAD -> ReloadCommand.run(screen, daemons.daemon(), invocation);
            case TAIL -> new TailCommand(screen, daemons.daemon(), invocation).run();
            case ALERT -> AlertCommand.run(screen, daemons.daemon(), invocation);
            case PID -> PidCommand.run(screen, daemons.daemon(), invocation);
            case LOG_LEVEL -> LogLevelCommand.run(screen, daemons.daemon(), invocation);
            case VERSION -> version(invocation);
            case HELP -> HelpText.run(screen, invocation);
            case EXIT -> ExitStatus.OK;
        };
    }

    private int version(Invocation invocation) throws ClientFailure {
        var version = daemons.daemon().version();
        if (invocation.isJson()) {
            screen.json(version);
        } else {
            screen.line(version.version());
        }
        return ExitStatus.OK;
    }
}
