package taskmaster.daemon.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The old files of a rotated log: `NAME.1` is the newest, `NAME.N` the oldest.
public final class Backups {

    private Backups() {}

    /// The old file of this age.
    ///
    /// @param age 1 is the newest
    public static Path of(Path log, int age) {
        return log.resolveSibling(log.getFileName() + "." + age);
    }

    /// Makes the log `NAME.1`, and each older file one older; the one that would exceed `count` is
    /// overwritten. Only as many files as needed are renamed: a gap in the numbers ends it.
    ///
    /// May block on the disk. On failure the log still has its name, or, if only it could not be
    /// renamed, the older files have moved up and `NAME.1` is absent; a later call goes on from
    /// there. Nothing is lost either way.
    ///
    /// @param count old files kept, 1 or more
    public static void shift(Path log, int count) throws IOException {
        int free = 1;
        while (free < count && Files.exists(of(log, free), LinkOption.NOFOLLOW_LINKS)) {
            free++;
        }
        for (int age = free; age > 1; age--) {
            Files.move(of(log, age - 1), of(log, age), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(log, of(log, 1), StandardCopyOption.ATOMIC_MOVE);
    }
}
