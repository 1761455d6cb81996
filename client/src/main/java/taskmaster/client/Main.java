package taskmaster.client;

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
            boolean isShell = screen.isTerminal() && isTerminal(0);
            Client client = new Client(environment, screen, Patience.DEFAULT);
            status = client.run(List.of(args), isShell, new FileInputStream(FileDescriptor.in));
        } catch (UncheckedIOException e) {
            status = unwritable(screen, e);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            // A fault of ours, or a broken installation. It is told in one line like any other
            // failure.
            screen.problem("error: taskmasterctl has a fault: " + e);
            status = ExitStatus.FAILED;
        }
        // Not exit: no hook of ours is left to run, and every millisecond counts.
        Runtime.getRuntime().halt(status);
    }

    private static int unwritable(Screen screen, UncheckedIOException failure) {
        IOException cause = failure.getCause();
        String text = cause == null ? "unknown" : String.valueOf(cause.getMessage());
        if (text.contains("Broken pipe")) {
            return ExitStatus.BROKEN_PIPE;
        }
        screen.problem("error: cannot write the output: " + text);
        return ExitStatus.FAILED;
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
