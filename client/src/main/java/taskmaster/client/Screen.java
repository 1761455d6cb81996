package taskmaster.client;

import taskmaster.api.Json;
import taskmaster.api.Message;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where the client prints: standard output for answers, standard error for problems.
///
/// Text that comes from elsewhere passes through [SafeText] before or in here, so nothing printed
/// can steer a terminal. A reader that is gone shows as [UncheckedIOException].
final class Screen {
    /// What is collected before it is written, in UTF-16 units.
    private static final int PENDING_CHARS_MAX = 32 * 1024;

    private final OutputStream out;
    private final OutputStream err;
    private final boolean isTerminal;
    private final boolean hasColor;
    private final StringBuilder pending = new StringBuilder(1024);

    /// @param isTerminal whether standard output is a terminal
    Screen(OutputStream out, OutputStream err, boolean isTerminal, Map<String, String> env) {
        this.out = out;
        this.err = err;
        this.isTerminal = isTerminal;
        String noColor = env.get("NO_COLOR");
        String term = env.get("TERM");
        boolean isRefused = noColor != null && !noColor.isEmpty();
        boolean isDumb = term == null || term.isEmpty() || term.equals("dumb");
        hasColor = isTerminal && !isRefused && !isDumb;
    }

    boolean isTerminal() {
        return isTerminal;
    }

    boolean hasColor() {
        return hasColor;
    }

    /// Adds a line, whose control characters become visible; it is written at the next flush.
    void line(String text) {
        pending.append(SafeText.visible(text)).append('\n');
        writeIfMuch();
    }

    /// Adds several lines, of which everything but the line ends is made harmless.
    void lines(String text) {
        pending.append(SafeText.visibleLines(text)).append('\n');
        writeIfMuch();
    }

    /// Adds text that is made by us and known to be harmless, colours included.
    void trusted(CharSequence text) {
        pending.append(text);
        writeIfMuch();
    }

    /// Adds a JSON document and a line end.
    void json(Message message) {
        json(new String(Json.encode(message), StandardCharsets.UTF_8));
    }

    /// Adds a JSON text and a line end. Characters that a terminal might act on can stand only
    /// inside strings, and are escaped there.
    void json(String text) {
        jsonPiece(text);
        pending.append('\n');
        writeIfMuch();
    }

    /// Adds a piece of a JSON text.
    void jsonPiece(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7f && SafeText.isHarmful(c)) {
                JsonText.escape(pending, c);
            } else {
                pending.append(c);
            }
        }
        writeIfMuch();
    }

    /// Writes what has been added.
    void flush() {
        if (pending.isEmpty()) {
            return;
        }
        byte[] bytes = pending.toString().getBytes(StandardCharsets.UTF_8);
        pending.setLength(0);
        raw(bytes, 0, bytes.length);
    }

    /// Writes bytes as they are, after what has been added.
    void raw(byte[] bytes, int offset, int length) {
        try {
            if (!pending.isEmpty()) {
                flush();
            }
            out.write(bytes, offset, length);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a line to standard error at once.
    void problem(String text) {
        try {
            flush();
        } catch (UncheckedIOException e) {
            // What was to be told goes to the other stream.
            pending.setLength(0);
        }
        try {
            err.write((SafeText.visibleLines(text) + "\n").getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            // Nobody listens there; the exit status still tells.
            return;
        }
    }

    private void writeIfMuch() {
        if (pending.length() > PENDING_CHARS_MAX) {
            flush();
        }
    }
}
