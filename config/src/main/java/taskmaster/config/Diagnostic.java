package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One problem of a configuration, with its place.
///
/// @param file the file as the operator named it
/// @param line from 1
/// @param column from 1, in characters
/// @param snippet the line, harmless to print, cut around the place if it is long, values of
///   secrets removed; null where there is no such line
/// @param caretOffset where in the snippet the place is, from 0
/// @param caretLength how many characters of the snippet are meant, at least 1
/// @param label what stands beside the caret; may be empty
/// @param help at most three suggestions
public record Diagnostic(
        Severity severity,
        String file,
        int line,
        int column,
        String message,
        @Nullable String snippet,
        int caretOffset,
        int caretLength,
        String label,
        List<String> help) {

    /// Whether it keeps the configuration from being used.
    public enum Severity {
        ERROR("error"),
        WARNING("warning");

        private final String word;

        Severity(String word) {
            this.word = word;
        }

        /// `error` or `warning`.
        public String word() {
            return word;
        }
    }

    public Diagnostic {
        help = List.copyOf(help);
    }

    /// The diagnostic for people: several lines, each ended by a newline.
    public String render() {
        var text = new StringBuilder();
        String gutter = " ".repeat(Integer.toString(line).length());
        text.append(severity.word()).append(": ").append(message).append('\n');
        text.append(gutter).append("--> ");
        text.append(file).append(':').append(line).append(':').append(column).append('\n');
        if (snippet != null) {
            text.append(gutter).append(" |\n");
            text.append(line).append(" | ").append(snippet).append('\n');
            text.append(gutter).append(" | ").repeat(' ', caretOffset).repeat('^', caretLength);
            text.append(label.isEmpty() ? "" : " " + label).append('\n');
        } else if (!label.isEmpty()) {
            text.append(gutter).append(" = ").append(label).append('\n');
        }
        for (String suggestion : help) {
            text.append(gutter).append(" = help: ").append(suggestion).append('\n');
        }
        return text.toString();
    }

    /// Several diagnostics for people, ended by a line that counts them.
    ///
    /// @param whatHappens what follows from them, for example `the daemon does not start`
    public static String render(List<Diagnostic> diagnostics, String whatHappens) {
        var text = new StringBuilder();
        for (Diagnostic diagnostic : diagnostics) {
            text.append(text.isEmpty() ? "" : "\n").append(diagnostic.render());
        }
        return text.append(summary(diagnostics))
                .append(": ")
                .append(whatHappens)
                .append('\n')
                .toString();
    }

    private static String summary(List<Diagnostic> diagnostics) {
        long errors = diagnostics.stream().filter(d -> d.severity == Severity.ERROR).count();
        long warnings = diagnostics.size() - errors;
        if (warnings == 0) {
            return counted(errors, "error");
        }
        return errors == 0
                ? counted(warnings, "warning")
                : counted(errors, "error") + ", " + counted(warnings, "warning");
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
