package taskmaster.client;

import taskmaster.api.ProcessView;

import java.util.List;

/// The table that `status` prints, in the columns of supervisorctl: name, state, description.
final class StatusTable {
    /// Columns that a name has at least, and blanks after the longest (supervisorctl's).
    private static final int NAME_COLUMNS_MIN = 30;

    private static final int NAME_GAP = 3;
    private static final int STATE_COLUMNS = 10;

    private static final String RESET = "\u001b[0m";

    private StatusTable() {}

    /// The lines, each with its end.
    ///
    /// @param hasColor whether states are coloured
    /// @param columnsMax where lines are cut; 0 for nowhere
    static String render(
            List<ProcessView> processes, boolean hasColor, int columnsMax, long nowSeconds) {
        int nameColumns = NAME_COLUMNS_MIN;
        for (ProcessView process : processes) {
            nameColumns = Math.max(nameColumns, SafeText.visible(process.name()).length());
        }
        nameColumns += NAME_GAP;
        StringBuilder out = new StringBuilder(processes.size() * 80);
        for (ProcessView process : processes) {
            row(out, process, nameColumns, hasColor, columnsMax, nowSeconds);
        }
        return out.toString();
    }

    private static void row(
            StringBuilder out,
            ProcessView process,
            int nameColumns,
            boolean hasColor,
            int columnsMax,
            long nowSeconds) {
        StringBuilder name = new StringBuilder(SafeText.visible(process.name()));
        pad(name, nameColumns);
        StringBuilder state = new StringBuilder(SafeText.visible(process.state()));
        int stateLength = state.length();
        pad(state, STATE_COLUMNS);
        String text = SafeText.visible(ProcessText.of(process, nowSeconds));
        int left = columnsMax - name.length() - state.length();
        if (columnsMax > 0 && text.length() > left) {
            text = text.substring(0, Math.max(0, left));
        }
        out.append(name);
        String color = hasColor ? color(process.state()) : "";
        if (color.isEmpty()) {
            out.append(state);
        } else {
            out.append(color).append(state, 0, stateLength).append(RESET);
            out.append(state, stateLength, state.length());
        }
        out.append(text);
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
        out.append('\n');
    }

    private static void pad(StringBuilder text, int columns) {
        do {
            text.append(' ');
        } while (text.length() < columns);
    }

    private static String color(String state) {
        return switch (state) {
            case "RUNNING" -> "\u001b[32m";
            case "STARTING", "STOPPING", "BACKOFF" -> "\u001b[33m";
            case "ABORTED" -> "\u001b[1;31m";
            case "UNKNOWN" -> "\u001b[35m";
            case "EXITED" -> "\u001b[36m";
            default -> "";
        };
    }
}
