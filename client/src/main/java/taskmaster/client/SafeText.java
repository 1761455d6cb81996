package taskmaster.client;

/// Makes text from elsewhere harmless to a terminal.
final class SafeText {
    private static final String HEX = "0123456789abcdef";

    private SafeText() {}

    /// The text with every control character (C0, DEL, C1), line separator and bidirectional
    /// override written out: `\x1b`, `\n`, `\u202e`. The result stays on one line.
    static String visible(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (isHarmful(text.charAt(i))) {
                return escaped(text, i);
            }
        }
        return text;
    }

    /// As `visible`, but line ends and tabs stay.
    static String visibleLines(String text) {
        if (text.indexOf('\n') < 0 && text.indexOf('\t') < 0) {
            return visible(text);
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmful(c) && c != '\n' && c != '\t') {
                escape(out, c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// Whether a terminal might act on this character, or show other text because of it.
    static boolean isHarmful(int c) {
        if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
            return true;
        }
        return c >= 0x200e
                && (c == 0x200e
                        || c == 0x200f
                        || (c >= 0x2028 && c <= 0x202e)
                        || (c >= 0x2066 && c <= 0x2069)
                        || c == 0xfeff);
    }

    /// Appends the visible form of a harmful character.
    static void escape(StringBuilder out, int c) {
        if (c == '\n') {
            out.append("\\n");
        } else if (c == '\t') {
            out.append("\\t");
        } else if (c == '\r') {
            out.append("\\r");
        } else if (c <= 0xff) {
            out.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        } else {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(HEX.charAt((c >> shift) & 15));
            }
        }
    }

    private static String escaped(String text, int from) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmful(c)) {
                escape(out, c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
