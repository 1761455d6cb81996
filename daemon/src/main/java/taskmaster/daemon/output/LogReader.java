package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ProcessId;
import taskmaster.daemon.control.ByteRange;
import taskmaster.daemon.control.LogFollower;
import taskmaster.daemon.control.LogSlice;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.LogStart;
import taskmaster.daemon.control.LogStream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Reads back the log of one stream: its last lines or bytes, over old files too, and then what
/// comes, over rotations. Never holds more than one buffer of it in memory.
public final class LogReader implements LogSource {

    /// Old files opened at once; further back nothing is shown.
    private static final int OLD_FILES_MAX = 32;

    /// The most old files that there can be, see [taskmaster.core.Rotation].
    private static final int AGES_MAX = 1000;

    /// A log that is rotated faster than it can be looked at is followed from its newest file.
    private static final int ROTATIONS_MAX = 100;

    private final OutputCapture capture;
    private final ProcessId id;
    private final LogStream stream;
    private final Path path;

    LogReader(OutputCapture capture, ProcessId id, LogStream stream, Path path) {
        this.capture = capture;
        this.id = id;
        this.stream = stream;
        this.path = path;
    }

    @Override
    public LogFollower open(LogStart start, boolean follow) throws IOException {
        // Listens before it looks, so that nothing written in between is missed.
        Following following = new Following(this, follow);
        try {
            PlainPart current = PlainPart.open(path);
            Deque<LogPart> old = new ArrayDeque<>();
            try {
                if (current != null) {
                    addOldFiles(old, current, start);
                }
            } finally {
                following.begin(old, current);
            }
            return following;
        } catch (IOException | RuntimeException failure) {
            following.close();
            throw failure;
        }
    }

    @Override
    public LogSlice open(ByteRange range) throws IOException {
        PlainPart current = PlainPart.open(path);
        long total = current == null ? 0 : current.sizeAtOpen();
        long start = range.start(total);
        long end = range.end(total);
        if (current != null) {
            current.seek(start);
        }
        return new LogSlice(Following.ofRange(this, current, end), start, end, total);
    }

    /// Adds as many old files as are needed, oldest first, each at the position where reading
    /// begins.
    private void addOldFiles(Deque<LogPart> parts, PlainPart current, LogStart start)
            throws IOException {
        long missing = seek(current, start, amount(start));
        Path real = realPath();
        LogPart newer = current;
        for (int age = 1; missing > 0 && age <= OLD_FILES_MAX; age++) {
            LogPart old = LogPart.ofAge(real, age);
            if (old == null) {
                // None that old, or a gap because a rotation is under way.
                continue;
            }
            if (isSame(old.mark(), newer.mark())) {
                // The log was rotated just now: this is the file we have.
                old.close();
                continue;
            }
            newer = old;
            parts.addFirst(old);
            missing = seek(old, start, missing);
        }
    }

    private static long amount(LogStart start) {
        return switch (start) {
            case LogStart.Lines lines -> lines.count();
            case LogStart.Bytes bytes -> bytes.count();
        };
    }

    /// Puts a file at the start of the last `amount` lines or bytes of it.
    ///
    /// @return how many it lacks
    private static long seek(LogPart part, LogStart start, long amount) throws IOException {
        if (amount <= 0) {
            return -part.seekBytes(0);
        }
        return switch (start) {
            case LogStart.Lines lines -> amount - part.seekLines((int) amount);
            case LogStart.Bytes bytes -> amount - part.seekBytes(amount);
        };
    }

    static void close(Iterable<LogPart> parts) {
        for (LogPart part : parts) {
            try {
                part.close();
            } catch (IOException ignored) {
                // It was only read.
            }
        }
    }

    /// What the stream is written to now; as it was when this was made, if nothing is known.
    Path currentPath() {
        return capture.logPath(id, stream).orElse(path);
    }

    /// The file that is being written to, whatever its name; of the path, if none is.
    FileId currentFile(Path now) {
        FileId written = capture.writtenFile(id, stream);
        return written.isKnown() ? written : FileId.of(now);
    }

