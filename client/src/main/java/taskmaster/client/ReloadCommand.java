package taskmaster.client;

import taskmaster.api.DiagnosticView;
import taskmaster.api.PlanLine;
import taskmaster.api.ReloadReport;

import java.util.List;

/// `reload`: the plan with the settings that cause each line, or the errors of the file.
final class ReloadCommand {
    private static final int ACTION_COLUMNS = 9;

    private ReloadCommand() {}

    static int run(Screen screen, Daemon daemon, Invocation invocation) throws ClientFailure {
        ReloadReport report = daemon.reload(invocation.has("dry-run"));
        int errors = count(report, "error");
        if (invocation.isJson()) {
            screen.json(report);
        } else {
            print(screen, report, errors);
        }
        return errors == 0 ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static int count(ReloadReport report, String severity) {
        int count = 0;
        for (DiagnosticView diagnostic : report.errors()) {
            count += diagnostic.severity().equals(severity) ? 1 : 0;
        }
        return count;
    }

    private static void print(Screen screen, ReloadReport report, int errors) {
        for (DiagnosticView diagnostic : report.errors()) {
            screen.problem(text(diagnostic));
        }
        if (errors > 0) {
            screen.problem(
                    (errors == 1 ? "1 error" : errors + " errors")
                            + ": reload refused, the running configuration is unchanged");
            return;
        }
        plan(screen, report);
        for (String note : report.notes()) {
            screen.line("note: " + note);
        }
    }

    private static String text(DiagnosticView diagnostic) {
        String rendered = diagnostic.rendered();
        if (!rendered.isEmpty()) {
            return rendered.stripTrailing();
        }
        return diagnostic.severity()
                + ": "
                + diagnostic.message()
                + "\n  --> "
                + diagnostic.file()
                + ":"
                + diagnostic.line()
                + ":"
                + diagnostic.column();
    }

    /// Each process that is touched has a line; those that go on as they are, with other settings
    /// or not, are counted, since there may be thousands.
    private static void plan(Screen screen, ReloadReport report) {
        int kept = 0;
        int touched = 0;
        for (PlanLine line : report.plan()) {
            boolean isKept = line.action().equals("keep");
            kept += isKept || line.action().equals("retune") ? 1 : 0;
            if (!isKept) {
                touched++;
                screen.line(line(line));
            }
        }
        String keptText = kept == 1 ? "1 process is kept" : kept + " processes are kept";
        if (touched == 0 && !report.changed()) {
            screen.line("nothing to change: " + keptText);
        } else if (report.dryRun()) {
            screen.line("dry run, nothing was changed: " + keptText);
        } else {
            screen.line("reloaded: " + keptText);
        }
    }

    private static String line(PlanLine line) {
        StringBuilder out = new StringBuilder(line.action());
        do {
            out.append(' ');
        } while (out.length() < ACTION_COLUMNS);
        out.append(line.name());
        List<String> keys = line.keys();
        if (!keys.isEmpty()) {
            out.append("  (").append(String.join(", ", keys)).append(')');
        }
        return out.toString();
    }
}
