package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertType;
import taskmaster.core.Describe;
import taskmaster.daemon.output.UtcTime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What alerts are called and what is told about each: the same words in all kinds of messages.
/// Every text is harmless and one line.
final class Wording {

    /// What is told about an alert besides its headline.
    record Fact(String label, String value) {}

    private static final String OURSELVES = "taskmaster";

    private Wording() {}

    /// The subject of a message.
    static String subject(AlertMessage message) {
        String host = Harmless.line(message.host(), MessageLimits.SUBJECT_HOST_CHARS_MAX);
        String text = message.isTest() ? "test alert of taskmaster" : summary(message);
        return Harmless.cut("[" + host + "] " + text, MessageLimits.SUBJECT_CHARS_MAX);
    }

    private static String summary(AlertMessage message) {
        List<AlertMessage.Entry> entries = message.entries();
        if (entries.size() == 1 && message.leftOut() == 0) {
            return headline(entries.getFirst());
        }
        if (entries.isEmpty()) {
            return message.leftOut() + " alerts that came too fast to be told one by one";
        }
        StringBuilder text =
                new StringBuilder(subjects(entries)).append(": ").append(counts(entries));
        if (message.leftOut() > 0) {
            text.append(" and ").append(message.leftOut()).append(" more alerts");
        }
        return text.append(names(entries)).toString();
    }

    /// `12 programs`, or `12 processes` if some are of one program.
    private static String subjects(List<AlertMessage.Entry> entries) {
        Set<String> programs = new LinkedHashSet<>();
        Set<String> processes = new LinkedHashSet<>();
        for (AlertMessage.Entry entry : entries) {
            programs.add(programName(entry.last()));
            processes.add(name(entry.last()));
        }
        if (processes.size() == 1) {
            return processes.iterator().next();
        }
        return processes.size()
                + (programs.size() == processes.size() ? " programs" : " processes");
    }

