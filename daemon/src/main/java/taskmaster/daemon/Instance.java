package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.api.DaemonFile;
import taskmaster.api.Directories;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/// The directories of one running daemon and the lock that keeps a second one away from the same
/// configuration file.
final class Instance implements AutoCloseable {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Path MEMORY = Path.of("/dev/shm");

    private final Directories.OfConfiguration directories;
    private final FileChannel lock;
    private final String killed;

    private Instance(Directories.OfConfiguration directories, FileChannel lock, String killed) {
        this.directories = directories;
        this.lock = lock;
        this.killed = killed;
    }

    /// Makes the directories and takes the lock.
    ///
    /// @param uid of the daemon: directories of other users are refused
    static Instance claim(Directories.OfConfiguration directories, Path config, int uid, int pid)
            throws StartRefused {
        for (Path directory :
                new Path[] {directories.runtime(), directories.state(), directories.logs()}) {
            Path root = directory.getParent();
            if (root != null) {
                makePrivate(root, uid);
            }
            makePrivate(directory, uid);
        }
        return lock(directories, config, pid);
    }

    private static void makePrivate(Path directory, int uid) throws StartRefused {
        try {
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Path parent = directory.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(directory, PRIVATE);
            }
            Map<String, Object> found =
                    Files.readAttributes(
                            directory, "unix:isDirectory,uid,mode", LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(found.get("isDirectory"))) {
                throw refused(directory, "it is not a directory (a symbolic link is refused too)");
            }
            if (!Integer.valueOf(uid).equals(found.get("uid"))) {
                throw refused(directory, "it belongs to user " + found.get("uid"));
            }
            if (found.get("mode") instanceof Integer mode && (mode & 022) != 0) {
                throw refused(directory, "others may write to it; `chmod 700` it");
            }
        } catch (IOException failure) {
            throw refused(directory, Failures.cause(failure));
        }
    }

    private static StartRefused refused(Path directory, String cause) {
        return new StartRefused(
                ExitCode.FAILED,
                "cannot use directory %s: %s\nset TASKMASTER_RUNTIME_DIR and TASKMASTER_STATE_DIR to use others"
                        .formatted(directory, cause));
    }

    private static Instance lock(Directories.OfConfiguration directories, Path config, int pid)
            throws StartRefused {
        Path path = directories.lock();
        try {
            FileChannel channel =
                    FileChannel.open(
                            path,
                            Set.of(
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            FileLock taken = tryLock(channel);
            String holder = holder(channel);
            if (taken == null) {
                channel.close();
                throw new StartRefused(
                        ExitCode.IN_USE,
                        "cannot start: %s is already run by process %s\nstop it first: %s"
                                .formatted(
                                        config,
                                        holder,
                                        ClientCommand.with("-c " + config + " shutdown")));
            }
            channel.truncate(0);
            channel.position(0);
            channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new Instance(directories, channel, holder);
        } catch (IOException failure) {
            throw new StartRefused(
                    ExitCode.FAILED, "cannot lock %s: %s".formatted(path, Failures.cause(failure)));
        }
    }

    /// The pid in the lock file; the lock ends with its channel only, so it is read through it.
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(16);
        channel.read(text, 0);
        return StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /// The pid of the daemon before, if it was killed: nobody has stopped its processes. Else
    /// empty.
    String killed() {
        return killed;
    }

    /// The private directory for FIFOs.
    ///
    /// @param uid of the daemon
    Path fifos(int uid) throws StartRefused {
        try {
            Path place = FifoPlace.of(directories.fifos(), MEMORY, uid);
            makePrivate(place, uid);
            return place;
        } catch (IOException failure) {
            throw refused(directories.fifos(), Failures.cause(failure));
        }
    }

    Directories.OfConfiguration directories() {
        return directories;
    }

    /// Lets clients find this daemon.
    void advertise(DaemonFile self) throws StartRefused {
        try {
            self.write(directories.daemonFile());
        } catch (IOException failure) {
            throw new StartRefused(
                    ExitCode.FAILED,
                    "cannot write %s: %s"
                            .formatted(directories.daemonFile(), Failures.cause(failure)));
        }
    }

    /// Takes the advertisement back and gives the lock free.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(directories.daemonFile());
            FifoPlace.leave(directories.fifos());
            lock.truncate(0);
            lock.close();
        } catch (IOException _) {
            // The lock ends with the process at the latest.
        }
    }
}
