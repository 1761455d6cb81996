package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Splits a command line as a POSIX shell does its words: blanks, quotes and backslashes, and
/// nothing else of a shell.
final class ShellWords {

    /// @param isQuoted some part of it was in quotes or behind a backslash
    record Word(String text, boolean isQuoted) {}

    /// A command line that ends too early.
    static final class Unfinished extends Exception {
        private static final long serialVersionUID = 1;

        private final int offset;

        Unfinished(String message, int offset) {
            super(message, null, false, false);
            this.offset = offset;
        }

        /// Where the unfinished part begins.
        int offset() {
            return offset;
        }
    }

    private final String text;
    private final List<Word> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private boolean isQuoted;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    static List<Word> split(String text) throws Unfinished {
        return new ShellWords(text).words();
    }

    private List<Word> words() throws Unfinished {
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case ' ', '\t', '\n', '\r' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                default -> word().append(c);
            }
            at++;
        }
        endWord();
        return words;
    }

    private StringBuilder word() {
        if (word == null) {
            word = new StringBuilder();
            isQuoted = false;
        }
        return word;
    }

    private void endWord() {
        if (word != null) {
            words.add(new Word(word.toString(), isQuoted));
            word = null;
        }
    }

    private void singleQuoted() throws Unfinished {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            throw new Unfinished("a `'` is not closed", at);
        }
        word().append(text, at + 1, end);
        isQuoted = true;
        at = end;
    }

    private void doubleQuoted() throws Unfinished {
        int start = at;
        StringBuilder out = word();
        isQuoted = true;
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            boolean isEscape = c == '\\' && at + 1 < text.length();
            if (isEscape && "$`\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                out.append(text.charAt(++at));
            } else if (isEscape && text.charAt(at + 1) == '\n') {
                at++;
            } else {
                out.append(c);
            }
        }
        if (at >= text.length()) {
            throw new Unfinished("a `\"` is not closed", start);
        }
    }

    private void escaped() throws Unfinished {
        if (at + 1 >= text.length()) {
            throw new Unfinished("a `\\` stands at the end", at);
        }
        at++;
        if (text.charAt(at) != '\n') {
            word().append(text.charAt(at));
            isQuoted = true;
        }
    }
}
