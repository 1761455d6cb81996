package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The text of one file, and where its lines are.
final class SourceText {

    /// A key that names a secret, and what stands behind it in the line.
    private static final Pattern SECRET_LINE =
            Pattern.compile(
                    "^((?:|.*?[\\s{,\"'])[^:#\\s{,\"']*(?:pass|secret|token|key|credential)[^:#\\s{,\"']*"
                        + "(?<!_file)[\"']?\\s*:\\s+)(\\S.*)$",
                    Pattern.CASE_INSENSITIVE);

    private final int number;
    private final String name;
    private final Path path;
    private final String text;
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
        var secret = SECRET_LINE.matcher(text);
        if (secret.matches()) {
            text = secret.group(1) + Secret.REDACTED;
            boolean isInSecret = start >= secret.start(2);
            start = isInSecret ? secret.start(2) : start;
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
