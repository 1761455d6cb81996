package taskmaster.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Questions about characters and names.
final class Texts {

    private static final Pattern SECRET_NAME =
            Pattern.compile("pass|secret|token|key|credential", Pattern.CASE_INSENSITIVE);

    private Texts() {}

    /// Whether a variable of this name probably holds a secret.
    static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).find();
    }

    /// Control and format characters, lone surrogates and line separators: what is not seen, or
    /// changes how other text is seen.
    static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /// A value in a message: in backquotes, one line, not too long, harmless.
    static String quoted(String value) {
        var text = new StringBuilder("`");
        value.codePoints().limit(60).forEach(c -> text.appendCodePoint(isInvisible(c) ? '?' : c));
        return text.append(value.codePointCount(0, value.length()) > 60 ? "...`" : "`").toString();
    }

    /// The text with every run of line breaks and blanks as one blank.
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /// Whether a text has more than so many bytes in UTF-8.
    static boolean isLonger(String text, int bytes) {
        return text.length() > bytes / 4 && text.getBytes(StandardCharsets.UTF_8).length > bytes;
    }
}
