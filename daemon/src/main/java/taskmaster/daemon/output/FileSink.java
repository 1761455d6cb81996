package taskmaster.daemon.output;

import taskmaster.core.Rotation;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// A log file with its rotation.
///
/// It is renamed away only at the end of a line, unless the line is longer than
/// [Bounds#LINE_BYTES_MAX]; so it may exceed `maxBytes` by the rest of one line. While the disk is
/// full or fails, bytes wait in memory (at most one buffer) and in the pipes; nothing is dropped.
final class FileSink extends Sink {

    private static final int EFBIG = 27;

    /// The file's path as configured.
    private final Path path;

    /// Where it really is: its old files lie beside it.
    private volatile Path realPath;

    /// Device and inode of what is being written, to tell it from a file renamed or created by
    /// others.
    private volatile FileId fileId;

    private volatile long rotations;

    private volatile Rotation rotation;
    private int fd;
    private long sizeBytes;
    private long rotateNotBelow;
    private long openLineBytes;
    private boolean isReopening;

    FileSink(Kernel kernel, SinkOwner owner, Path path, int fd, Rotation rotation) {
        super(kernel, owner, path.toString());
        this.path = path;
        this.fd = fd;
        this.rotation = rotation;
        this.realPath = LogOpening.realPath(fd, path);
        this.fileId = FileId.of(fd);
        this.sizeBytes = Math.max(0, kernel.seekToEnd(fd));
    }

    /// As configured; from any thread.
    Path path() {
        return path;
    }

    /// Without symbolic links; from any thread.
    Path realPath() {
        return realPath;
    }

    /// Of the file that is being written; from any thread.
    FileId fileId() {
        return fileId;
    }

    @Override
    long rotations() {
        return rotations;
    }

    /// The last one set counts for all that write here. From any thread.
    void useRotation(Rotation wanted) {
        rotation = wanted;
    }

    @Override
    String label() {
        return "log " + path;
    }

    @Override
    boolean isOrdinary(int errno) {
        return false;
    }

    @Override
    int transfer(Pipe pipe, ByteBuffer buffer) {
        int limit = buffer.limit();
        while (buffer.position() < limit) {
            int end = rotationPoint(buffer, limit);
            if (end == buffer.position()) {
                rotate();
                continue;
            }
            buffer.limit(end);
            int errno = writeAll(buffer);
            buffer.limit(limit);
            if (errno != 0) {
                return errno;
            }
        }
        return 0;
    }

