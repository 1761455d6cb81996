package taskmaster.daemon.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The old files of a rotated log: `NAME.1` is the newest, `NAME.N` the oldest; a compressed one is
/// `NAME.K.gz`.
///
/// Both forms may stand side by side, as when compression was switched on or off. Where both are of
/// one age, the plain one counts: the daemon was killed between making the other and removing it.
public final class Backups {

    private Backups() {}

    /// The old file of this age.
    ///
    /// @param age 1 is the newest
    public static Path of(Path log, int age) {
        return log.resolveSibling(log.getFileName() + "." + age);
    }

    /// The old file of this age, if it is compressed.
    public static Path compressed(Path log, int age) {
        return log.resolveSibling(log.getFileName() + "." + age + ".gz");
    }

    /// What becomes a compressed file when it is whole.
    static Path unfinished(Path log) {
        return log.resolveSibling(log.getFileName() + ".gz.tmp");
    }

    /// Makes the log `NAME.1`, and each older file one older, whatever its form; the one that would
    /// exceed `count` goes. Only as many files as needed are renamed: a gap in the numbers ends it.
    ///
    /// May block on the disk, and for a moment while a compressed file takes its place. On failure
    /// the log still has its name, or, if only it could not be renamed, the older files have moved
    /// up and `NAME.1` is absent; a later call goes on from there. Nothing is lost either way, nor
    /// if the daemon is killed meanwhile.
    ///
    /// @param count old files kept, 1 or more
    public static void shift(Path log, int count) throws IOException {
        try (RenameLock _ = RenameLock.hold(log)) {
            int free = 1;
            while (free < count && (exists(of(log, free)) || exists(compressed(log, free)))) {
                free++;
            }
            for (int age = free; age > 1; age--) {
                makeOlder(log, age);
            }
            Files.move(log, of(log, 1), StandardCopyOption.ATOMIC_MOVE);
            removeIfExists(compressed(log, 1));
        }
    }

    /// Renames what is one younger to `age`. What has that age goes, but not before it is replaced.
    private static void makeOlder(Path log, int age) throws IOException {
        boolean isPlain = moveIfExists(of(log, age - 1), of(log, age));
        boolean isCompressed = moveIfExists(compressed(log, age - 1), compressed(log, age));
        if (isPlain && !isCompressed) {
            removeIfExists(compressed(log, age));
        }
        if (isCompressed && !isPlain) {
            removeIfExists(of(log, age));
        }
    }

    private static boolean moveIfExists(Path from, Path to) throws IOException {
        if (!exists(from)) {
            return false;
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    static void removeIfExists(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException kept) {
            // Something is in the way that is no old file of ours; the rotation itself is done.
            return;
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
