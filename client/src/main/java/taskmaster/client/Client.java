package taskmaster.client;

import taskmaster.api.Directories;
import taskmaster.api.Version;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/// `taskmasterctl` without the process around it: what it reads, prints and returns is given.
final class Client {
    private final Map<String, String> environment;
    private final Screen screen;
    private final Patience patience;

    Client(Map<String, String> environment, Screen screen, Patience patience) {
        this.environment = environment;
        this.screen = screen;
        this.patience = patience;
    }

    /// Runs one command, or else a shell or a script, and returns the exit status.
    ///
    /// @param isInteractive whether input and output are terminals
    /// @param input the lines of a script
    int run(List<String> args, boolean isInteractive, InputStream input) {
        boolean isJson = args.contains("--json");
        try {
            Invocation invocation = CommandLineParser.parse(args, false);
            CommandSpec command = invocation.command();
            if (command == null && invocation.has("version")) {
                return version(isJson);
            }
            Directories directories = Directories.ofThisProcess(environment);
            Interrupts interrupts = new Interrupts();
            PinnedDaemon daemon =
                    new PinnedDaemon(
                            directories, environment, invocation.options(), patience, interrupts);
            if (command != null) {
                Window window = new TerminalWindow();
                return new CommandRunner(screen, daemon, interrupts, window)
                        .run(command, invocation);
            }
            return lines(isInteractive, input, daemon, interrupts, directories);
        } catch (ClientFailure e) {
            CommandRunner.report(screen, e, isJson);
            return e.status();
        }
    }

    private int lines(
            boolean isInteractive,
            InputStream input,
            DaemonSource daemon,
            Interrupts interrupts,
            Directories directories) {
        String term = environment.getOrDefault("TERM", "");
        if (isInteractive && !term.isEmpty() && !term.equals("dumb")) {
            return Shell.run(screen, daemon, interrupts, directories);
        }
        Window window = new TerminalWindow();
        ShellCommands commands = new ShellCommands(screen, daemon, interrupts, window);
        return isInteractive
                ? DumbShell.run(input, screen, commands, interrupts)
                : Script.run(input, screen, commands, "");
    }

    private int version(boolean isJson) {
        String version = Version.TEXT;
        screen.json(isJson ? "{\"version\":" + JsonText.quoted(version) + "}" : version);
        screen.flush();
        return ExitStatus.OK;
    }
}
