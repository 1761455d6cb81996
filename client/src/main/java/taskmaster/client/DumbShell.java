package taskmaster.client;

import org.jline.utils.Signals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The shell on a terminal that can do nothing (`TERM=dumb`, as in editors): the terminal's own
/// line editing, and no history or completion.
final class DumbShell {
    private static final byte[] PROMPT = Shell.PROMPT.getBytes(StandardCharsets.US_ASCII);

    private DumbShell() {}

    /// Runs until `exit` or Ctrl-D; the status is always 0.
    static int run(
            InputStream input, Screen screen, ShellCommands commands, Interrupts interrupts) {
        Signals.register("INT", () -> interrupt(screen, interrupts));
        commands.run("status");
        return Script.run(input, screen, commands, Shell.PROMPT);
    }

    /// Ends the command that runs. If none does, the terminal has dropped the line, and only the
    /// prompt is missing.
    private static void interrupt(Screen screen, Interrupts interrupts) {
        if (interrupts.isRunning()) {
            interrupts.interrupt();
        } else {
            screen.problem("");
            screen.raw(PROMPT, 0, PROMPT.length);
        }
    }
}
