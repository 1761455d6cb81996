package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Replaces `${...}` in values: after the YAML is parsed, before a value gets its type, in every
/// value, never in keys. What is put in is not looked at again.
///
/// `$$` is a `$`; a `$` before anything but `{` and `$` stays. `${NAME}` is a variable of the
/// daemon's environment and must be set; `${NAME:-text}` takes the text if it is unset or empty;
/// `${NAME:?message}` is an error with that message then. Both texts may hold `${...}` again.
/// `${program_name}`, `${process_num}`, `${process_num:2}` (at least two digits) and `${here}` (the
/// directory of the file that holds the text) are ours and win over variables of the same name.
final class Expander {

    private static final String PROCESS_NUMBER = "${process_num}";

    private final Map<String, String> environment;
    private final Problems problems;
    private final Map<String, Optional<String>> used = new TreeMap<>();
    private boolean hasSeenProcessNumber;

    Expander(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /// Every variable that was looked up, with its value.
    Map<String, Optional<String>> used() {
        return used;
    }

    /// Whether `${process_num}` was met since this was last asked.
    boolean takeHasSeenProcessNumber() {
        boolean seen = hasSeenProcessNumber;
        hasSeenProcessNumber = false;
        return seen;
    }

    /// A variable of the environment; null if it is not set.
    @Nullable String variable(String name) {
        @Nullable String value = environment.get(name);
        used.put(name, Optional.ofNullable(value));
        return value;
    }

    /// The value with everything replaced; null after a problem, which is reported.
    @Nullable String expand(Yaml.Scalar scalar, Scope scope) {
        if (scalar.text().indexOf('$') < 0) {
            return scalar.text();
        }
        try {
            var run = new Run(scalar.text(), scope, scalar.place());
            var out = new StringBuilder();
            run.copyUntil('\0', out, true, 0);
            return out.toString();
        } catch (Refused refused) {
            problems.error(
                    scalar.place().narrowedTo(refused.fragment),
                    refused.message,
                    refused.label,
                    refused.help);
            return null;
        }
    }

    /// The value cannot be expanded. Never leaves this class.
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String fragment;
        private final String message;
        private final String label;
        private final String[] help;

        Refused(String fragment, String message, String label, String... help) {
            super(message, null, false, false);
            this.fragment = fragment;
            this.message = message;
            this.label = label;
            this.help = help;
        }
    }

    /// One pass over one value.
    private final class Run {
        private final String text;
        private final Scope scope;
        private final Place place;
        private int at;

        Run(String text, Scope scope, Place place) {
            this.text = text;
            this.scope = scope;
            this.place = place;
        }

