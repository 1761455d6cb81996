package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// What tells files apart whatever their names: device and inode.
///
/// @param key null: unknown, the same as nothing
record FileId(@Nullable Object key) {

    static final FileId UNKNOWN = new FileId(null);

    /// Of an open descriptor of this process.
    static FileId of(int fd) {
        return of(Path.of("/proc/self/fd/" + fd));
    }

    /// Of the file that a path leads to; [#UNKNOWN] if there is none.
    static FileId of(Path path) {
        if (!path.toFile().exists()) {
            // Spares the exception where many names are looked for.
            return UNKNOWN;
        }
        try {
            return new FileId(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (IOException gone) {
            return UNKNOWN;
        }
    }

    boolean isKnown() {
        return key != null;
    }
}
