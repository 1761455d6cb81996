package taskmaster.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Questions about characters and names.
final class Texts {

    private static final Pattern SECRET_NAME =
            Pattern.compile("pass|secret|token|key|credential", Pattern.CASE_INSENSITIVE);

    private static final int QUOTED_CHARACTERS_MAX = 60;

    private Texts() {}

    /// Whether a variable of this name probably holds a secret.
    static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).find();
    }

    /// Whether every character is a letter or digit of ASCII or one of these. Needs no pattern: the
    /// table of settings is made at each start of the daemon, and patterns are what costs there.
    static boolean isOf(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && others.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /// Whether every character is from the first to the last of these.
    static boolean isBetween(String text, char first, char last) {
        return text.chars().allMatch(c -> c >= first && c <= last);
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

    /// The text with a `?` for each character that is not seen.
    static String harmless(String text) {
        return text.codePoints().noneMatch(Texts::isInvisible)
                ? text
                : text.codePoints()
                        .map(c -> isInvisible(c) ? '?' : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
    }

    /// A value in a message: in backquotes, one line, not too long, harmless.
    static String quoted(String value) {
        boolean isLong = value.codePointCount(0, value.length()) > QUOTED_CHARACTERS_MAX;
        int end = isLong ? value.offsetByCodePoints(0, QUOTED_CHARACTERS_MAX) : value.length();
        return "`" + harmless(value.substring(0, end)) + (isLong ? "...`" : "`");
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
