package taskmaster.client;

import java.util.List;

/// Runs lines one after the other; the shell and scripts share it.
///
/// Each command connects anew, so a daemon that comes back is simply used again. That it is away is
/// explained once, not at every command.
final class ShellCommands {
    private final Screen screen;
    private final Interrupts interrupts;
    private final CommandRunner runner;
    private boolean isAway;

    ShellCommands(Screen screen, DaemonSource daemons, Interrupts interrupts, Window window) {
        this.screen = screen;
        this.interrupts = interrupts;
        runner = new CommandRunner(screen, daemons, interrupts, window);
    }

    /// Runs one line.
    ///
    /// @return false when it was the last one (`exit`)
    boolean run(String line) {
        boolean isJson = false;
        try {
            List<String> words = LineSplitter.split(line);
            isJson = words.contains("--json");
            Invocation invocation = CommandLineParser.parse(words, true);
            CommandSpec command = invocation.command();
            if (command == null) {
                return true;
            }
            if (command.name() == CommandName.EXIT) {
                return false;
            }
            interrupts.begin();
            runner.runOrFail(command, invocation);
            noteBack(command.name());
        } catch (ClientFailure e) {
            tell(e, isJson);
        } finally {
            interrupts.end();
        }
        return true;
    }

    private void tell(ClientFailure failure, boolean isJson) {
        boolean isGone =
                failure.code().equals("no_daemon") || failure.code().equals("stale_socket");
        if (isGone && isAway && !isJson) {
            screen.problem("error: the daemon is still away");
        } else {
            CommandRunner.report(screen, failure, isJson);
        }
        isAway = isAway || isGone;
    }

    private void noteBack(CommandName command) {
        if (isAway && command != CommandName.HELP) {
            isAway = false;
            screen.problem("(the daemon is back)");
        }
    }
}
