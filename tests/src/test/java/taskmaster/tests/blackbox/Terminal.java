package taskmaster.tests.blackbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A command in a pseudo-terminal of 24 rows and 100 columns, and somebody who types.
final class Terminal implements AutoCloseable {

    static final String ENTER = "\r";
    static final String TAB = "\t";
    static final String CONTROL_C = "\u0003";
    static final String CONTROL_D = "\u0004";
    static final String CONTROL_U = "\u0015";
    static final String UP = "\u001b[A";

    /// Escape sequences of all kinds: CSI, OSC, character sets, keypad modes.
    private static final Pattern ESCAPES =
            Pattern.compile(
                    "\u001b\\[[0-9;?<=>!]*[@-~]|\u001b\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)"
                            + "|\u001b[()][A-Z0-9]|\u001b[=>78cDEHM]");

    private final Process relay;
    private final OutputStream keyboard;
    private final StringBuilder screen = new StringBuilder();
    private final Path report;
    private int seen;

    private Terminal(Process relay, Path report) {
        this.relay = relay;
        this.report = report;
        this.keyboard = relay.getOutputStream();
        Thread.ofPlatform().daemon().name("terminal").start(this::read);
    }

    /// Opens `taskmasterctl` with these arguments in a terminal.
    static Terminal open(Daemon daemon, String... arguments) throws IOException {
        return run(daemon, daemon.clientCommand(List.of(arguments)));
    }

    /// Runs a daemon that was not started otherwise in the foreground of a terminal.
    static Terminal foreground(Daemon daemon) throws IOException {
        List<String> command = new ArrayList<>(Installation.daemon());
        command.addAll(List.of("-c", daemon.file(Daemon.FILE).toString()));
        return run(daemon, command);
    }

    private static Terminal run(Daemon daemon, List<String> inTerminal) throws IOException {
        Path driver = daemon.file("terminal.py");
        try (InputStream in = Terminal.class.getResourceAsStream("terminal.py")) {
            if (in == null) {
                throw new IllegalStateException("no terminal.py");
            }
            Files.write(driver, in.readAllBytes());
        }
        Path report = Files.createTempFile(daemon.directory(), "terminal-", ".report");
        Files.delete(report);
        List<String> command =
                new ArrayList<>(List.of("python3", driver.toString(), report.toString()));
        command.addAll(inTerminal);
        var builder = new ProcessBuilder(command).directory(daemon.directory().toFile());
        builder.environment().putAll(daemon.environment());
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().remove("NO_COLOR");
        builder.redirectError(daemon.file("terminal.err").toFile());
        return new Terminal(builder.start(), report);
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try (InputStream in = relay.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                show(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException closed) {
            show("\n[the terminal is gone]\n");
        }
    }

    /// Everything that was shown, escape sequences left out.
    String text() {
        return ESCAPES.matcher(raw()).replaceAll("");
    }

    String raw() {
        synchronized (screen) {
            return screen.toString();
        }
    }

    private void show(String text) {
        synchronized (screen) {
            screen.append(text);
        }
    }

    /// What was shown since this was last called.
    String fresh() {
        String text = text();
        String fresh = text.substring(Math.min(seen, text.length()));
        seen = text.length();
        return fresh;
    }

    Terminal type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        return this;
    }

    /// Waits until this is shown after what was awaited last.
    Terminal await(String fragment) {
        try {
            Await.until(
                    "the terminal shows: " + fragment,
                    () -> {
                        String text = text();
                        int at = text.indexOf(fragment, Math.min(seen, text.length()));
                        if (at < 0) {
                            return false;
                        }
                        seen = at + fragment.length();
                        return true;
                    });
        } catch (AssertionError late) {
            throw new AssertionError("the terminal shows only:\n" + text(), late);
        }
        return this;
    }

    /// Waits for the end of the command: `0 restored` when all is well.
    String awaitReport() throws IOException {
        try {
            Await.until("the command in the terminal ends", () -> Files.exists(report));
        } catch (AssertionError late) {
            throw new AssertionError("the terminal shows:\n" + text(), late);
        }
        return Files.readString(report);
    }

    /// The process that runs in it.
    long pid() {
        return Await.value(
                "the process in the terminal",
                () -> {
                    List<Proc.Stat> children = Proc.children(relay.pid());
                    return children.isEmpty() ? null : children.getFirst().pid();
                });
    }

    @Override
    public void close() throws IOException {
        keyboard.close();
        Proc.children(relay.pid())
                .forEach(child -> ProcessHandle.of(child.pid()).ifPresent(Terminal::kill));
        kill(relay.toHandle());
    }

    private static void kill(ProcessHandle handle) {
        boolean _ = handle.destroyForcibly();
    }
}
