package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessList;
import taskmaster.api.ProcessView;

import java.util.List;

/// `status`: the table of processes, once or again and again.
final class StatusCommand {
    /// How often a watched table is asked for.
    private static final long WATCH_MILLIS = 1000;

    private final Screen screen;
    private final Interrupts interrupts;
    private final Window window;

    StatusCommand(Screen screen, Interrupts interrupts, Window window) {
        this.screen = screen;
        this.interrupts = interrupts;
        this.window = window;
    }

    int run(Daemon daemon, Invocation invocation) throws ClientFailure {
        if (invocation.has("watch")) {
            return watch(daemon, invocation);
        }
        Names.Selection selection = fetch(daemon, invocation.arguments());
        print(selection, invocation.isJson(), hasDetails(selection, invocation));
        return status(selection);
    }

    /// Whoever names one process wants to know more of it. Lists keep one line for each.
    private static boolean hasDetails(Names.Selection selection, Invocation invocation) {
        boolean isOne =
                selection.processes().size() == 1
                        && invocation.arguments().size() == 1
                        && !invocation.arguments().contains("all");
        return isOne || invocation.has("verbose");
    }

    /// The processes of these names. Names are told to the daemon, which knows them; only when it
    /// refuses one is the whole list fetched, to show the others as supervisorctl does.
    static Names.Selection fetch(Daemon daemon, List<String> names) throws ClientFailure {
        try {
            List<String> asked = names.contains("all") ? List.of() : names;
            ProcessList list = daemon.processes(asked);
            return new Names.Selection(list.processes(), List.of());
        } catch (ClientFailure e) {
            if (!e.code().equals("no_such_process")) {
                throw e;
            }
            return Names.select(daemon.processes(List.of()).processes(), names);
        }
    }

    private void print(Names.Selection selection, boolean isJson, boolean hasDetails) {
        if (isJson) {
            screen.json(new ProcessList(selection.processes()));
        } else {
            table(selection.processes(), hasDetails);
            if (selection.processes().isEmpty() && selection.unknown().isEmpty()) {
                screen.flush();
                screen.problem("no processes: the configuration has no programs");
            }
        }
        for (String name : selection.unknown()) {
            if (isJson) {
                screen.problem("error: " + name + ": no such process");
            } else {
                screen.line(name + ": ERROR (no such process)");
            }
        }
    }

    private void table(List<ProcessView> processes, boolean hasDetails) {
        String table = StatusTable.render(processes, screen.hasColor(), 0, now());
        if (!hasDetails) {
            screen.trusted(table);
            return;
        }
        int start = 0;
        for (ProcessView process : processes) {
            int end = table.indexOf('\n', start) + 1;
            screen.trusted(table.substring(start, end));
            screen.trusted(OutputText.of(process));
            start = end;
        }
    }

    static int status(Names.Selection selection) {
        for (ProcessView process : selection.processes()) {
            if (isDown(process.state())) {
                return ExitStatus.NOT_ALL_RUNNING;
            }
        }
        return selection.unknown().isEmpty() ? ExitStatus.OK : ExitStatus.UNREACHABLE;
    }

    /// supervisorctl's STOPPED_STATES.
    static boolean isDown(String state) {
        return switch (state) {
            case "STOPPED", "EXITED", "ABORTED", "UNKNOWN" -> true;
            default -> false;
        };
    }

    private int watch(Daemon daemon, Invocation invocation) throws ClientFailure {
        boolean isDrawn = screen.hasColor() && !invocation.isJson();
        String before = null;
        Names.Selection selection;
        do {
            selection = fetch(daemon, invocation.arguments());
            if (isDrawn) {
                draw(selection);
            } else {
                before = printIfChanged(selection, before, invocation.isJson());
            }
            screen.flush();
        } while (interrupts.pause(WATCH_MILLIS));
        return status(selection);
    }

    /// Draws over what was drawn before; no escape sequence changes a mode of the terminal, so
    /// nothing needs to be restored however this ends.
    private void draw(Names.Selection selection) {
        int rows = window.rows();
        int columns = window.columns();
        List<ProcessView> shown = selection.processes();
        boolean isCut = rows > 2 && shown.size() > rows - 2;
        if (isCut) {
            shown = shown.subList(0, rows - 2);
        }
        String table = StatusTable.render(shown, true, columns, now());
        StringBuilder out = new StringBuilder("\u001b[H");
        out.append(table.replace("\n", "\u001b[K\n"));
        int hidden = selection.processes().size() - shown.size();
        if (hidden > 0) {
            out.append("... and ").append(hidden).append(" more\u001b[K\n");
        }
        for (String name : selection.unknown()) {
            out.append(SafeText.visible(name)).append(": ERROR (no such process)\u001b[K\n");
        }
        screen.trusted(out.append("\u001b[J"));
    }

    private String printIfChanged(
            Names.Selection selection, @Nullable String before, boolean isJson) {
        StringBuilder states = new StringBuilder();
        for (ProcessView process : selection.processes()) {
            states.append(process.name()).append(' ').append(process.state());
            states.append(' ').append(process.pid()).append('\n');
        }
        String now = states.toString();
        if (!now.equals(before)) {
            print(selection, isJson, false);
            if (!isJson) {
                screen.trusted("\n");
            }
        }
        return now;
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
