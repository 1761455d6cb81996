package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// A file whose first line is a password, and that only its owner may touch.
public final class PasswordFile {

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private PasswordFile() {}

    /// The password cannot be used. The message, for people, never holds any of it; it says what is
    /// wrong, as it ends "cannot read password file FILE: ".
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final @Nullable String advice;

        Refused(String cause, @Nullable String advice) {
            super(cause, null, false, false);
            this.advice = advice;
        }

        /// What is wrong.
        public String cause() {
            return String.valueOf(getMessage());
        }

        /// What to do; null where only the operator can know.
        public @Nullable String advice() {
            return advice;
        }
    }

    /// The password: the file's one line, without its end. Any thread; reads the disk.
    public static Secret read(Path file) throws Refused {
        try {
            if (Files.isDirectory(file)) {
                throw new Refused("it is a directory (EISDIR)", null);
            }
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                throw new Refused("it is no regular file", null);
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNERS.containsAll(permissions)) {
                throw new Refused(
                        "others can read or write it (%s)"
                                .formatted(PosixFilePermissions.toString(permissions)),
                        "run `" + command(file) + "`");
            }
            return secret(bytes(file));
        } catch (NoSuchFileException _) {
            throw new Refused(
                    "no such file (ENOENT)",
                    "write the password into it, and run `" + command(file) + "`");
        } catch (AccessDeniedException _) {
            throw new Refused("permission denied (EACCES)", null);
        } catch (IOException failed) {
            throw new Refused(Texts.oneLine(String.valueOf(failed.getMessage())), null);
        }
    }

    /// As a shell takes it.
    private static String command(Path file) {
        String path = Texts.harmless(file.toString());
        boolean isPlain = Texts.isOf(path, "/._-+@:");
        return "chmod 600 " + (isPlain ? path : "'" + path.replace("'", "'\\''") + "'");
    }

    private static byte[] bytes(Path file) throws IOException, Refused {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(ConfigLimits.PASSWORD_BYTES_MAX + 1);
            if (bytes.length > ConfigLimits.PASSWORD_BYTES_MAX) {
                throw new Refused(
                        "it is longer than " + ConfigLimits.PASSWORD_BYTES_MAX + " bytes", null);
            }
            return bytes;
        }
    }

    private static Secret secret(byte[] bytes) throws Refused {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw new Refused("it is not UTF-8", null);
        }
        String password = text.replaceFirst("\\r?\\n$", "");
        if (password.isEmpty()) {
            throw new Refused("it is empty", null);
        }
        if (password.codePoints().anyMatch(Texts::isInvisible)) {
            throw new Refused("it holds more than one line, or a control character", null);
        }
        return new Secret(password);
    }
}
