package taskmaster.client;

import taskmaster.api.AlertDestinationView;
import taskmaster.api.AlertDestinationView.Result;
import taskmaster.api.AlertDestinationView.Suppressed;

/// Says in words how it stands with a destination of alerts: what `alert list` prints.
final class AlertText {
    private static final String INDENT = "    ";

    private AlertText() {}

    /// Lines, each with its end.
    static String of(AlertDestinationView one) {
        StringBuilder out = new StringBuilder(200);
        out.append(SafeText.visible(one.name())).append(" (").append(one.kind()).append("): ");
        out.append(counted(one.lastHour(), "message")).append(" in the last hour, at most ");
        out.append(one.maxPerHour()).append('\n');
        gathering(out, one);
        waiting(out, one);
        for (Suppressed suppressed : one.suppressed()) {
            out.append(INDENT).append("only counted: ");
            out.append(subject(suppressed)).append(' ').append(suppressed.type()).append(' ');
            out.append(counted(suppressed.count(), "time"));
            out.append(", told in ").append(duration(suppressed.untilSeconds())).append('\n');
        }
        for (Result result : one.results()) {
            out.append(INDENT).append(result.time());
            out.append(result.ok() ? "  sent    " : "  FAILED  ");
            out.append(SafeText.visible(result.summary()));
            if (!result.answer().isEmpty()) {
                out.append(": ").append(SafeText.visible(result.answer()));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String subject(Suppressed suppressed) {
        String process = suppressed.process();
        return process == null ? "taskmaster" : SafeText.visible(process);
    }

    private static void gathering(StringBuilder out, AlertDestinationView one) {
        if (one.gathering() > 0) {
            out.append(INDENT).append("gathering: ").append(counted(one.gathering(), "alert"));
            out.append(
                    one.dueSeconds() == null
                            ? ", told after the messages that wait"
                            : ", told in " + duration(one.dueSeconds()));
            out.append('\n');
        }
        if (one.leftOut() > 0) {
            out.append(INDENT).append("left out: ").append(counted(one.leftOut(), "alert"));
            out.append(", told as a number\n");
        }
    }

    private static void waiting(StringBuilder out, AlertDestinationView one) {
        if (one.waiting() == 0) {
            return;
        }
        out.append(INDENT).append("waiting: ").append(counted(one.waiting(), "message"));
        if (one.sending()) {
            out.append(", being sent");
        }
        if (one.attempts() > 0) {
            out.append(", tried ").append(counted(one.attempts(), "time"));
        }
        if (one.nextAttemptSeconds() != null) {
            out.append(", next in ").append(duration(one.nextAttemptSeconds()));
        }
        if (one.problem() != null) {
            out.append(": ").append(SafeText.visible(one.problem()));
        }
        out.append('\n');
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// `12 s`, `4 m 12 s`, `2 h 3 m`.
    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " m " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " m";
    }
}