    private static String counts(List<AlertMessage.Entry> entries) {
        Map<AlertType, Integer> counts = new EnumMap<>(AlertType.class);
        entries.forEach(entry -> counts.merge(entry.last().type(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((type, count) -> parts.add(counted(type, count)));
        return String.join(", ", parts);
    }

    private static String counted(AlertType type, int count) {
        return switch (type) {
            case ABORTED -> count + " aborted";
            case UNEXPECTED_EXIT -> count + " exited unexpectedly";
            case RECOVERED -> count + " recovered";
            case KILLED -> count + " ended by SIGKILL";
            case OUTPUT_DROPPED -> count + " losing output";
            case RELOAD_REFUSED -> "reload refused";
        };
    }

    /// The first names, the worst first.
    private static String names(List<AlertMessage.Entry> entries) {
        List<String> names =
                worstFirst(entries).stream().map(entry -> name(entry.last())).distinct().toList();
        if (names.size() == 1) {
            return "";
        }
        int shown = Math.min(names.size(), MessageLimits.SUBJECT_NAMES_MAX);
        String rest = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
        return " (" + String.join(", ", names.subList(0, shown)) + rest + ")";
    }

    /// As people should read them.
    static List<AlertMessage.Entry> worstFirst(List<AlertMessage.Entry> entries) {
        return entries.stream()
                .sorted(Comparator.comparingInt(e -> -urgency(e.last().type())))
                .toList();
    }

    /// How soon somebody should look, 1 to 5.
    static int urgency(AlertType type) {
        return switch (type) {
            case ABORTED -> 5;
            case UNEXPECTED_EXIT, RELOAD_REFUSED -> 4;
            case KILLED, OUTPUT_DROPPED -> 3;
            case RECOVERED -> 2;
        };
    }

    /// The urgency of the worst of a message.
    static int urgency(AlertMessage message) {
        return message.entries().stream()
                .mapToInt(entry -> urgency(entry.last().type()))
                .max()
                .orElse(3);
    }

    /// `web:web_00`, or what stands for the daemon.
    static String name(Alert alert) {
        String name = alert.process() != null ? alert.process() : alert.program();
        return name == null ? OURSELVES : Harmless.line(name, MessageLimits.HEADLINE_CHARS_MAX / 2);
    }

    private static String programName(Alert alert) {
        return alert.program() != null ? alert.program() : name(alert);
    }

    /// `web:web_00 exited unexpectedly: exit code 1 after 3 s (37 times in 5 m 0 s)`.
    static String headline(AlertMessage.Entry entry) {
        Alert alert = entry.last();
        String often = entry.count() > 1 ? " (" + times(entry) + ")" : "";
        String text = name(alert) + " " + alert.text();
        return Harmless.line(text, MessageLimits.HEADLINE_CHARS_MAX - often.length()) + often;
    }

    private static String times(AlertMessage.Entry entry) {
        long millis = Math.max(0, entry.last().epochMillis() - entry.firstMillis());
        return entry.count() + " times in " + Describe.duration(millis * 1_000_000);
    }

    /// What a tired person asks next.
    static List<Fact> facts(AlertMessage.Entry entry) {
        Alert alert = entry.last();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("When", time(alert.epochMillis())));
        if (alert.exitCode() != null) {
            facts.add(new Fact("Exit code", alert.exitCode().toString()));
        }
        if (alert.exitSignal() != null) {
            facts.add(new Fact("Signal", Harmless.line(alert.exitSignal(), 40)));
        }
        if (alert.uptimeSeconds() != null) {
            facts.add(new Fact("Had run for", duration(alert.uptimeSeconds())));
        }
        if (entry.count() > 1) {
            String since = time(entry.firstMillis());
            facts.add(new Fact("How often", times(entry) + ", since " + since));
        }
        if (alert.restarts() > 0) {
            facts.add(
                    new Fact(
                            "Restarts",
                            alert.restarts() + " since it was started by hand or reload"));
        }
        String next = next(alert);
        if (next != null) {
            facts.add(new Fact("Next attempt", next));
        }
        return facts;
    }

    private static @Nullable String next(Alert alert) {
        Double seconds = alert.nextAttemptSeconds();
        if (seconds != null && Double.isFinite(seconds)) {
            long millis = alert.epochMillis() + Math.round(seconds * 1000);
            return seconds <= 0 ? "at once" : time(millis) + ", " + duration(seconds) + " later";
        }
        return alert.type() == AlertType.ABORTED
                ? "none: it stays down until it is started again"
                : null;
    }

    /// How to look further, and where it helps how to start again.
    static List<String> commands(AlertMessage message, Alert alert) {
        String client = "taskmasterctl -c " + quoted(Harmless.line(message.configuration(), 4096));
        if (alert.type() == AlertType.RELOAD_REFUSED) {
            return List.of(client + " reload --dry-run");
        }
        if (alert.process() == null) {
            return List.of(client + " status");
        }
        String name = quoted(name(alert));
        List<String> commands = new ArrayList<>();
        commands.add(client + " status " + name);
        commands.add(client + " tail " + name + " stderr");
        if (alert.type() == AlertType.ABORTED) {
            commands.add(client + " start " + name);
        }
        return commands;
    }

    /// A word of a shell.
    private static String quoted(String word) {
        boolean isPlain =
                !word.isEmpty()
                        && word.chars()
                                .allMatch(
                                        c ->
                                                (c >= 'a' && c <= 'z')
                                                        || (c >= 'A' && c <= 'Z')
                                                        || (c >= '0' && c <= '9')
                                                        || "/._-:+@%,=".indexOf(c) >= 0);
        return isPlain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /// What a test says before all else.
    static String testNote(AlertMessage message) {
        return "This is a test, and nothing happened: whoever reads it gets the alerts of"
                + " taskmaster on "
                + Harmless.line(message.host(), MessageLimits.SUBJECT_HOST_CHARS_MAX)
                + ".";
    }

    /// The last line of a message of which not everything was told; null: everything was.
    static @Nullable String leftOut(AlertMessage message, int untold) {
        long count = message.leftOut() + untold;
        return count == 0
                ? null
                : count + (count == 1 ? " more alert is" : " more alerts are") + " not told here.";
    }

    /// `2026-11-23 07:00:01 UTC`.
    static String time(long epochMillis) {
        StringBuilder text = new StringBuilder(24);
        new UtcTime().append(text, epochMillis);
        return text.substring(0, 10) + " " + text.substring(11, 19) + " UTC";
    }

    private static String duration(double seconds) {
        return Describe.duration(Math.round(seconds * 1e9));
    }
}
