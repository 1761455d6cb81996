package taskmaster.daemon.output;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.OpenFlag;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Opens log files. May block on the disk, but never on a FIFO or a device.
///
/// Symbolic links are followed, also where they lead to a file that does not exist yet.
final class LogOpening {

    /// Permission bits of a mode.
    private static final int PERMISSIONS = 07777;

    private static final int ENXIO = 6;

    static final String NO_FILE = "it is a FIFO, socket or device; a log is a regular file";

    private LogOpening() {}

    /// Opens a log, and creates it if need be. Not for appending: splice(2) refuses that.
    ///
    /// @return the descriptor, or the negated errno
    static int open(Kernel kernel, String path) {
        int fd = kernel.open(path, 0, OpenFlag.READ_WRITE, OpenFlag.NON_BLOCKING);
        if (fd == -Errno.EACCES || fd == -ENXIO) {
            // Not to be read by us, or a FIFO or device, which the caller looks at.
            fd = kernel.open(path, 0, OpenFlag.WRITE, OpenFlag.NON_BLOCKING);
        }
        if (fd != -Errno.ENOENT) {
            return fd;
        }
        fd =
                kernel.open(
                        path,
                        Bounds.LOG_PERMISSIONS,
                        OpenFlag.READ_WRITE,
                        OpenFlag.NON_BLOCKING,
                        OpenFlag.CREATE);
        if (fd >= 0) {
            // The umask in force may be that of a program that is being started. A failure only
            // leaves the file more private.
            var _ = kernel.setPermissions(fd, Bounds.LOG_PERMISSIONS);
        }
        return fd;
    }

    /// Gives a new file owner and permissions of the one it follows, as far as that is allowed.
    static void inherit(Kernel kernel, Path old, int newFd) {
        try {
            Map<String, Object> attributes = Files.readAttributes(old, "unix:mode,uid,gid");
            int mode = number(attributes, "mode") & PERMISSIONS;
            int uid = number(attributes, "uid");
            int gid = number(attributes, "gid");
            // Only root can give files away; for others the new file is as the daemon makes files.
            var _ = kernel.setOwner(newFd, uid, gid);
            var _ = kernel.setPermissions(newFd, mode);
        } catch (IOException gone) {
            // The old file has been taken away meanwhile: the new one stays as it is.
            return;
        }
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : 0;
    }

    /// The path of an open file without symbolic links; `fallback` where `/proc` does not tell.
    static Path realPath(int fd, Path fallback) {
        try {
            Path real = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd));
            return real.isAbsolute() && Files.exists(real) ? real : fallback;
        } catch (IOException | UnsupportedOperationException noProc) {
            return fallback;
        }
    }

    /// When an open file was written to last, in milliseconds since the epoch; now, if nobody
    /// tells.
    static long modifiedMillis(int fd) {
        try {
            return Files.getLastModifiedTime(Path.of("/proc/self/fd/" + fd)).toMillis();
        } catch (IOException noProc) {
            return System.currentTimeMillis();
        }
    }

    /// True if the path leads to an ordinary file.
    static boolean isRegularFile(String path) {
        return new File(path).isFile();
    }

    /// True for the paths of terminals, which may be written to like standard output.
    static boolean isTerminal(String path) {
        return path.startsWith("/dev/pts/")
                || path.startsWith("/dev/tty")
                || path.equals("/dev/console");
    }

    /// Why a log cannot be opened, as `no such directory (ENOENT)`.
    static String cause(int errno) {
        return switch (errno) {
            case Errno.ENOENT -> "no such directory (ENOENT)";
            case Errno.EISDIR -> "it is a directory (EISDIR)";
            case Errno.ENOTDIR -> "a part of the path is not a directory (ENOTDIR)";
            case ENXIO -> NO_FILE;
            default -> Errno.description(errno);
        };
    }
}
