package taskmaster.daemon.output;

import taskmaster.core.Rotation;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.ObjIntConsumer;

/// A log file with its rotation.
///
/// It is renamed away only at the end of a line, unless the line is longer than
/// [Bounds#LINE_BYTES_MAX]; so it may exceed `maxBytes` by the rest of one line. Every write goes
/// to what is the end of the file then, so that a file cut by others is not filled with a hole, and
/// a file that others have removed is made again first.
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

    private final RotationClock clock;
    private final ObjIntConsumer<Path> compress;
    private volatile Rotation rotation;

    /// When it is rotated by the clock, in milliseconds since the epoch.
    private volatile long dueMillis;

    private int fd;
    private long sizeBytes;
    private long rotateNotBelow;
    private long openLineBytes;
    private long changeSinceNanos;
    private boolean isReopening;
    private boolean isRotationDue;
    private boolean isSpliceRefused;

    FileSink(
            Kernel kernel,
            SinkOwner owner,
            Path path,
            int fd,
            Rotation rotation,
            RotationClock clock,
            ObjIntConsumer<Path> compress) {
        super(kernel, owner, path.toString());
        this.path = path;
        this.fd = fd;
        this.rotation = rotation;
        this.clock = clock;
        this.compress = compress;
        this.realPath = LogOpening.realPath(fd, path);
        this.fileId = FileId.of(fd);
        FileOrder.begun(fileId);
        this.sizeBytes = Math.max(0, kernel.seekToEnd(fd));
        this.openLineBytes = endsInsideLine() ? 1 : 0;
        this.dueMillis = firstDue();
    }

    private boolean endsInsideLine() {
        ByteBuffer last = Bytes.buffer(1);
        return sizeBytes > 0 && kernel.readAt(fd, last, sizeBytes - 1) == 1 && last.get(0) != '\n';
    }

    private long firstDue() {
        if (rotation.interval() == Rotation.Interval.NONE) {
            return Long.MAX_VALUE;
        }
        long since = sizeBytes == 0 ? clock.nowMillis() : LogOpening.modifiedMillis(fd);
        return clock.next(rotation.interval(), since);
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
        boolean isNewInterval = wanted.interval() != rotation.interval();
        boolean isNewlyCompressed = wanted.isCompressed() && !rotation.isCompressed();
        rotation = wanted;
        if (isNewlyCompressed) {
            compressOld();
        }
        if (isNewInterval) {
            dueMillis = clock.next(wanted.interval(), clock.nowMillis());
        }
    }

    /// When it is to be rotated by the clock; `Long.MAX_VALUE`: never. From any thread.
    long dueMillis() {
        return dueMillis;
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
            int end = rotationPoint(buffer, buffer.position(), limit);
            if (end == buffer.position()) {
                rotate(pipe);
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
            int result =
                    owner.blocking(
                            this,
                            () -> {
                                int errno = goToEnd();
                                return errno == 0 ? kernel.write(fd, buffer) : -errno;
                            });
            if (result < 0) {
                return -result;
            }
            sizeBytes += result;
            noteLine(buffer, start, buffer.position());
        }
        return 0;
    }

    /// Moves bytes from a pipe to the file without a way through memory.
    ///
    /// @param buffer holds a copy of what stands in the pipe
    /// @param start of the pipe's first byte in `buffer`
    /// @param end of what is to be moved
    /// @return up to where it was moved; less than `end` if the file is stuck now
    int splice(Pipe pipe, ByteBuffer buffer, int start, int end) {
        if (hasOpenLineBefore(pipe) && !endOpenLine(pipe)) {
            return start;
        }
        int from = start;
        while (from < end) {
            int point = rotationPoint(buffer, from, end);
            if (point == from) {
                rotate(pipe);
                continue;
            }
            int result = spliceSome(pipe, point - from);
            if (result <= 0) {
                if (canSplice()) {
                    stick(pipe, -result);
                }
                return from;
            }
            if (isStuck()) {
                unstick();
            }
            sizeBytes += result;
            noteLine(buffer, from, from + result);
            from += result;
            noteEnd(pipe, buffer.get(from - 1));
            tellListeners();
        }
        return from;
    }

    /// @return bytes moved, or the negated errno
    private int spliceSome(Pipe pipe, int count) {
        int result =
                owner.blocking(
                        this,
                        () -> {
                            int errno = goToEnd();
                            return errno == 0 ? kernel.splice(pipe.fd, fd, count) : -errno;
                        });
        if (result == -Errno.EINVAL) {
            isSpliceRefused = true;
        }
        return result == 0 ? -Errno.EAGAIN : result;
    }

    /// Whether bytes can go there by [#splice].
    boolean canSplice() {
        return !isSpliceRefused;
    }

    private boolean endOpenLine(Pipe pipe) {
        ByteBuffer lineFeed = Bytes.buffer(1);
        lineFeed.put(0, (byte) '\n');
        int errno = writeAll(lineFeed);
        if (errno != 0) {
            stick(pipe, errno);
            return false;
        }
        countBrokenLine();
        forgetOpenLine();
        return true;
    }

    /// Puts the position where the next byte belongs. In a blocking call.
    ///
    /// @return 0, or the errno
    private int goToEnd() {
        if (kernel.linkCount(fd) == 0) {
            int fresh = openAgain();
            if (fresh < 0) {
                return -fresh;
            }
            use(fresh);
        }
        long size = kernel.seekToEnd(fd);
        if (size < 0) {
            return (int) -size;
        }
        sizeBytes = size;
        return 0;
    }

    private void noteLine(ByteBuffer buffer, int from, int to) {
        if (from < to) {
            int lineFeed = Bytes.lastLineFeed(buffer, from, to);
            openLineBytes = lineFeed < 0 ? openLineBytes + (to - from) : to - 1 - lineFeed;
        }
    }

    /// How far the bytes from `from` may be written before the file is rotated: not at all if that
    /// is due now, up to `limit` if it is not due yet.
    private int rotationPoint(ByteBuffer buffer, int from, int limit) {
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
    private void rotate(Pipe pipe) {
        long actual = kernel.seekToEnd(fd);
        if (actual >= 0 && actual < sizeBytes) {
            // Someone has cut the file (copytruncate): its time may not have come.
            sizeBytes = actual;
            return;
        }
        if (rotateNow()) {
            owner.tell(OutputEvent.Kind.ROTATED, pipe, label() + " became " + newestOldFile());
        }
    }

    private String newestOldFile() {
        return rotation.backups() == 0 ? "empty" : Backups.of(realPath, 1).toString();
    }

    /// Rotates by the clock, unless the file is empty or not theirs to rename now.
    ///
    /// @return true if that waits for the end of a line: then [#finishRotation] follows
    boolean rotateByClock() {
        dueMillis = clock.next(rotation.interval(), clock.nowMillis());
        if (openLineBytes > 0 && !isStuck()) {
            noteChange();
            isRotationDue = true;
            return true;
        }
        finishRotation();
        return false;
    }

    /// Rotates now.
    void finishRotation() {
        isRotationDue = false;
        long size = kernel.seekToEnd(fd);
        if (size > 0 && !isStuck() && rotateNow()) {
            for (Pipe pipe : pipes()) {
                owner.tell(OutputEvent.Kind.ROTATED, pipe, label() + " became " + newestOldFile());
                break;
            }
        }
    }

    /// Whether a change waits for the end of the line that is being written.
    boolean isChangeDue() {
        return isReopening || isRotationDue;
    }

    private void noteChange() {
        if (!isChangeDue()) {
            changeSinceNanos = System.nanoTime();
        }
    }

    /// Whether it has waited for as long as it may.
    boolean isChangeOverdue() {
        return isChangeDue() && System.nanoTime() - changeSinceNanos >= Bounds.LINE_END_WAIT_NANOS;
    }

    /// Performs it.
    void finishChange() {
        if (isReopening) {
            finishReopen();
        }
        if (isRotationDue) {
            finishRotation();
        }
    }

    /// Takes up what an earlier daemon left. Part of opening: may block on the disk.
    void takeUpOld() {
        if (Files.exists(Backups.unfinished(realPath), LinkOption.NOFOLLOW_LINKS)) {
            compress.accept(realPath, 0);
        }
        compressOld();
    }

    /// Has old files compressed if that is wanted. From any thread.
    void compressOld() {
        if (rotation.isCompressed() && rotation.backups() > 0) {
            compress.accept(realPath, rotation.backups());
        }
    }

    // One thread at a time writes the number; volatile only makes it visible.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private boolean rotateNow() {
        var problem = new String[] {""};
        var _ =
                owner.blocking(
                        this,
                        () -> {
                            problem[0] = rotation.backups() == 0 ? truncateFile() : renameAndOpen();
                            return 0;
                        });
        if (problem[0].isEmpty()) {
            rotateNotBelow = 0;
            rotations++;
            compressOld();
            return true;
        }
        if (rotateNotBelow == 0) {
            owner.report(
                    "cannot rotate log %s: %s; it grows beyond %d bytes until that works"
                            .formatted(path, problem[0], rotation.maxBytes()));
        }
        rotateNotBelow = sizeBytes + Bounds.ROTATION_RETRY_BYTES;
        return false;
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
        FileOrder.begun(fileId);
        realPath = LogOpening.realPath(fresh, path);
        sizeBytes = Math.max(0, kernel.seekToEnd(fresh));
        openLineBytes = 0;
        isReopening = false;
    }

    /// Opens the path anew, because someone has renamed or removed the file.
    ///
    /// @return true if that waits for the end of a line: then [#finishReopen] follows
    boolean reopen() {
        if (openLineBytes > 0 && !isStuck()) {
            noteChange();
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
        int fresh = owner.blocking(this, this::openAgain);
        if (fresh < 0) {
            owner.report(
                    "cannot reopen log %s: %s; the file in use stays in use"
                            .formatted(path, LogOpening.cause(-fresh)));
            return;
        }
        use(fresh);
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
        int errno = owner.blocking(this, () -> kernel.truncate(fd, 0));
        if (errno != 0) {
            owner.report("cannot clear log %s: %s".formatted(path, Errno.description(errno)));
            return;
        }
        sizeBytes = 0;
        openLineBytes = 0;
        rotateNotBelow = 0;
        forgetOpenLine();
        if (isStuck()) {
            // What waits was written before, as the client sees it.
            drop();
            unstick();
        }
        tellListeners();
    }

    @Override
    void recover(int errno) {
        switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EAGAIN, Errno.EINVAL, EFBIG -> {}
            default -> {
                // The descriptor itself may be what is broken (a network file system came back).
                int fresh = owner.blocking(this, this::openAgain);
                if (fresh >= 0) {
                    use(fresh);
                }
            }
        }
    }

    @Override
    void close() {
        abandon();
        int errno = owner.blocking(this, () -> kernel.close(fd));
        if (errno != 0) {
            owner.report("error on closing log %s: %s".formatted(path, Errno.description(errno)));
        }
    }
}
