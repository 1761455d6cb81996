package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps others from renaming the old files of a log while it is held.
///
/// One for each log, so that a dead disk holds up only those who use it; it exists only while
/// somebody wants it. Of the whole process, as the file system is.
final class RenameLock implements AutoCloseable {

    private static final Map<Path, RenameLock> WANTED = new ConcurrentHashMap<>();

    private final Path log;
    private final ReentrantLock lock = new ReentrantLock();

    /// Changed only within operations of the map on this entry.
    private int users;

    private RenameLock(Path log) {
        this.log = log;
    }

    /// Waits for whoever renames old files of this log now.
    static RenameLock hold(Path log) {
        RenameLock held = Objects.requireNonNull(WANTED.compute(log, RenameLock::used));
        held.lock.lock();
        return held;
    }

    private static RenameLock used(Path log, @Nullable RenameLock known) {
        RenameLock used = known == null ? new RenameLock(log) : known;
        used.users++;
        return used;
    }

    @Override
    public void close() {
        lock.unlock();
        WANTED.computeIfPresent(log, (_, known) -> --known.users == 0 ? null : known);
    }
}
