package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.Kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Compresses old files of logs, one after the other, on a thread of its own, `output-gzip`, which
/// exists only while there is something to do.
///
/// A file is compressed into `NAME.gz.tmp`, and only when that is whole does it take the place of
/// the plain one. Whatever goes wrong, the plain file stays, and the next request tries again.
///
/// Safe for all threads; no call but [#close] waits for a disk.
public final class Compressor implements AutoCloseable {

    private final Kernel kernel;
    private final Consumer<String> problemReport;
    private final Predicate<FileId> isWritten;

    /// Logs that wait, and how many old files they keep. The rest is guarded by the same monitor.
    private final Map<Path, Integer> waiting = new LinkedHashMap<>();

    private final Map<LogPart.Mark, FileId> forms = new LinkedHashMap<>();
    private @Nullable Thread thread;
    private volatile boolean isClosed;

    // Only on the thread that compresses.
    private final Set<Path> told = new HashSet<>();
    private final Set<FileId> refused = new HashSet<>();

    /// @param problemReport gets messages for people; must not block
    /// @param isWritten tells of a file that it is still being written to, whatever its name
    Compressor(Kernel kernel, Consumer<String> problemReport, Predicate<FileId> isWritten) {
        this.kernel = kernel;
        this.problemReport = problemReport;
        this.isWritten = isWritten;
    }

    /// Has every plain old file of a log compressed, the newest first: after each rotation, and
    /// when a log is opened, for what an earlier daemon left. When too many logs wait already,
    /// nothing is done until the next request.
    ///
    /// @param log as [Backups#shift] gets it
    /// @param backups how many old files there may be; 0 only removes what a killed daemon left
    public synchronized void request(Path log, int backups) {
        if (isClosed
                || (waiting.size() >= Bounds.COMPRESSION_LOGS_MAX && !waiting.containsKey(log))) {
            return;
        }
        waiting.merge(log, backups, Math::max);
        if (thread == null) {
            Thread started = new Thread(this::work, "output-gzip");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
        notifyAll();
    }

    private record Request(Path log, int backups) {}

    private void work() {
        for (Request request = next(); request != null; request = next()) {
            try {
                compress(request);
            } catch (RuntimeException fault) {
                problemReport.accept(
                        "cannot compress old files of " + request.log() + ": " + fault);
            }
        }
    }

    private synchronized @Nullable Request next() {
        long deadline = System.nanoTime() + Bounds.COMPRESSION_IDLE_NANOS;
        while (waiting.isEmpty()) {
            long left = deadline - System.nanoTime();
            if (isClosed || left <= 0) {
                thread = null;
                return null;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException ended) {
                deadline = System.nanoTime();
            }
        }
        Map.Entry<Path, Integer> first = waiting.entrySet().iterator().next();
        waiting.remove(first.getKey());
        return new Request(first.getKey(), first.getValue());
    }

    private void compress(Request request) {
        Path log = request.log();
        Backups.removeIfExists(Backups.unfinished(log));
        // A rotation makes all older: a file may be seen twice, but none is missed for long.
        for (int age = 1; age <= request.backups() && !isClosed; age++) {
            Path file = Backups.of(log, age);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try {
                compress(log, age, request.backups());
            } catch (Compression.Failed failure) {
                tell(log, file, failure.text());
                return;
            }
        }
    }

    private void compress(Path log, int age, int backups) throws Compression.Failed {
        try (Compression compression = Compression.of(kernel, log, Backups.of(log, age))) {
            FileId id = compression.id();
            if (isWritten.test(id) || refused.contains(id)) {
                return;
            }
            if (compression.copy(() -> isClosed)) {
                replace(compression, log, age, backups);
                told.remove(log);
            }
        }
    }

    private void tell(Path log, Path file, String cause) {
        if (told.size() >= Bounds.COMPRESSION_LOGS_MAX) {
            told.clear();
        }
        if (told.add(log) && !isClosed) {
            problemReport.accept(
                    "cannot compress old log %s: %s; it stays as it is, and the next rotation tries again"
                            .formatted(file, cause));
        }
    }

    /// Puts the copy in the place of the original, wherever rotations have moved that meanwhile.
    private void replace(Compression compression, Path log, int oldAge, int backups)
            throws Compression.Failed {
        try (RenameLock _ = RenameLock.hold(log)) {
            int age = age(compression.id(), log, oldAge, backups);
            if (age == 0 || isWritten.test(compression.id()) || !compression.isUnchanged()) {
                // Rotated out, or written to again: the next request looks anew.
                return;
            }
            Path plain = Backups.of(log, age);
            Path compressed = Backups.compressed(log, age);
            if (Files.exists(compressed, LinkOption.NOFOLLOW_LINKS)
                    && !compression.isSameAs(compressed)) {
                refuse(compression.id(), plain, compressed);
                return;
            }
            noteForm(compression.mark(), compression.targetId());
            FileOrder.compressed(compression.id(), compression.targetId());
            Files.move(Backups.unfinished(log), compressed, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(plain);
        } catch (IOException failure) {
            throw new Compression.Failed(String.valueOf(failure.getMessage()));
        }
    }

    private static int age(FileId file, Path log, int from, int backups) {
        for (int age = from; age <= backups; age++) {
            if (FileId.of(Backups.of(log, age)).equals(file)) {
                return age;
            }
        }
        return 0;
    }

    private void refuse(FileId file, Path plain, Path compressed) {
        if (refused.size() >= Bounds.COMPRESSION_LOGS_MAX) {
            refused.clear();
        }
        refused.add(file);
        problemReport.accept(
                "cannot compress old log %s: %s exists and has other content; both stay"
                        .formatted(plain, compressed.getFileName()));
    }

    private synchronized void noteForm(LogPart.Mark plain, FileId compressed) {
        if (forms.size() >= Bounds.COMPRESSED_FORMS_MAX) {
            forms.remove(forms.keySet().iterator().next());
        }
        forms.remove(plain);
        forms.put(plain, compressed);
    }

    /// The compressed file that a plain one has become since the daemon runs; unknown if it has
    /// not.
    synchronized FileId compressedForm(LogPart.Mark plain) {
        return forms.getOrDefault(plain, FileId.UNKNOWN);
    }

    /// Ends the thread soon; a file that is being compressed stays plain.
    @Override
    public void close() {
        Thread ending;
        synchronized (this) {
            isClosed = true;
            waiting.clear();
            notifyAll();
            ending = thread;
        }
        if (ending != null) {
            try {
                ending.join(Bounds.COMPRESSION_END_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