    private int writeAll(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            int start = buffer.position();
            int result = kernel.write(fd, buffer);
            if (result >= 0) {
                sizeBytes += result;
                noteLine(buffer, start, buffer.position());
            } else if (result != -Errno.EINTR) {
                return -result;
            }
        }
        return 0;
    }

    private void noteLine(ByteBuffer buffer, int from, int to) {
        if (from < to) {
            int lineFeed = Bytes.lastLineFeed(buffer, from, to);
            openLineBytes = lineFeed < 0 ? openLineBytes + (to - from) : to - 1 - lineFeed;
        }
    }

    /// How far the buffer may be written before the file is rotated: its position if that is due
    /// now, its end if it is not due yet.
    private int rotationPoint(ByteBuffer buffer, int limit) {
        int from = buffer.position();
        long max = Math.max(rotation.maxBytes(), rotateNotBelow);
        if (rotation.maxBytes() == 0 || sizeBytes + (limit - from) <= max) {
            return limit;
        }
        int room = Math.clamp(max - sizeBytes, 0, limit - from);
        int lineFeed = Bytes.lastLineFeed(buffer, from, from + room);
        if (lineFeed >= 0) {
            return lineFeed + 1;
        }
        boolean mayCut = openLineBytes == 0 || openLineBytes >= Bounds.LINE_BYTES_MAX;
        if (sizeBytes > 0 && mayCut) {
            return from;
        }
        lineFeed = Bytes.firstLineFeed(buffer, from + room, limit);
        return lineFeed >= 0 ? lineFeed + 1 : limit;
    }

    /// Begins a new file. On failure the old one grows on, and the next attempt comes when it has
    /// grown further.
    // One thread writes the number; volatile only makes it visible.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void rotate() {
        long actual = kernel.seekToEnd(fd);
        if (actual >= 0 && actual < sizeBytes) {
            // Someone has cut the file (copytruncate): its time may not have come.
            sizeBytes = actual;
            return;
        }
        String problem = rotation.backups() == 0 ? truncateFile() : renameAndOpen();
        if (problem.isEmpty()) {
            rotateNotBelow = 0;
            rotations++;
            return;
        }
        if (rotateNotBelow == 0) {
            owner.report(
                    "cannot rotate log %s: %s; it grows beyond %d bytes until that works"
                            .formatted(path, problem, rotation.maxBytes()));
        }
        rotateNotBelow = sizeBytes + Bounds.ROTATION_RETRY_BYTES;
    }

    private String truncateFile() {
        int errno = kernel.truncate(fd, 0);
        if (errno == 0) {
            sizeBytes = 0;
        }
        return errno == 0 ? "" : Errno.description(errno);
    }

    private String renameAndOpen() {
        Path log = realPath;
        try {
            Backups.shift(log, rotation.backups());
        } catch (IOException failure) {
            return reason(failure);
        }
        Path previous = Backups.of(log, 1);
        int fresh = LogOpening.open(kernel, log.toString());
        if (fresh < 0) {
            try {
                Files.move(previous, log);
            } catch (IOException failure) {
                return Errno.description(-fresh) + ", and its name is now " + previous;
            }
            return Errno.description(-fresh);
        }
        LogOpening.inherit(kernel, previous, fresh);
        use(fresh);
        return "";
    }

    private static String reason(IOException failure) {
        return failure instanceof java.nio.file.FileSystemException known
                        && known.getReason() != null
                ? known.getReason()
                : failure.getClass().getSimpleName() + " " + failure.getMessage();
    }

    private void use(int fresh) {
        int errno = kernel.close(fd);
        if (errno != 0) {
            owner.report("error on closing log %s: %s".formatted(path, Errno.description(errno)));
        }
        fd = fresh;
        fileId = FileId.of(fresh);
        sizeBytes = Math.max(0, kernel.seekToEnd(fresh));
        isReopening = false;
    }

    /// Opens the path anew, because someone has renamed or removed the file.
    ///
    /// @return true if that waits for the end of a line: then [#finishReopen] follows
    boolean reopen() {
        if (openLineBytes > 0 && !isStuck()) {
            isReopening = true;
            return true;
        }
        finishReopen();
        return false;
    }

    boolean isReopening() {
        return isReopening;
    }

    /// Changes over to the new file now.
    void finishReopen() {
        isReopening = false;
        int fresh = openAgain();
        if (fresh < 0) {
            owner.report(
                    "cannot reopen log %s: %s; the file in use stays in use"
                            .formatted(path, LogOpening.cause(-fresh)));
            return;
        }
        use(fresh);
        realPath = LogOpening.realPath(fresh, path);
        rotateNotBelow = 0;
        tellListeners();
    }

    private int openAgain() {
        int fresh = LogOpening.open(kernel, path.toString());
        if (fresh >= 0 && !LogOpening.isRegularFile(path.toString())) {
            var _ = kernel.close(fresh);
            return -Errno.EINVAL;
        }
        return fresh;
    }

    /// Empties the file.
    void clear() {
        int errno = kernel.truncate(fd, 0);
        if (errno != 0) {
            owner.report("cannot clear log %s: %s".formatted(path, Errno.description(errno)));
            return;
        }
        sizeBytes = 0;
        openLineBytes = 0;
        rotateNotBelow = 0;
        forgetOpenLine();
        if (isStuck()) {
            drop();
            unstick();
        }
        tellListeners();
    }

    @Override
    void recover(int errno) {
        switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT, EFBIG -> {}
            default -> {
                // The descriptor itself may be what is broken (a network file system came back).
                int fresh = openAgain();
                if (fresh >= 0) {
                    use(fresh);
                }
            }
        }
    }

    @Override
    void close() {
        abandon();
        int errno = kernel.close(fd);
        if (errno != 0) {
            owner.report("error on closing log %s: %s".formatted(path, Errno.description(errno)));
        }
    }
}
