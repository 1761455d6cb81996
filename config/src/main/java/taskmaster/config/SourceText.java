package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The text of one file, and where its lines are.
final class SourceText {

    private static final String SECRET_WORD =
            "(?:pass|secret|token|key|credential|url|authorization|cookie|headers)";

    /// A key that names a secret, and what stands behind it in the line.
    private static final Pattern SECRET_LINE =
            Pattern.compile(
                    "^((?:|.*?[\\s{,\"'])[^:#\\s{,\"']*"
                            + SECRET_WORD
                            + "[^:#\\s{,\"']*(?<!_file)[\"']?\\s*:\\s+)(\\S.*)$",
                    Pattern.CASE_INSENSITIVE);

    /// A key whose value, a secret or `headers`, stands in the lines below it.
    private static final Pattern SECRET_ABOVE =
            Pattern.compile(
                    "^\\s*(?:-\\s+)?[\"']?(?:(headers)|[^:#\\s{,\"']*"
                            + SECRET_WORD
                            + "[^:#\\s{,\"']*(?<!_file))[\"']?\\s*:\\s*(?:[|>&#].*)?$",
                    Pattern.CASE_INSENSITIVE);

    /// Farther above nobody looks for the key of a value.
    private static final int LINES_OF_A_VALUE = 100;

    private final int number;
    private final String name;
    private final Path path;
    private final String text;
    private final Map<Integer, Integer> hidden = new HashMap<>();
    private @Nullable List<String> lines;

    /// @param number the how manyth file that was read
    /// @param name as the operator would name it
    /// @param path absolute
    SourceText(int number, String name, Path path, String text) {
        this.number = number;
        this.name = name;
        this.path = path;
        this.text = text;
    }

    int number() {
        return number;
    }

    String name() {
        return name;
    }

    Path path() {
        return path;
    }

    String text() {
        return text;
    }

    /// The directory of the file, absolute.
    Path directory() {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    Place start() {
        return new Place(this, 1, 1, 1);
    }

    /// A line without its end; empty beyond the last one.
    ///
    /// @param line from 1
    String line(int line) {
        if (lines == null) {
            lines = split(text);
        }
        return line <= lines.size() ? lines.get(line - 1) : "";
    }

    /// The place of a character.
    ///
    /// @param offset in code points from the start of the text
    Place at(int offset) {
        int line = 1;
        int column = 1;
        int index = 0;
        for (int seen = 0; seen < offset && index < text.length(); seen++) {
            int c = text.codePointAt(index);
            index += Character.charCount(c);
            boolean isBreak =
                    c == '\n'
                            || (c == '\r'
                                    && (index >= text.length() || text.charAt(index) != '\n'));
            line += isBreak ? 1 : 0;
            column = isBreak ? 1 : column + 1;
        }
        return new Place(this, line, column, 1);
    }

    Diagnostic diagnostic(
            Diagnostic.Severity severity,
            Place place,
            String message,
            String label,
            List<String> help) {
        Snippet snippet = snippet(place);
        return new Diagnostic(
                severity,
                name,
                place.line(),
                place.column(),
                message,
                snippet.text().isEmpty() ? null : snippet.text(),
                snippet.start(),
                snippet.length(),
                label,
                help.size() > 3 ? help.subList(0, 3) : help);
    }

    /// From here on the line is not shown below a problem: a secret stands there.
    void hide(Place place) {
        hidden.merge(place.line(), place.column(), Math::min);
    }

    private record Snippet(String text, int start, int length) {}

    /// The line of a place without secrets, cut around the place.
    private Snippet snippet(Place place) {
        int[] points = line(place.line()).codePoints().toArray();
        if (points.length > ConfigLimits.SHOWN_LINE_CHARACTERS_MAX) {
            return new Snippet("", 0, 1);
        }
        String text = harmless(points);
        int start = Math.min(place.column() - 1, text.length());
        int length = place.length();
        int secret = secretStart(text, place.line());
        if (secret < text.length()) {
            text = text.substring(0, secret) + Secret.REDACTED;
            boolean isInSecret = start >= secret;
            start = isInSecret ? secret : start;
            length = isInSecret ? Secret.REDACTED.length() : length;
        }
        int from =
                Math.clamp(
                        text.length() - ConfigLimits.SNIPPET_CHARACTERS_MAX,
                        0,
                        Math.max(0, start - 40));
        String shown =
                text.substring(
                        from, Math.min(text.length(), from + ConfigLimits.SNIPPET_CHARACTERS_MAX));
        int caret = start - from;
        return new Snippet(shown, caret, Math.max(1, Math.min(length, shown.length() - caret)));
    }

    /// Where in a line a secret begins; its length if it holds none.
    private int secretStart(String text, int line) {
        var named = SECRET_LINE.matcher(text);
        int byName = named.matches() ? named.start(2) : text.length();
        int byPlace = hidden.getOrDefault(line, text.length() + 1) - 1;
        return Math.min(Math.min(byName, byPlace), startBelowSecret(text, line));
    }

    /// The same where the key stands in a line above. It is needed before the YAML is understood:
    /// what is wrong may be the YAML.
    private int startBelowSecret(String text, int line) {
        int indent = indent(text);
        for (int above = line - 1; above > 0 && above >= line - LINES_OF_A_VALUE; above--) {
            String candidate = line(above);
            if (candidate.isBlank() || indent(candidate) >= indent) {
                continue;
            }
            var key = SECRET_ABOVE.matcher(candidate);
            if (!key.matches()) {
                return text.length();
            }
            int colon = key.group(1) == null ? -1 : text.indexOf(": ");
            return colon < 0 ? indent : Math.min(text.length(), colon + 2);
        }
        return text.length();
    }

    private static int indent(String text) {
        return text.length() - text.stripLeading().length();
    }

    /// One character for each: tabs become spaces, and what a terminal might obey or widen a `?`.
    private static String harmless(int[] line) {
        var text = new StringBuilder();
        for (int c : line) {
            boolean isHarmless = c < 0xFFFF && !Texts.isInvisible(c);
            text.append(c == '\t' ? ' ' : isHarmless ? (char) c : '?');
        }
        return text.toString();
    }

    private static List<String> split(String text) {
        var lines = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                lines.add(text.substring(start, i));
                i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
                start = i + 1;
            }
        }
        lines.add(text.substring(start));
        return lines;
    }
}
