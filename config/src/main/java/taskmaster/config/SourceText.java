package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The text of one file, and where its lines are.
final class SourceText {

    private static final Pattern SECRET_LINE =
            Pattern.compile(
                    "^(\\s*(?:-\\s+)?[\"']?[^:#\\s]*(?:pass|secret|token|key|credential)[^:#\\s]*(?<!_file)"
                        + "[\"']?\\s*:\\s+)(\\S.*)$",
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
        int[] line = line(place.line()).codePoints().toArray();
        int caret = Math.min(place.column() - 1, line.length);
        int from =
                Math.max(
                        0, Math.min(caret - 40, line.length - ConfigLimits.SNIPPET_CHARACTERS_MAX));
        int to = Math.min(line.length, from + ConfigLimits.SNIPPET_CHARACTERS_MAX);
        String snippet = redacted(harmless(line, from, to));
        int length = Math.max(1, Math.min(place.length(), snippet.length() - (caret - from)));
        return new Diagnostic(
                severity,
                name,
                place.line(),
                place.column(),
                message,
                snippet.isEmpty() ? null : snippet,
                Math.min(caret - from, snippet.length()),
                length,
                label,
                help.size() > 3 ? help.subList(0, 3) : help);
    }

    /// One character for each: tabs become spaces, and what a terminal might obey or widen a `?`.
    private static String harmless(int[] line, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            int c = line[i];
            boolean isHarmless = c < 0xFFFF && !Texts.isInvisible(c);
            text.append(c == '\t' ? ' ' : isHarmless ? (char) c : '?');
        }
        return text.toString();
    }

    private static String redacted(String snippet) {
        var matcher = SECRET_LINE.matcher(snippet);
        return matcher.matches() ? matcher.group(1) + Secret.REDACTED : snippet;
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
