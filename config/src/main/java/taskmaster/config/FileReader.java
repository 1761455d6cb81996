package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads one file into text, within bounds.
final class FileReader {

    /// The file cannot be read; the message says why, as it ends "cannot read FILE: ".
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;
        private final int column;

        Unreadable(String cause) {
            this(cause, 1, 1);
        }

        Unreadable(String cause, int line, int column) {
            super(cause, null, false, false);
            this.line = line;
            this.column = column;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }

        String cause() {
            return String.valueOf(getMessage());
        }
    }

    private FileReader() {}

    static byte[] bytes(Path path) throws Unreadable {
        if (Files.isDirectory(path)) {
            throw new Unreadable("it is a directory (EISDIR)");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new Unreadable("it is no regular file, and could not be read again at a reload");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(ConfigLimits.FILE_BYTES_MAX + 1);
            if (bytes.length > ConfigLimits.FILE_BYTES_MAX) {
                throw new Unreadable(
                        "it is larger than %d MiB".formatted(ConfigLimits.FILE_BYTES_MAX >> 20));
            }
            return bytes;
        } catch (NoSuchFileException _) {
            throw new Unreadable("no such file (ENOENT)");
        } catch (AccessDeniedException _) {
            throw new Unreadable("permission denied (EACCES)");
        } catch (FileSystemException failed) {
            throw new Unreadable(cause(failed.getReason()));
        } catch (IOException failed) {
            throw new Unreadable(Texts.oneLine(String.valueOf(failed.getMessage())));
        }
    }

    /// The text of strerror(3) with the name of the error, where it can be foreseen.
    private static String cause(@Nullable String reason) {
        return switch (reason) {
            case null -> "unknown cause";
            case "Not a directory" -> "a part of its path is no directory (ENOTDIR)";
            case String levels when levels.startsWith("Too many levels of symbolic links") ->
                    "its links lead in a circle (ELOOP)";
            case "File name too long" -> "its name is too long (ENAMETOOLONG)";
            default -> Texts.oneLine(reason);
        };
    }

    /// The text without a byte order mark.
    static String text(byte[] bytes) throws Unreadable {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw notUtf8(bytes, in.position(), out.flip().toString());
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Unreadable notUtf8(byte[] bytes, int position, String before) {
        int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
        boolean isUtf16 = mark == 0xFFFE || mark == 0xFEFF;
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        String lastLine = before.substring(before.lastIndexOf('\n') + 1);
        return new Unreadable(
                isUtf16
                        ? "it is UTF-16, not UTF-8"
                        : "it is not UTF-8: byte 0x%02X at offset %d"
                                .formatted(bytes[position] & 0xFF, position),
                line,
                lastLine.codePointCount(0, lastLine.length()) + 1);
    }
}
