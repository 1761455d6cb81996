package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Splits a line of the shell into words: blanks separate, `'...'`, `"..."` and `\` quote, and `#`
/// at the beginning of a word starts a comment.
final class LineSplitter {
    /// The longest line that is taken, in UTF-16 units: far more than a person types or a script
    /// needs, and little enough to be split at once.
    static final int LINE_CHARS_MAX = 64 * 1024;

    private final String line;
    private final List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private int at;

    private LineSplitter(String line) {
        this.line = line;
    }

    /// The words of the line; none for an empty one.
    static List<String> split(String line) throws ClientFailure {
        if (line.length() > LINE_CHARS_MAX) {
            throw tooLong(line.length(), LINE_CHARS_MAX);
        }
        LineSplitter splitter = new LineSplitter(line);
        splitter.run();
        return splitter.words;
    }

    /// The refusal of a line of that many characters.
    static ClientFailure tooLong(long chars, int charsMax) {
        return ClientFailure.usage(
                ExitStatus.FAILED,
                "cannot run this line: it has "
                        + chars
                        + " characters, at most "
                        + charsMax
                        + " are taken",
                "give fewer names at once; `all` names everything");
    }

    private void run() throws ClientFailure {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '\'' || c == '"') {
                quoted(c);
            } else if (c == '\\') {
                if (at == line.length()) {
                    throw unfinished("nothing follows its last `\\`");
                }
                open().append(line.charAt(at++));
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                end();
            } else if (c == '#' && word == null) {
                at = line.length();
            } else {
                open().append(c);
            }
        }
        end();
    }

    private void quoted(char quote) throws ClientFailure {
        StringBuilder target = open();
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                return;
            }
            boolean isEscape = c == '\\' && quote == '"' && at < line.length();
            if (isEscape && (line.charAt(at) == '"' || line.charAt(at) == '\\')) {
                c = line.charAt(at++);
            }
            target.append(c);
        }
        throw unfinished("a " + quote + " is not closed");
    }

    private static ClientFailure unfinished(String cause) {
        return ClientFailure.usage(
                ExitStatus.FAILED, "cannot run this line: " + cause, "nothing was done");
    }

    private StringBuilder open() {
        StringBuilder open = word;
        if (open == null) {
            open = new StringBuilder();
            word = open;
        }
        return open;
    }

    private void end() {
        StringBuilder open = word;
        if (open != null) {
            words.add(open.toString());
            word = null;
        }
    }
}
