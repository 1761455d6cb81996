package taskmaster.daemon.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Directories that the daemon makes for itself.
final class OwnDirectory {

    private OwnDirectory() {}

    /// Creates a directory with those above it, if it is not there; its permissions then are as
    /// wanted whatever the umask.
    static void create(Path directory, String permissions) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
        }
    }
}
