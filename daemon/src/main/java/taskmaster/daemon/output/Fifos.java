package taskmaster.daemon.output;

import taskmaster.core.ProcessId;
import taskmaster.daemon.control.LogStream;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.OpenFlag;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The named pipes: `<program>.<index>.out` and `.err` in a directory of the daemon's own.
///
/// One that a daemon before has left is used again, with what stands in it.
final class Fifos {

    private static final int PERMISSIONS = 0600;
    private static final int ESPIPE = 29;

    private final Kernel kernel;
    private final Path directory;

    Fifos(Kernel kernel, Path directory) {
        this.kernel = kernel;
        this.directory = directory;
    }

    Path path(ProcessId id, LogStream stream) {
        String suffix =
                switch (stream) {
                    case STDOUT -> ".out";
                    case STDERR -> ".err";
                };
        return directory.resolve(id.program() + "." + id.index() + suffix);
    }

    /// Makes the FIFO if it is not there and opens it read-write and non-blocking.
    ///
    /// @return the descriptor, or the negated errno
    int open(Path path) {
        int made = make(path);
        if (made != 0 && made != Errno.EEXIST) {
            return -made;
        }
        int fd = openExisting(path);
        if ((fd >= 0 && !isFifo(fd)) || fd == -Errno.ELOOP) {
            // Something else lies in its place in our private directory.
            if (fd >= 0) {
                var _ = kernel.close(fd);
            }
            remove(path);
            made = make(path);
            return made == 0 ? openExisting(path) : -made;
        }
        return fd;
    }

    private int make(Path path) {
        int errno = kernel.makeFifo(path.toString(), PERMISSIONS);
        if (errno == Errno.ENOENT) {
            try {
                OwnDirectory.create(directory, "rwx------");
            } catch (IOException failure) {
                return errno;
            }
            errno = kernel.makeFifo(path.toString(), PERMISSIONS);
        }
        return errno;
    }

    private int openExisting(Path path) {
        int fd = readWrite(path);
        if (fd == -Errno.EACCES) {
            // Made under the umask of a program that is being started.
            try {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            } catch (IOException notOurs) {
                return fd;
            }
            fd = readWrite(path);
        }
        return fd;
    }

    private int readWrite(Path path) {
        return kernel.open(
                path.toString(), 0, OpenFlag.READ_WRITE, OpenFlag.NON_BLOCKING, OpenFlag.NO_FOLLOW);
    }

    private boolean isFifo(int fd) {
        return kernel.seekToEnd(fd) == -ESPIPE;
    }

    /// Opens an end as a child needs it: blocking, with an open file of its own, so that a child
    /// that changes its flags does so for itself; and for reading too, so that it always has a
    /// reader, and the death of the daemon is no SIGPIPE.
    ///
    /// @return the descriptor, or the negated errno
    int openWriteEnd(Pipe pipe) {
        int fd = kernel.open(pipe.fifo, 0, OpenFlag.READ_WRITE);
        if (fd == -Errno.ENOENT) {
            // Someone has cleaned up the directory; the pipe itself lives on.
            fd = kernel.open("/proc/self/fd/" + pipe.fd, 0, OpenFlag.READ_WRITE);
        }
        return fd;
    }

    /// The file beside a FIFO that holds what was taken from it of a line that is not whole yet: it
    /// outlives the daemon as the FIFO does.
    static String rest(String fifo) {
        return fifo + ".rest";
    }

    /// What a daemon before has left there.
    static byte[] leftRest(String fifo) {
        Path path = Path.of(rest(fifo));
        try (InputStream file = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            return file.readNBytes(Bounds.LINE_BYTES_MAX - 1);
        } catch (IOException none) {
            return new byte[0];
        }
    }

    static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException stays) {
            // It is reused, or replaced, by the next one of its name.
            return;
        }
    }
}
