package taskmaster.client;

import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;

import java.util.Map;

/// JLine's line editor, which a line of any length cannot bring to a halt.
///
/// JLine draws the line anew at each key, which takes a time that grows with the line: 10 000 typed
/// characters took a minute. So what has been typed or pasted already is taken at once, and what
/// exceeds a bound is counted and dropped.
final class ShellReader extends LineReaderImpl {
    /// Characters of a line that is typed; far more than the longest sensible one.
    static final int TYPED_CHARS_MAX = 4096;

    /// Milliseconds that a character may lag behind the one before and still count as typed
    /// already; 0 would mean to wait for ever.
    private static final long LAG_MILLIS = 1;

    private long droppedChars;

    ShellReader(Terminal terminal, Map<String, Object> variables) {
        super(terminal, "taskmasterctl", variables);
        KeyMap<Binding> keys = getKeyMaps().get(LineReader.MAIN);
        if (keys != null) {
            bindNormalKeys(keys);
        }
    }

    /// The next line.
    ///
    /// @throws ClientFailure if it was longer than the bound
    String line(String prompt) throws ClientFailure {
        droppedChars = 0;
        String line = readLine(prompt);
        if (droppedChars > 0) {
            throw LineSplitter.tooLong(line.length() + droppedChars, TYPED_CHARS_MAX);
        }
        return line;
    }

    @Override
    protected boolean selfInsert() {
        boolean isDone = super.selfInsert();
        StringBuilder more = new StringBuilder();
        for (int c = peekCharacter(LAG_MILLIS);
                c >= ' ' && c < 0x7f;
                c = peekCharacter(LAG_MILLIS)) {
            readCharacter();
            if (getBuffer().length() + more.length() < TYPED_CHARS_MAX) {
                more.append((char) c);
            } else {
                droppedChars++;
            }
        }
        putString(more);
        return isDone;
    }

    @Override
    public boolean beginPaste() {
        boolean isDone = super.beginPaste();
        int excess = getBuffer().length() - TYPED_CHARS_MAX;
        if (excess > 0) {
            getBuffer().cursor(TYPED_CHARS_MAX);
            droppedChars += getBuffer().delete(excess);
        }
        return isDone;
    }

    /// JLine binds what terminfo says of the keypad's application mode. Terminals that stay in
    /// normal mode, and programs that drive a shell, send these.
    private static void bindNormalKeys(KeyMap<Binding> keys) {
        keys.bind(new Reference(LineReader.UP_LINE_OR_HISTORY), "\u001b[A");
        keys.bind(new Reference(LineReader.DOWN_LINE_OR_HISTORY), "\u001b[B");
        keys.bind(new Reference(LineReader.FORWARD_CHAR), "\u001b[C");
        keys.bind(new Reference(LineReader.BACKWARD_CHAR), "\u001b[D");
        keys.bind(new Reference(LineReader.BEGINNING_OF_LINE), "\u001b[H", "\u001b[1~");
        keys.bind(new Reference(LineReader.END_OF_LINE), "\u001b[F", "\u001b[4~");
    }
}
