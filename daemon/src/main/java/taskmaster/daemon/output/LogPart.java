package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/// One open file of a log, and how far it has been read. For one thread at a time.
///
/// It stays readable whatever becomes of its name.
sealed interface LogPart extends AutoCloseable permits PlainPart, ZippedPart {

    /// Opens the old file of this age, whatever its form, at its beginning.
    ///
    /// @return null if there is none
    static @Nullable LogPart ofAge(Path log, int age) throws IOException {
        // In this order: what is compressed gets its new name before it loses the old one.
        LogPart plain = PlainPart.open(Backups.of(log, age));
        return plain != null ? plain : ZippedPart.open(Backups.compressed(log, age));
    }

    /// What it is, now.
    Mark mark() throws IOException;

    /// What tells a file of a log from every other that there is or was: another file may get its
    /// inode as soon as this one is gone, but not with the same size.
    ///
    /// @param size of a plain file; -1: it is compressed
    record Mark(FileId id, long size) {

        static final Mark NONE = new Mark(FileId.UNKNOWN, -1);

        /// Of a plain file.
        static Mark ofPlain(Path path) {
            return new Mark(FileId.of(path), path.toFile().length());
        }

        /// Of a compressed file.
        static Mark ofCompressed(Path path) {
            return new Mark(FileId.of(path), -1);
        }

        boolean isKnown() {
            return id.isKnown();
        }
    }

    /// Bytes of the log before the next one to be read.
    long position();

    /// Reads on.
    ///
    /// @return number of bytes; 0 at the end
    int read(byte[] buffer, long bytesMax) throws IOException;

    /// Moves to where the last `wanted` lines begin.
    ///
    /// @param wanted 1 or more
    /// @return how many lines were found; fewer than wanted at the beginning of the file
    int seekLines(int wanted) throws IOException;

    /// Moves to where the last `wanted` bytes begin.
    ///
    /// @return how many there are
    long seekBytes(long wanted) throws IOException;

    /// Begins again if the file has become shorter than what was read of it.
    ///
    /// @return false if it has not
    boolean restartIfCut() throws IOException;

    @Override
    void close() throws IOException;
}
