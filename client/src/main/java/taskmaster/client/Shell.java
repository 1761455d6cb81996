package taskmaster.client;

import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

import taskmaster.api.Directories;

import java.io.IOError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The interactive command line.
///
/// Only this class, [ShellReader] and [DumbShell] name JLine, so that nothing of it is loaded for a
/// one-shot command.
final class Shell {
    static final String PROMPT = "taskmaster> ";

    /// Lines of history in memory, and in the file before it is cut back.
    private static final int HISTORY_LINES_MAX = 1000;

    /// Longer lines are not remembered; nobody wants to edit them again.
    private static final int HISTORY_LINE_CHARS_MAX = 1000;

    private final Screen screen;
    private final Interrupts interrupts;
    private final Terminal terminal;
    private final ShellCommands commands;
    private final ShellReader reader;

    private Shell(
            Screen screen,
            DaemonSource daemons,
            Interrupts interrupts,
            Directories directories,
            Terminal terminal) {
        this.screen = screen;
        this.interrupts = interrupts;
        this.terminal = terminal;
        commands = new ShellCommands(screen, daemons, interrupts, new JLineWindow(terminal));
        reader = reader(terminal, new CachedProcesses(daemons), historyFile(directories));
    }

    /// Runs until `exit` or Ctrl-D; the status is always 0.
    static int run(
            Screen screen, DaemonSource daemons, Interrupts interrupts, Directories directories) {
        // JLine would ask the terminal what it can do and wait 450 ms for answers.
        System.setProperty("org.jline.terminal.graphemeCluster", "false");
        System.setProperty("org.jline.terminal.probe.timeout", "1");
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            if (terminal.getColumns() <= 0 || terminal.getRows() <= 0) {
                // A terminal that nobody has sized, as behind some serial lines and `docker exec`.
                Sized usual = Size.of(80, 24);
                terminal.setSize(usual);
            }
            Shell shell = new Shell(screen, daemons, interrupts, directories, terminal);
            shell.loop();
        } catch (IOException e) {
            screen.problem("error: cannot use the terminal: " + e.getMessage());
        }
        return ExitStatus.OK;
    }

    private void loop() {
        terminal.handle(Terminal.Signal.INT, _ -> interrupts.interrupt());
        commands.run("status");
        screen.flush();
        boolean isOpen = true;
        while (isOpen) {
            try {
                isOpen = commands.run(reader.line(PROMPT));
                screen.flush();
            } catch (ClientFailure e) {
                CommandRunner.report(screen, e, false);
            } catch (UserInterruptException e) {
                // Ctrl-C: the line is dropped, and a new one begins.
                isOpen = true;
            } catch (EndOfFileException | IOError e) {
                // Ctrl-D, or the terminal is gone.
                isOpen = false;
            }
        }
    }

    private static ShellReader reader(
            Terminal terminal, CachedProcesses processes, @Nullable Path historyFile) {
        Map<String, Object> variables = new HashMap<>();
        variables.put(LineReader.HISTORY_SIZE, HISTORY_LINES_MAX);
        variables.put(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES_MAX);
        if (historyFile != null) {
            variables.put(LineReader.HISTORY_FILE, historyFile);
        }
        ShellReader reader = new ShellReader(terminal, variables);
        DefaultParser parser = new DefaultParser();
        parser.setEofOnUnclosedQuote(false);
        parser.setEofOnEscapedNewLine(false);
        reader.setParser(parser);
        reader.setHistory(new BoundedHistory());
        reader.setCompleter((_, line, candidates) -> complete(line, candidates, processes));
        reader.setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
        reader.setOpt(LineReader.Option.HISTORY_IGNORE_DUPS);
        reader.unsetOpt(LineReader.Option.HISTORY_TIMESTAMPED);
        return reader;
    }

    private static void complete(
            ParsedLine line, List<Candidate> candidates, CachedProcesses processes) {
        List<String> before = line.words().subList(0, line.wordIndex());
        for (String word : Completions.of(before, line.word(), processes)) {
            candidates.add(new Candidate(SafeText.visible(word)));
        }
    }

    /// The file of the history, which only its owner can read; null when it cannot be made, and
    /// then the history lives as long as the shell.
    private static @Nullable Path historyFile(Directories directories) {
        Path file = directories.stateRoot().resolve("taskmasterctl-history");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(
                        directories.stateRoot(),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            return Files.isRegularFile(file) && Files.isWritable(file) ? file : null;
        } catch (IOException e) {
            return null;
        }
    }

    /// Remembers no line that is too long.
    private static final class BoundedHistory extends DefaultHistory {
        @Override
        public void add(Instant time, String line) {
            if (line.length() <= HISTORY_LINE_CHARS_MAX) {
                super.add(time, line);
            }
        }
    }

    private record JLineWindow(Terminal terminal) implements Window {
        @Override
        public int rows() {
            return terminal.getRows();
        }

        @Override
        public int columns() {
            return terminal.getColumns();
        }
    }
}
