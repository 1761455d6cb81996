package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Runs the lines of an input that is no terminal: `echo status | taskmasterctl`.
final class Script {
    private final InputStream in;
    private byte[] line = new byte[256];
    private int length;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;

    private Script(InputStream in) {
        this.in = in;
    }

    /// Runs every line until the input ends or an `exit`; the status is 0, as that of every shell.
    ///
    /// @param prompt what is printed before each line; empty for nothing
    static int run(InputStream in, Screen screen, ShellCommands commands, String prompt) {
        Script script = new Script(in);
        try {
            boolean isOpen = true;
            while (isOpen) {
                screen.trusted(prompt);
                screen.flush();
                String line = script.next();
                isOpen = line != null && commands.run(line);
            }
        } catch (IOException e) {
            screen.problem("error: cannot read commands: " + e.getMessage());
        }
        screen.flush();
        return ExitStatus.OK;
    }

    /// The next line, or null at the end. Of one that is too long only the beginning is kept, which
    /// is still too long.
    private @Nullable String next() throws IOException {
        length = 0;
        while (true) {
            if (at == end) {
                end = in.read(buffer);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    return length == 0 ? null : text();
                }
            }
            byte b = buffer[at++];
            if (b == '\n') {
                return text();
            }
            add(b);
        }
    }

    private String text() {
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private void add(byte b) {
        if (length > 4 * LineSplitter.LINE_CHARS_MAX) {
            return;
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = b;
    }
}
