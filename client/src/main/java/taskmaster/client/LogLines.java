package taskmaster.client;

import java.io.ByteArrayOutputStream;

/// Puts the bytes of a log together to whole lines, as they come.
///
/// A line that is too long comes in several pieces, so that memory stays bounded whatever a program
/// writes.
final class LogLines {

    /// Bytes of a line that are kept until its end comes; the daemon cuts lines that share a file
    /// at the same length.
    static final int LINE_BYTES_MAX = 64 * 1024;

    /// Takes lines, without their ends.
    interface Lines {
        void line(byte[] bytes);
    }

    private final Lines lines;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    LogLines(Lines lines) {
        this.lines = lines;
    }

    void feed(byte[] bytes, int length) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            boolean isEnd = bytes[i] == '\n';
            if (isEnd || open.size() + (i - start) == LINE_BYTES_MAX) {
                open.write(bytes, start, i - start);
                pass();
                start = isEnd ? i + 1 : i;
            }
        }
        open.write(bytes, start, length - start);
    }

    /// The last line may have no end.
    void end() {
        if (open.size() > 0) {
            pass();
        }
    }

    private void pass() {
        lines.line(open.toByteArray());
        open.reset();
    }
}
