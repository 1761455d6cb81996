package taskmaster.config;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes values so that [YamlReader] and [Expander] read the same again.
final class YamlText {

    /// What no rule of YAML, block or flow, takes for something else.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./@%+=-]*");

    private static final Pattern NULL = Pattern.compile("null|Null|NULL");

    private YamlText() {}

    /// A text that may hold `$`: those that would be expanded are doubled.
    static String value(String text) {
        return quoted(text.replaceAll("\\$(?=[{$])", "\\$\\$"));
    }

    /// A text as it is: plain where that is safe, else in double quotes.
    static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !NULL.matcher(text).matches()) {
            return text;
        }
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> appendEscaped(c, out));
        return out.append('"').toString();
    }

    /// A list in one line.
    static String list(Collection<String> items) {
        return items.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    private static void appendEscaped(int c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
                if (!Texts.isInvisible(c) && Character.isDefined(c)) {
                    out.appendCodePoint(c);
                } else if (c <= 0xFFFF) {
                    out.append("\\u%04X".formatted(c));
                } else {
                    out.append("\\U%08X".formatted(c));
                }
            }
        }
    }
}
