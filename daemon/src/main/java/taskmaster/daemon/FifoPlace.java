package taskmaster.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// Where the FIFOs of a daemon lie: in its runtime directory, or, where that is on a disk, in a
/// private directory in memory, to which a link in the runtime directory leads. Each process has
/// two, and a disk's file system may take a hundred times as long to make one.
final class FifoPlace {

    private FifoPlace() {}

    /// Finds the place of a daemon before, or makes one.
    ///
    /// @param wanted in the runtime directory
    /// @param memory a directory that every user may write to and that lies in memory
    static Path of(Path wanted, Path memory, int uid) throws IOException {
        if (Files.isSymbolicLink(wanted)) {
            Path before = Files.readSymbolicLink(wanted);
            if (isOurs(before, uid)) {
                return before;
            }
            // The machine was started anew.
            Files.delete(wanted);
        }
        if (Files.exists(wanted, LinkOption.NOFOLLOW_LINKS) || isInMemory(wanted)) {
            return wanted;
        }
        if (!isInMemory(memory.resolve("x"))) {
            return wanted;
        }
        try {
            Path made = Files.createTempDirectory(memory, "taskmaster-");
            Files.createSymbolicLink(wanted, made);
            return made;
        } catch (IOException _) {
            // Full, or closed to us: the disk serves as well.
            return wanted;
        }
    }

    private static boolean isInMemory(Path file) {
        try {
            Path parent = file.getParent();
            return parent != null && Files.getFileStore(parent).type().equals("tmpfs");
        } catch (IOException _) {
            // No such directory, or no table of mounts, as in some chroots.
            return false;
        }
    }

    private static boolean isOurs(Path directory, int uid) {
        try {
            Map<String, Object> found =
                    Files.readAttributes(
                            directory, "unix:isDirectory,uid", LinkOption.NOFOLLOW_LINKS);
            return Boolean.TRUE.equals(found.get("isDirectory"))
                    && Integer.valueOf(uid).equals(found.get("uid"))
                    && PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))
                            .equals("rwx------");
        } catch (IOException _) {
            return false;
        }
    }

    /// Takes an empty place away.
    static void leave(Path wanted) throws IOException {
        if (Files.isSymbolicLink(wanted)) {
            Files.deleteIfExists(Files.readSymbolicLink(wanted));
            Files.delete(wanted);
        }
    }
}
