package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.daemon.control.LogFollower;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A place in a log that moves forward. Woken by the output thread when it has written; looks at
/// files only when it is asked to read.
///
/// What somebody else renames to a name of their own, or removes, before this has got there, is not
/// found; the one that is being read always is read to its end.
///
/// A file that was renamed away is read to its end before the next one is; one that was cut
/// (`clear`, `copytruncate`) is read from its beginning again.
final class Following implements LogFollower, LogListener {

    private final LogReader log;
    private final boolean isFollowing;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private volatile boolean mayHaveMore = true;
    private volatile boolean isGone;

    /// Old files that are to be read before the current one.
    private final Deque<LogPart> parts = new ArrayDeque<>();

    private @Nullable LogPart current;
    private Path path;
    private LogPart.Mark newestOldFile = LogPart.Mark.NONE;
    private long end = Long.MAX_VALUE;

    Following(LogReader log, boolean isFollowing) {
        this.log = log;
        this.isFollowing = isFollowing;
        this.path = log.currentPath();
        if (isFollowing) {
            log.listen(this);
        }
    }

    /// A place that moves up to `end` and no further.
    ///
    /// @param file null if there is none
    static Following ofRange(LogReader log, @Nullable PlainPart file, long end) {
        Following range = new Following(log, false);
        range.current = file;
        range.end = end;
        return range;
    }

    /// @param opened old files, oldest first
    /// @param now null if there is none
    void begin(Deque<LogPart> opened, @Nullable PlainPart now) {
        parts.addAll(opened);
        current = now;
        if (now == null) {
            newestOldFile = log.newestOldFile();
        } else if (!isFollowing) {
            end = now.sizeAtOpen();
        }
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        mayHaveMore = false;
        boolean isComplete = !isFollowing || isGone;
        int count = readParts(buffer);
        if (count == 0) {
            count = readCurrent(buffer);
        }
        if (count > 0) {
            mayHaveMore = true;
        }
        return count == 0 && isComplete ? -1 : count;
    }

    private int readParts(byte[] buffer) throws IOException {
        for (LogPart part = parts.peek(); part != null; part = parts.peek()) {
            int count = part.read(buffer, Long.MAX_VALUE);
            if (count > 0) {
                return count;
            }
            part.close();
            parts.remove();
        }
        return 0;
    }

    private int readCurrent(byte[] buffer) throws IOException {
        LogPart part = current;
        if (part == null) {
            part = isFollowing ? firstPart() : null;
            current = part;
        }
        if (part == null) {
            return 0;
        }
        int count = part.read(buffer, end - part.position());
        return count > 0 || !isFollowing ? count : readNext(buffer, part);
    }

    private @Nullable LogPart firstPart() throws IOException {
        Path now = log.currentPath();
        if (now.equals(path)) {
            return log.firstAfter(newestOldFile);
        }
        path = now;
        return PlainPart.open(now);
    }

    /// At the end of the file: has it been cut, or is another one being written?
    private int readNext(byte[] buffer, LogPart part) throws IOException {
        Path now = log.currentPath();
        FileId written = log.currentFile(now);
        if (written.equals(part.mark().id()) || !written.isKnown()) {
            return part.restartIfCut() ? part.read(buffer, Long.MAX_VALUE) : 0;
        }
        // Nobody writes to this file any more, so what stands in it now is all.
        int rest = part.read(buffer, Long.MAX_VALUE);
        if (rest > 0) {
            return rest;
        }
        boolean isOtherLog = !now.equals(path);
        LogPart next = isOtherLog ? otherLog(now) : log.successor(now, part.mark());
        if (next == null) {
            return 0;
        }
        path = now;
        part.close();
        current = next;
        return next.read(buffer, Long.MAX_VALUE);
    }

    /// A log at its end: what stood in it before is not of this one.
    private static @Nullable LogPart otherLog(Path path) throws IOException {
        PlainPart other = PlainPart.open(path);
        if (other != null) {
            other.seek(other.size());
        }
        return other;
    }

    @Override
    public void whenReady(Runnable ready) {
        waiting.set(ready);
        if (mayHaveMore) {
            tell();
        }
    }

    @Override
    public void changed() {
        mayHaveMore = true;
        tell();
    }

    @Override
    public void gone() {
        isGone = true;
        changed();
    }

    private void tell() {
        Runnable ready = waiting.getAndSet(null);
        if (ready != null) {
            ready.run();
        }
    }

    @Override
    public void close() {
        log.unlisten(this);
        waiting.set(null);
        LogReader.close(parts);
        parts.clear();
        LogPart last = current;
        if (last != null) {
            LogReader.close(List.of(last));
        }
    }
}
