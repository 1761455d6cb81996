package taskmaster.daemon.log;

import org.jspecify.annotations.Nullable;

import taskmaster.core.Rotation;
import taskmaster.daemon.output.Backups;
import taskmaster.daemon.output.RotationClock;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.ObjIntConsumer;

/// The rotated file of the daemon's own log. All calls may block on the disk.
///
/// Confined to the writing thread once it is open.
final class LogFile {

    /// Owner reads and writes, group reads: a log tells commands and paths.
    private static final String MODE = "rw-r-----";

    private final Path path;
    private final Rotation rotation;
    private final RotationClock clock;
    private final ObjIntConsumer<Path> compress;
    private FileOutputStream out;
    private long sizeBytes;
    private boolean isRotationBroken;

    /// The file is an old one by now, and the new one could not be made yet.
    private boolean isRenamed;

    private @Nullable String problem;

    /// When the clock rotates it, in milliseconds since the epoch.
    private long dueMillis;

    private LogFile(
            Path path, Rotation rotation, RotationClock clock, ObjIntConsumer<Path> compress)
            throws IOException {
        this.path = path;
        this.rotation = rotation;
        this.clock = clock;
        this.compress = compress;
        this.dueMillis = firstDue();
        this.out = append(path);
        this.sizeBytes = out.getChannel().size();
        compressOld();
    }

    /// What stands in the file may be of yesterday, when the daemon did not run.
    private long firstDue() {
        long modified = path.toFile().lastModified();
        return clock.next(rotation.interval(), modified == 0 ? clock.nowMillis() : modified);
    }

    private void compressOld() {
        if (rotation.isCompressed() && rotation.backups() > 0) {
            compress.accept(path, rotation.backups());
        }
    }

    /// Opens or creates the file.
    ///
    /// @param compress takes a log with its number of old files, which are to be compressed; must
    ///   not block
    /// @throws IOException with a message for people; nothing stays open
    static LogFile open(
            Path path, Rotation rotation, RotationClock clock, ObjIntConsumer<Path> compress)
            throws IOException {
        try {
            return new LogFile(path, rotation, clock, compress);
        } catch (IOException failure) {
            throw new IOException("cannot open log " + path + ": " + cause(failure), failure);
        }
    }

    private static FileOutputStream append(Path path) throws IOException {
        boolean isNew = !Files.exists(path);
        // Opening a FIFO for writing would wait for a reader, and a device has no size to rotate
        // by.
        if (!isNew && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new IOException("it is not a regular file");
        }
        FileOutputStream out = new FileOutputStream(path.toFile(), true);
        if (isNew) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(MODE));
        }
        return out;
    }

    /// How many bytes fit until the file is rotated.
    long roomBytes() {
        return rotation.maxBytes() == 0
                ? Long.MAX_VALUE
                : Math.max(0, rotation.maxBytes() - sizeBytes);
    }

    /// Appends whole lines, into a new file if the old one is full or its time is over. On failure
    /// none of them is in the file.
    void write(byte[] lines, int length) throws IOException {
        boolean isDue = dueMillis != Long.MAX_VALUE && clock.nowMillis() >= dueMillis;
        if (isDue) {
            dueMillis = clock.next(rotation.interval(), clock.nowMillis());
            isRotationBroken = false;
        }
        if (isRenamed) {
            followRenaming();
        } else if (sizeBytes > 0 && (isDue || length > roomBytes()) && !isRotationBroken) {
            rotate();
        }
        long endBytes = out.getChannel().size();
        try {
            out.write(lines, 0, length);
        } catch (IOException failure) {
            cutAt(endBytes);
            throw failure;
        }
        sizeBytes += length;
    }

    /// Takes the part of a line away that still fitted on a full disk.
    private void cutAt(long endBytes) {
        try {
            out.getChannel().truncate(endBytes);
        } catch (IOException stays) {
            // A torn line is the least of the troubles of a file that can be neither written nor
            // cut.
            return;
        }
    }

    private void rotate() throws IOException {
        if (rotation.backups() == 0) {
            out.getChannel().truncate(0);
            sizeBytes = 0;
            return;
        }
        try {
            Backups.shift(path, rotation.backups());
        } catch (IOException failure) {
            // The file grows on rather than losing lines; the next reopening, or the clock, tries
            // again.
            isRotationBroken = true;
            problem = "cannot rotate log %s: %s; it grows on".formatted(path, cause(failure));
            return;
        }
        isRenamed = true;
        followRenaming();
        if (isRenamed) {
            problem =
                    "cannot make log %s anew after its rotation; lines go on into %s until it works"
                            .formatted(path, Backups.of(path, 1));
        }
    }

    /// What went wrong with a rotation since the last call, for people; null: nothing.
    @Nullable String takeProblem() {
        String told = problem;
        problem = null;
        return told;
    }

    /// Makes the new file. While it cannot be made, lines go on into the old one.
    private void followRenaming() {
        try {
            reopen();
        } catch (IOException failure) {
            // The next lines try again.
            return;
        }
        compressOld();
    }

    /// Opens the path anew, after someone else has renamed or removed the file. On failure the old
    /// file stays in use.
    void reopen() throws IOException {
        long due = firstDue();
        FileOutputStream fresh = append(path);
        out.close();
        dueMillis = due;
        out = fresh;
        sizeBytes = out.getChannel().size();
        isRotationBroken = false;
        isRenamed = false;
    }

    void close() throws IOException {
        out.close();
    }

    Path path() {
        return path;
    }

    /// What went wrong, without the path that Java puts first.
    static String cause(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        int open = message.lastIndexOf('(');
        boolean isBehindPath = open >= 0 && message.endsWith(")");
        String text = isBehindPath ? message.substring(open + 1, message.length() - 1) : message;
        return switch (text) {
            case "No such file or directory" -> "no such directory (ENOENT)";
            case "Permission denied" -> "permission denied (EACCES)";
            case "Is a directory" -> "it is a directory (EISDIR)";
            case "Not a directory" -> "a part of the path is not a directory (ENOTDIR)";
            case "No space left on device" -> "no space left on device (ENOSPC)";
            case "Read-only file system" -> "read-only file system (EROFS)";
            case "Disk quota exceeded" -> "disk quota exceeded (EDQUOT)";
            case "Input/output error" -> "input/output error (EIO)";
            case "File too large" -> "file too large (EFBIG)";
            default -> isBehindPath ? text.toLowerCase(Locale.ROOT) : text;
        };
    }
}
