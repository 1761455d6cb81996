package taskmaster.daemon.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertDestination;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// The password of a mail account, from the configuration or its own file. The file is read at each
/// attempt, so a new password needs no reload.
final class MailPassword {

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private MailPassword() {}

    /// The password of an account.
    ///
    /// @return null if there is none
    /// @throws IOException whose message is for people: the cause and what to do
    static @Nullable String of(AlertDestination.Mail mail) throws IOException {
        if (mail.password() != null) {
            return mail.password().reveal();
        }
        return mail.passwordFile() == null ? null : read(mail.passwordFile());
    }

    private static String read(Path file) throws IOException {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (!OWNERS.containsAll(attributes.permissions())) {
                throw new IOException(
                        "others can read its password file "
                                + file
                                + "; make it private: chmod 600");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MessageLimits.PASSWORD_FILE_BYTES_MAX + 1);
                return checked(new String(bytes, UTF_8).stripTrailing(), file, bytes.length);
            }
        } catch (NoSuchFileException _) {
            throw new IOException("its password file " + file + " does not exist (ENOENT)");
        } catch (AccessDeniedException _) {
            throw new IOException("its password file " + file + " cannot be read (EACCES)");
        }
    }

    private static String checked(String password, Path file, int bytes) throws IOException {
        if (password.isEmpty()) {
            throw new IOException("its password file " + file + " is empty");
        }
        boolean isOneLine = password.chars().noneMatch(c -> c < ' ');
        if (!isOneLine || bytes > MessageLimits.PASSWORD_FILE_BYTES_MAX) {
            throw new IOException("its password file " + file + " is not one line with a password");
        }
        return password;
    }
}
