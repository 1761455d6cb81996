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
    /// file.
    static BearerToken prepare(ControlSettings settings) throws CannotListen {
        Path file = settings.tokenFile();
        try {
            String present = present(file);
            if (settings.token().isPresent()) {
                String configured = settings.token().get();
                if (!configured.equals(present)) {
                    write(file, configured);
                }
                return new BearerToken(configured);
            }
            if (present != null) {
                return new BearerToken(present);
            }
            String fresh = random();
            write(file, fresh);
            return new BearerToken(fresh);
        } catch (IOException e) {
            throw new CannotListen("cannot write token file " + file + ": " + OsError.text(e));
        }
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

    /// The token in the file; null if there is none that can be trusted to be a secret still.
    private static @Nullable String present(Path file) throws IOException, CannotListen {
        PosixFileAttributes attributes;
        try {
            attributes =
                    Files.readAttributes(
                            file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!attributes.isRegularFile() || !OwnUser.owns(attributes)) {
            throw new CannotListen(
                    "cannot use "
                            + file
                            + " as the token file: it is not a regular file of this user; it is"
                            + " left alone");
        }
        if (!attributes.permissions().equals(PRIVATE)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(ControlLimits.TOKEN_BYTES_MAX);
            String token = new String(bytes, StandardCharsets.UTF_8).strip();
            return token.length() >= ControlLimits.TOKEN_RANDOM_BYTES ? token : null;
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