    private Path realPath() {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            return path;
        }
    }

    /// The file that followed another one of this log, and is to be read after it, from its
    /// beginning. Null if it does not exist yet.
    @Nullable LogPart successor(Path log, LogPart.Mark previous) throws IOException {
        Path real = log.equals(path) ? realPath() : log;
        for (int attempt = 1; attempt <= ROTATIONS_MAX; attempt++) {
            int age = ageOf(real, previous);
            if (age == 0) {
                return afterUnknown(real, log, previous.id());
            }
            LogPart next = age > 1 ? LogPart.ofAge(real, age - 1) : PlainPart.open(log);
            if (age == ageOf(real, previous)) {
                return next;
            }
            // Rotated between looking and opening: this is not the next one any more.
            if (next != null) {
                next.close();
            }
        }
        return PlainPart.open(log);
    }

    /// The file that followed one which was renamed to a name of somebody else's, or removed.
    private static @Nullable LogPart afterUnknown(Path real, Path log, FileId previous)
            throws IOException {
        long place = FileOrder.placeOf(previous);
        for (int attempt = 1; attempt <= ROTATIONS_MAX; attempt++) {
            int age = oldestAfter(real, place);
            LogPart next = age > 0 ? LogPart.ofAge(real, age) : PlainPart.open(log);
            if (age == oldestAfter(real, place)) {
                return next;
            }
            if (next != null) {
                next.close();
            }
        }
        return PlainPart.open(log);
    }

    private static int oldestAfter(Path real, long place) {
        int found = 0;
        for (int age = 1; place > 0 && age <= AGES_MAX; age++) {
            FileId file = FileId.of(Backups.of(real, age));
            if (!file.isKnown()) {
                file = FileId.of(Backups.compressed(real, age));
            }
            if (file.isKnown()) {
                if (FileOrder.placeOf(file) <= place) {
                    return found;
                }
                found = age;
            }
        }
        return found;
    }

    /// The newest old file at this time; unknown if there is none.
    LogPart.Mark newestOldFile() {
        Path real = realPath();
        LogPart.Mark plain = LogPart.Mark.ofPlain(Backups.of(real, 1));
        return plain.isKnown() ? plain : LogPart.Mark.ofCompressed(Backups.compressed(real, 1));
    }

    /// The file to begin with after there was none: `previous` was the newest old one then.
    @Nullable LogPart firstAfter(LogPart.Mark previous) throws IOException {
        if (previous.isKnown()) {
            return successor(path, previous);
        }
        Path real = realPath();
        for (int attempt = 1; attempt <= ROTATIONS_MAX; attempt++) {
            int age = oldestAge(real);
            LogPart oldest = age > 0 ? LogPart.ofAge(real, age) : PlainPart.open(path);
            if (age == oldestAge(real)) {
                return oldest;
            }
            if (oldest != null) {
                oldest.close();
            }
        }
        return PlainPart.open(path);
    }

    private static int oldestAge(Path real) {
        for (int age = AGES_MAX; age > 0; age--) {
            if (FileId.of(Backups.of(real, age)).isKnown()
                    || FileId.of(Backups.compressed(real, age)).isKnown()) {
                return age;
            }
        }
        return 0;
    }

    /// Which old file it is; 0: none. A rotation that is under way leaves a gap in the numbers, but
    /// as it moves files upwards, from the oldest on, looking upwards misses none.
    private int ageOf(Path real, LogPart.Mark wanted) {
        FileId file = wanted.id();
        FileId zipped = capture.compressor().compressedForm(wanted);
        for (int age = 1; age <= AGES_MAX; age++) {
            if (FileId.of(Backups.of(real, age)).equals(file)) {
                return age;
            }
            FileId compressed = FileId.of(Backups.compressed(real, age));
            if (compressed.isKnown() && (compressed.equals(file) || compressed.equals(zipped))) {
                return age;
            }
        }
        return 0;
    }

    /// Whether `file` is what `other` was when it was opened: the file itself, or what it has
    /// become by compression.
    private boolean isSame(LogPart.Mark file, LogPart.Mark other) {
        return file.id().equals(other.id())
                || file.id().equals(capture.compressor().compressedForm(other));
    }

    void listen(LogListener listener) {
        capture.listen(id, listener);
    }

    void unlisten(LogListener listener) {
        capture.unlisten(id, listener);
    }
}
