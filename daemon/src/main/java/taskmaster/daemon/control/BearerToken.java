package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// The secret that clients of the port must know. It lies in a file that only the daemon's user can
/// read, so that the clients of that user find it by themselves.
final class BearerToken {

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");
    private static final String SCHEME = "Bearer ";

    private final byte[] secret;

    private BearerToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /// Takes the configured token, or the one in the file, or makes one; afterwards it is in the
    /// file. What the operator wrote into a file of his own is never replaced.
    static BearerToken prepare(ControlSettings settings) throws CannotListen {
        Path file = settings.tokenFile();
        try {
            if (settings.token().isPresent()) {
                return configured(settings.token().get(), file);
            }
            if (!exists(file)) {
                return fresh(file);
            }
            String flaw = flaw(file);
            if (flaw == null) {
                return new BearerToken(read(file));
            }
            if (settings.isTokenFileOurs()) {
                return fresh(file);
            }
            throw new CannotListen("cannot use token file " + file + ": " + flaw);
        } catch (IOException e) {
            throw new CannotListen("cannot use token file " + file + ": " + OsError.text(e));
        }
    }

    private static BearerToken configured(String token, Path file)
            throws IOException, CannotListen {
        if (token.length() < ControlLimits.TOKEN_CHARS_MIN) {
            throw new CannotListen("cannot use the token of `auth`: " + tooShort(token));
        }
        if (!exists(file) || flaw(file) != null || !read(file).equals(token)) {
            write(file, token);
        }
        return new BearerToken(token);
    }

    private static BearerToken fresh(Path file) throws IOException {
        String token = random();
        write(file, token);
        return new BearerToken(token);
    }

    /// Whether an Authorization header shows the token. Takes the same time for every wrong one.
    boolean isShownBy(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String shown = authorization.substring(SCHEME.length()).strip();
        return MessageDigest.isEqual(secret, shown.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean exists(Path file) throws IOException, CannotListen {
        PosixFileAttributes attributes;
        try {
            attributes =
                    Files.readAttributes(
                            file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        if (!attributes.isRegularFile() || !OwnUser.owns(attributes)) {
            throw new CannotListen(
                    "cannot use "
                            + file
                            + " as the token file: it is not a regular file of this user; it is"
                            + " left alone");
        }
        return true;
    }

    /// Why the token in the file cannot be a secret; null if it can.
    private static @Nullable String flaw(Path file) throws IOException {
        if (!Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE)) {
            return "others may read it, or have been able to; change the token, then `chmod 600`"
                    + " it";
        }
        String token = read(file);
        return token.length() < ControlLimits.TOKEN_CHARS_MIN ? tooShort(token) : null;
    }

    private static String tooShort(String token) {
        return "it has %d characters, at least %d are wanted"
                .formatted(token.length(), ControlLimits.TOKEN_CHARS_MIN);
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(ControlLimits.TOKEN_BYTES_MAX);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    private static String random() {
        byte[] bytes = new byte[ControlLimits.TOKEN_RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Readers see the old file or the whole new one, and nobody else ever sees any of it.
    private static void write(Path file, String token) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PRIVATE));
        // The process-wide umask may have taken the owner's bits.
        Files.setPosixFilePermissions(fresh, PRIVATE);
        Files.writeString(fresh, token + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
