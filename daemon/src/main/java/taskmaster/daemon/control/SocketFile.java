package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// The Unix socket's place in the file system.
///
/// The socket is bound beside its place and moved there when its mode is right: so nobody finds it
/// with another mode, whatever the umask; and Netty, which deletes the path it has bound when it
/// closes, never deletes the socket of a daemon that came after.
final class SocketFile {

    /// File types of st_mode (inode(7)).
    private static final int TYPE_MASK = 0170000;

    private static final int TYPE_SOCKET = 0140000;

    private static final String ENDING = ".new";

    private final Path path;
    private final Object identity;

    private SocketFile(Path path, Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /// Makes `path` free to be bound: its directory exists, and what a dead daemon left is gone.
    static void clear(Path path) throws CannotListen {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > ControlLimits.SOCKET_PATH_BYTES_MAX) {
            throw new CannotListen(
                    "cannot listen on "
                            + path
                            + ": the path has "
                            + length
                            + " bytes, a socket's may have "
                            + ControlLimits.SOCKET_PATH_BYTES_MAX
                            + "; set `socket` in `server` to a shorter one");
        }
        try {
            Path directory = path.getParent();
            if (directory != null && !Files.exists(directory)) {
                Files.createDirectories(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            removeStale(path);
            removeStale(beside(path));
        } catch (IOException e) {
            throw new CannotListen("cannot listen on " + path + ": " + OsError.text(e));
        }
    }

    private static void removeStale(Path path) throws IOException, CannotListen {
        int mode;
        try {
            mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if ((mode & TYPE_MASK) != TYPE_SOCKET) {
            throw new CannotListen(
                    "cannot listen on " + path + ": it is there and no socket; it is left alone");
        }
        if (isAnswered(path)) {
            throw inUse(path);
        }
        Files.deleteIfExists(path);
    }

    static CannotListen inUse(Path path) {
        return new CannotListen(
                "cannot listen on "
                        + path
                        + ": it is in use (EADDRINUSE)"
                        + Holder.ofSocket(path, beside(path))
                                .map(holder -> " by " + holder)
                                .orElse("")
                        + "; a daemon runs there already");
    }

    /// A full queue of its owner counts as an answer; without blocking that is no error.
    private static boolean isAnswered(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    /// Where to bind first.
    static Path beside(Path path) {
        return Path.of(path + ENDING);
    }

    /// Moves the socket that a bind has just made beside `path` to it, with mode 0600.
    static SocketFile bound(Path path) throws IOException {
        Path beside = beside(path);
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        return new SocketFile(path, Objects.requireNonNull(identity(path)));
    }

    /// Takes the file away, unless it is another daemon's by now.
    void remove() {
        try {
            if (identity.equals(identity(path))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A directory that has gone has no socket either.
            return;
        }
    }

    private static @Nullable Object identity(Path path) throws IOException {
        try {
            return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS)
                    + ":"
                    + Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