        /// Copies up to the end character, or the end of the text for NUL.
        ///
        /// @param isWanted false: only looks for the end
        void copyUntil(char end, StringBuilder out, boolean isWanted, int depth) throws Refused {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == end) {
                    return;
                }
                if (text.startsWith("${", at)) {
                    reference(out, isWanted, depth);
                } else {
                    at += text.startsWith("$$", at) ? 2 : 1;
                    append(String.valueOf(c), out, isWanted);
                }
            }
        }

        private void append(String value, StringBuilder out, boolean isWanted) throws Refused {
            if (isWanted) {
                boolean isLiteral = !scope.isTemplate() || value.equals(PROCESS_NUMBER);
                out.append(isLiteral ? value : value.replace("$", "$$"));
            }
            if (out.length() > ConfigLimits.VALUE_CHARACTERS_MAX) {
                throw new Refused(
                        "",
                        "the value is longer than "
                                + ConfigLimits.VALUE_CHARACTERS_MAX
                                + " characters after `${...}`",
                        "");
            }
        }

        private void reference(StringBuilder out, boolean isWanted, int depth) throws Refused {
            int start = at;
            if (depth >= ConfigLimits.EXPANSION_DEPTH_MAX) {
                throw refused(start, "`${...}` is nested too deeply", "");
            }
            at += 2;
            String name = name();
            if (name.isEmpty()) {
                throw refused(
                        start,
                        "cannot expand "
                                + Texts.quoted(shown(start))
                                + ": no variable name after `${`",
                        "",
                        "write `$${` for a `${` that is not for taskmaster");
            }
            if (at < text.length() && text.charAt(at) == '}') {
                at++;
                append(plain(name, start, isWanted), out, isWanted);
            } else if (text.startsWith(":-", at)) {
                at += 2;
                withDefault(name, start, out, isWanted, depth);
            } else if (text.startsWith(":?", at)) {
                at += 2;
                required(name, start, out, isWanted, depth);
            } else if (name.equals("process_num") && text.startsWith(":", at)) {
                padded(start, out, isWanted);
            } else {
                throw malformed(start);
            }
        }

        private String name() {
            int start = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')
                    && text.charAt(at) < 128
                    && (at > start || !Character.isDigit(text.charAt(at)))) {
                at++;
            }
            return text.substring(start, at);
        }

        private void close(int start) throws Refused {
            if (at >= text.length()) {
                throw refused(start, "`${` without its `}`", "not closed", "write `$$` for a `$`");
            }
            at++;
        }

        private void withDefault(
                String name, int start, StringBuilder out, boolean isWanted, int depth)
                throws Refused {
            @Nullable String value = isWanted ? value(name, start) : "";
            boolean takesDefault = isWanted && (value == null || value.isEmpty());
            copyUntil('}', out, takesDefault, depth + 1);
            close(start);
            if (!takesDefault && value != null) {
                append(value, out, isWanted);
            }
        }

        private void required(
                String name, int start, StringBuilder out, boolean isWanted, int depth)
                throws Refused {
            @Nullable String value = isWanted ? value(name, start) : "";
            boolean isMissing = isWanted && (value == null || value.isEmpty());
            var message = new StringBuilder();
            copyUntil('}', message, isMissing, depth + 1);
            close(start);
            if (isMissing) {
                throw refused(
                        start,
                        message.isEmpty()
                                ? "variable `" + name + "` is not set"
                                : Texts.oneLine(message.toString()),
                        "`" + name + "` is " + (value == null ? "not set" : "empty"));
            }
            append(value == null ? "" : value, out, isWanted);
        }

        private void padded(int start, StringBuilder out, boolean isWanted) throws Refused {
            int end = text.indexOf('}', at);
            String width = end < 0 ? "" : text.substring(at + 1, end);
            if (!width.matches("0?[1-9]")) {
                throw malformed(start);
            }
            at = end + 1;
            if (scope.isTemplate()) {
                hasSeenProcessNumber = true;
                out.append(isWanted ? text.substring(start, at) : "");
            } else {
                int digits = Integer.parseInt(width);
                String number = plain("process_num", start, isWanted);
                append("0".repeat(Math.max(0, digits - number.length())) + number, out, isWanted);
            }
        }

        /// The value of a name that must have one.
        private String plain(String name, int start, boolean isWanted) throws Refused {
            @Nullable String value = isWanted ? value(name, start) : "";
            if (value == null) {
                throw refused(
                        start,
                        "variable `" + name + "` is not set",
                        "no default either",
                        "write `${" + name + ":-value}` to give it a default",
                        "write `$${" + name + "}` to leave it to a shell");
            }
            return value;
        }

        private @Nullable String value(String name, int start) throws Refused {
            return switch (name) {
                case "here" -> place.source().directory().toString();
                case "program_name" -> programName(start);
                case "process_num" -> processNumber(start);
                default -> variable(name);
            };
        }

        private String programName(int start) throws Refused {
            if (scope.program() == null) {
                throw refused(start, "`${program_name}` has a value only in programs", "");
            }
            return scope.program();
        }

        private String processNumber(int start) throws Refused {
            if (scope.process() == Scope.NO_PROCESS) {
                throw refused(
                        start,
                        "`${process_num}` has no value here",
                        "",
                        "it can stand in `cmd`, `workingdir`, `env`, `stdout` and `stderr`");
            }
            hasSeenProcessNumber = true;
            return scope.isTemplate() ? PROCESS_NUMBER : Integer.toString(scope.process());
        }

        private Refused malformed(int start) {
            return refused(
                    start,
                    "cannot expand " + Texts.quoted(shown(start)),
                    "",
                    "possible are `${NAME}`, `${NAME:-default}` and `${NAME:?message}`",
                    "write `$${` for a `${` that is not for taskmaster");
        }

        private Refused refused(int start, String message, String label, String... help) {
            return new Refused(shown(start), message, label, help);
        }

        /// From the `$` to the first `}`, as it stands in the file.
        private String shown(int start) {
            int end = text.indexOf('}', start);
            return text.substring(start, end < 0 ? text.length() : end + 1);
        }
    }
}
