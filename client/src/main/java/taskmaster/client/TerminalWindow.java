package taskmaster.client;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Asks `stty` for the size of the terminal: only a watched table wants it, once a second, and the
/// client has no native access of its own.
final class TerminalWindow implements Window {
    private int rows;
    private int columns;

    @Override
    public int rows() {
        measure();
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    private void measure() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (InputStream in = stty.getInputStream()) {
                String text = new String(in.readNBytes(64), StandardCharsets.US_ASCII).strip();
                int blank = text.indexOf(' ');
                rows = Integer.parseInt(text.substring(0, blank));
                columns = Integer.parseInt(text.substring(blank + 1));
            }
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            // Not known: the table is neither cut nor limited.
            rows = 0;
            columns = 0;
        }
    }
}
