package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.OperationResult;
import taskmaster.api.OperationResults;
import taskmaster.api.Outcome;
import taskmaster.api.ProcessView;

import java.util.ArrayList;
import java.util.List;

/// `start`, `stop`, `restart`, `clear`, `signal` and `shutdown`: something is done to processes,
/// and a line is printed for each as it settles.
final class OperateCommand {
    private final Screen screen;
    private final CommandName command;
    private final Invocation invocation;
    private final List<OperationResult> results = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final boolean isWholesale;
    private int status = ExitStatus.OK;

    OperateCommand(Screen screen, CommandName command, Invocation invocation) {
        this.screen = screen;
        this.command = command;
        this.invocation = invocation;
        isWholesale = invocation.arguments().stream().allMatch(OperateCommand::isWholesale);
    }

    private static boolean isWholesale(String name) {
        return name.equals("all") || name.endsWith(":*") || name.endsWith(":");
    }

    int run(Daemon daemon) throws ClientFailure {
        List<String> names = invocation.arguments();
        try {
            if (command == CommandName.SIGNAL) {
                List<String> targets = names.subList(1, names.size());
                daemon.signal(names.getFirst(), targets, this::settled);
            } else {
                daemon.operate(command.word(), names, this::settled);
            }
        } catch (ClientFailure failure) {
            throw explained(failure);
        } finally {
            finish();
        }
        suggest(daemon);
        return status;
    }

    /// Ctrl-C ends the waiting, not what was asked for.
    private static ClientFailure explained(ClientFailure failure) {
        return failure.status() == ExitStatus.INTERRUPTED
                ? new ClientFailure(
                        failure.status(),
                        failure.code(),
                        failure.text(),
                        "no longer waiting; the daemon carries it out")
                : failure;
    }

    int shutdown(Daemon daemon) throws ClientFailure {
        try {
            daemon.shutdown(this::settled);
        } finally {
            finish();
        }
        if (!invocation.isJson()) {
            screen.line("Shut down");
        }
        return status;
    }

    private void finish() {
        if (invocation.isJson()) {
            screen.json(new OperationResults(results));
        }
    }

    private void settled(OperationResult result) {
        status = Math.max(status, status(command, result));
        if (result.outcome().equals(Outcome.NO_SUCH_PROCESS)) {
            unknown.add(result.name());
        }
        if (invocation.isJson()) {
            results.add(result);
            return;
        }
        if (isWholesale && isAlreadyDone(result)) {
            return;
        }
        screen.line(result.name() + ": " + text(result));
        screen.flush();
    }

    /// Whether the process was as it should be: who names `all` wants to hear of the others only.
    private boolean isAlreadyDone(OperationResult result) {
        return switch (command) {
            case START -> result.outcome().equals(Outcome.ALREADY_STARTED);
            case STOP -> result.outcome().equals(Outcome.NOT_RUNNING);
            case STATUS,
                    RESTART,
                    RELOAD,
                    SIGNAL,
                    TAIL,
                    PID,
                    CLEAR,
                    ALERT,
                    LOG_LEVEL,
                    SHUTDOWN,
                    VERSION,
                    HELP,
                    EXIT ->
                    false;
        };
    }

    /// The words after the name, which are supervisorctl's where it has some.
    static String text(OperationResult result) {
        return switch (result.outcome()) {
            case Outcome.STARTED -> "started";
            case Outcome.STOPPED -> "stopped";
            case Outcome.SIGNALLED -> "signalled";
            case Outcome.CLEARED -> "cleared";
            case Outcome.ALREADY_STARTED -> "ERROR (already started)";
            case Outcome.NOT_RUNNING -> "ERROR (not running)";
            case Outcome.NO_SUCH_PROCESS -> "ERROR (no such process)";
            case Outcome.ABORTED -> "ERROR (aborted" + cause(result) + ")";
            case Outcome.FAILED -> "ERROR (failed" + cause(result) + ")";
            default ->
                    result.ok()
                            ? result.outcome()
                            : "ERROR (" + result.outcome() + cause(result) + ")";
        };
    }

    private static String cause(OperationResult result) {
        return result.message().isEmpty() ? "" : ": " + result.message();
    }

    /// The exit status that one result calls for.
    static int status(CommandName command, OperationResult result) {
        if (result.ok()) {
            return ExitStatus.OK;
        }
        return switch (result.outcome()) {
            case Outcome.NO_SUCH_PROCESS -> {
                boolean isStart = command == CommandName.START || command == CommandName.RESTART;
                yield isStart && Names.isWholeProgram(result.name())
                        ? ExitStatus.USAGE
                        : ExitStatus.FAILED;
            }
            case Outcome.ABORTED -> ExitStatus.NOT_RUNNING;
            case Outcome.NOT_RUNNING ->
                    command == CommandName.SIGNAL ? ExitStatus.NOT_RUNNING : ExitStatus.OK;
            case Outcome.ALREADY_STARTED -> ExitStatus.OK;
            default -> ExitStatus.FAILED;
        };
    }

    /// Names that are near to unknown ones; worth another question since something went wrong.
    private void suggest(Daemon daemon) throws ClientFailure {
        if (unknown.isEmpty()) {
            return;
        }
        screen.flush();
        List<ProcessView> all = daemon.processes(List.of()).processes();
        for (String name : unknown) {
            CommandRunner.help(screen, suggestion(name, all));
        }
    }

    /// What may have been meant by an unknown name.
    static String suggestion(String name, List<ProcessView> all) {
        @Nullable String near = Names.nearest(name, all);
        return near == null
                ? "`status` lists the names"
                : "did you mean `" + near + "`? `status` lists the names";
    }
}
