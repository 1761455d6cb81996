package taskmaster.daemon.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import taskmaster.daemon.output.EscapeSequences;

import java.util.List;

/// Text of others as one line that can do nothing: escape sequences are removed, control characters
/// and those that are invisible or turn the direction of writing become U+FFFD or a space.
final class Harmless {

    private static final char REPLACEMENT = '\ufffd';

    private Harmless() {}

    /// One line of at most `charsMax` characters; what is cut is shown by `…`.
    static String line(String text, int charsMax) {
        // No sequence is longer than what it hides, so this much is enough of an endless line.
        String begun = text.length() > 4 * charsMax ? cut(text, 4 * charsMax) : text;
        byte[] bytes = begun.getBytes(UTF_8);
        byte[] clean = new byte[bytes.length];
        int length = new EscapeSequences().strip(bytes, 0, bytes.length, clean);
        String stripped = new String(clean, 0, length, UTF_8);
        StringBuilder line = new StringBuilder(stripped.length());
        for (int index = 0; index < stripped.length(); index++) {
            char c = stripped.charAt(index);
            line.append(isSpace(c) ? ' ' : isDangerous(c) ? REPLACEMENT : c);
        }
        return cut(line.toString().stripTrailing(), charsMax);
    }

    /// The newest lines of standard error.
    static List<String> lastLines(List<String> lines) {
        return lines
                .subList(Math.max(0, lines.size() - MessageLimits.LINES_MAX), lines.size())
                .stream()
                .map(line -> line(line, MessageLimits.LINE_CHARS_MAX))
                .toList();
    }

    /// What a server answered, for people.
    static String answer(String text) {
        return line(text.strip(), MessageLimits.ANSWER_CHARS_MAX);
    }

    /// The beginning, never ending within a character.
    static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        int end = charsMax - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + '…';
    }

    private static boolean isSpace(char c) {
        return c == '\t' || c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
    }

    private static boolean isDangerous(char c) {
        return c < ' '
                || (c >= 0x7f && c < 0xa0)
                || c == '\u00ad'
                || c == '\u061c'
                || c == '\ufeff'
                || (c >= '\u200b' && c <= '\u200f')
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2060' && c <= '\u2069')
                || (c >= '\ufff9' && c <= '\ufffb');
    }
}
