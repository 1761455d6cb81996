package taskmaster.client;

import taskmaster.api.Directories;
import taskmaster.api.Version;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `taskmasterctl`: with a command it runs that one, without it is a shell.
public final class Main {
    private Main() {}

    /// Runs, and ends the JVM with the exit status of the command.
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Screen screen =
                new Screen(
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        isTerminal(1),
                        environment);
        int status;
        try {
            status = run(List.of(args), environment, screen);
        } catch (UncheckedIOException e) {
            status = ExitStatus.BROKEN_PIPE;
        }
        // Not exit: no hook of ours is left to run, and every millisecond counts.
        Runtime.getRuntime().halt(status);
    }

    private static int run(List<String> args, Map<String, String> environment, Screen screen) {
        boolean isJson = args.contains("--json");
        try {
            Invocation invocation = CommandLineParser.parse(args, false);
            CommandSpec command = invocation.command();
            if (command == null && invocation.has("version")) {
                return version(screen, isJson);
            }
            Directories directories = Directories.ofThisProcess(environment);
            DaemonFinder finder = new DaemonFinder(directories, environment, invocation.options());
            Interrupts interrupts = new Interrupts();
            DaemonSource daemons = () -> new Daemon(finder.find(), Patience.DEFAULT, interrupts);
            if (command != null) {
                Window window = new TerminalWindow();
                CommandRunner runner = new CommandRunner(screen, daemons, interrupts, window);
                return runner.run(command, invocation);
            }
            DaemonSource pinned =
                    new PinnedDaemon(directories, environment, invocation, interrupts);
            return shell(screen, pinned, interrupts, directories);
        } catch (ClientFailure e) {
            CommandRunner.report(screen, e, isJson);
            return e.status();
        }
    }

    /// A shell on a terminal, otherwise a script.
    private static int shell(
            Screen screen, DaemonSource daemons, Interrupts interrupts, Directories directories) {
        if (screen.isTerminal() && isTerminal(0)) {
            return Shell.run(screen, daemons, interrupts, directories);
        }
        return Script.run(new FileInputStream(FileDescriptor.in), screen, daemons, interrupts);
    }

    private static int version(Screen screen, boolean isJson) {
        String version = Version.TEXT;
        screen.json(isJson ? "{\"version\":" + JsonText.quoted(version) + "}" : version);
        screen.flush();
        return ExitStatus.OK;
    }

    /// Whether a descriptor is a terminal, by the name that the kernel gives it (proc(5)); a system
    /// call for it would need native access.
    static boolean isTerminal(int descriptor) {
        try {
            Path link = Path.of("/proc/self/fd/" + descriptor);
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.startsWith("/dev/console")
                    || target.startsWith("/dev/hvc");
        } catch (IOException e) {
            return false;
        }
    }
}
