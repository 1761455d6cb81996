package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ProcessId;
import taskmaster.daemon.control.LogFollower;
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
            following.begin(parts(start));
            return following;
        } catch (IOException | RuntimeException failure) {
            following.close();
            throw failure;
        }
    }

    /// The files to be read, oldest first, each at the position where reading begins; the last is
    /// the current one. Empty if there is no file.
    private Deque<LogPart> parts(LogStart start) throws IOException {
        Deque<LogPart> parts = new ArrayDeque<>();
        LogPart current = LogPart.open(path);
        if (current == null) {
            return parts;
        }
        parts.add(current);
        try {
            long missing = seek(current, start, amount(start));
            Path real = realPath();
            for (int age = 1; missing > 0 && age <= OLD_FILES_MAX; age++) {
                LogPart old = LogPart.open(Backups.of(real, age));
                if (old == null) {
                    // None that old, or a gap because a rotation is under way.
                    continue;
                }
                if (old.id().equals(parts.getFirst().id())) {
                    // The log was rotated just now: this is the file we have.
                    old.close();
                    continue;
                }
                parts.addFirst(old);
                missing = seek(old, start, missing);
            }
            return parts;
        } catch (IOException failure) {
            close(parts);
            throw new IOException("cannot read log " + path + ": " + failure.getMessage(), failure);
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
        long end = part.sizeAtOpen();
        if (amount <= 0) {
            part.seek(end);
            return 0;
        }
        return switch (start) {
            case LogStart.Lines lines -> amount - part.seekLines((int) amount);
            case LogStart.Bytes bytes -> {
                part.seek(Math.max(0, end - amount));
                yield Math.max(0, amount - end);
            }
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
    @Nullable LogPart successor(Path log, FileId previous) throws IOException {
        Path real = log.equals(path) ? realPath() : log;
        for (int attempt = 1; attempt <= ROTATIONS_MAX; attempt++) {
            int age = ageOf(real, previous);
            LogPart next = LogPart.open(age > 1 ? Backups.of(real, age - 1) : log);
            if (age == 0 || age == ageOf(real, previous)) {
                return next;
            }
            // Rotated between looking and opening: this is not the next one any more.
            if (next != null) {
                next.close();
            }
        }
        return LogPart.open(log);
    }

    /// The newest old file at this time; unknown if there is none.
    FileId newestOldFile() {
        return FileId.of(Backups.of(realPath(), 1));
    }

    /// The file to begin with after there was none: `previous` was the newest old one then.
    @Nullable LogPart firstAfter(FileId previous) throws IOException {
        if (previous.isKnown()) {
            return successor(path, previous);
        }
        Path real = realPath();
        for (int attempt = 1; attempt <= ROTATIONS_MAX; attempt++) {
            int age = oldestAge(real);
            LogPart oldest = LogPart.open(age > 0 ? Backups.of(real, age) : path);
            if (age == oldestAge(real)) {
                return oldest;
            }
            if (oldest != null) {
                oldest.close();
            }
        }
        return LogPart.open(path);
    }

    private static int oldestAge(Path real) {
        for (int age = AGES_MAX; age > 0; age--) {
            if (FileId.of(Backups.of(real, age)).isKnown()) {
                return age;
            }
        }
        return 0;
    }

    /// Which old file it is; 0: none. A rotation that is under way leaves a gap in the numbers, but
    /// as it moves files upwards, from the oldest on, looking upwards misses none.
    private static int ageOf(Path real, FileId file) {
        for (int age = 1; age <= AGES_MAX; age++) {
            if (FileId.of(Backups.of(real, age)).equals(file)) {
                return age;
            }
        }
        return 0;
    }

    void listen(Runnable listener) {
        capture.listen(id, listener);
    }

    void unlisten(Runnable listener) {
        capture.unlisten(id, listener);
    }
}
