package taskmaster.api;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// What a running daemon writes about itself (`daemon.json`), so that a client finds it.
///
/// The file may be older than the daemon's death: whether one lives is told by its socket.
///
/// @param config absolute path of the configuration file
/// @param socket absolute path of the control socket
/// @param port of the control server on the loopback interface, null if it has none
/// @param tokenFile absolute path, null if there is no port
/// @param startedAt ISO 8601 in UTC
public record DaemonFile(
        long pid,
        String config,
        String socket,
        @Nullable Integer port,
        @Nullable String tokenFile,
        String version,
        String startedAt)
        implements Message {

    /// Bytes. Four paths of 4096 at most, and some words.
    static final int BYTES_MAX = 64 * 1024;

    /// Reads the file at `path`.
    ///
    /// @throws MalformedDocument if it is no such file
    public static DaemonFile read(Path path) throws IOException, MalformedDocument {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new MalformedDocument(path + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] document = in.readNBytes(BYTES_MAX + 1);
            if (document.length > BYTES_MAX) {
                throw new MalformedDocument(path + " has more than " + BYTES_MAX + " bytes");
            }
            return Json.daemonFile(document);
        }
    }

    /// Replaces the file at `path` by this, at once and mode 0600.
    public void write(Path path) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, Json.encode(this));
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
