package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of a log as it was written.
final class PlainPart implements LogPart {

    private static final int BLOCK_BYTES = 65_536;
    private static final int OPEN_ATTEMPTS_MAX = 10;

    private final RandomAccessFile file;
    private final FileId id;
    private final long sizeAtOpen;
    private long position;

    private PlainPart(RandomAccessFile file, FileId id) throws IOException {
        this.file = file;
        this.id = id;
        this.sizeAtOpen = file.length();
    }

    /// Opens a file at its beginning.
    ///
    /// @return null if there is none
    static @Nullable PlainPart open(Path path) throws IOException {
        Opened opened = openFile(path);
        return opened == null ? null : new PlainPart(opened.file(), opened.id());
    }

    /// A file that is open, and which it is.
    record Opened(RandomAccessFile file, FileId id) {}

    /// Opens a file, and makes sure which.
    ///
    /// @return null if there is none
    static @Nullable Opened openFile(Path path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            FileId before = FileId.of(path);
            if (!before.isKnown() || !Files.isRegularFile(path)) {
                return null;
            }
            RandomAccessFile file;
            try {
                file = new RandomAccessFile(path.toFile(), "r");
            } catch (FileNotFoundException failure) {
                if (!Files.exists(path)) {
                    return null;
                }
                throw new IOException("cannot read log " + path + ": permission denied", failure);
            }
            if (before.equals(FileId.of(path)) || attempt == OPEN_ATTEMPTS_MAX) {
                return new Opened(file, before);
            }
            // Rotated between looking and opening: look again.
            file.close();
        }
    }

    @Override
    public Mark mark() throws IOException {
        return new Mark(id, file.length());
    }

    /// Its end as it was when this was opened.
    long sizeAtOpen() {
        return sizeAtOpen;
    }

    long size() throws IOException {
        return file.length();
    }

    @Override
    public long position() {
        return position;
    }

    void seek(long target) {
        position = target;
    }

    @Override
    public boolean restartIfCut() throws IOException {
        if (file.length() >= position) {
            return false;
        }
        position = 0;
        return true;
    }

    @Override
    public int read(byte[] buffer, long bytesMax) throws IOException {
        int wanted = (int) Math.min(buffer.length, bytesMax);
        if (wanted <= 0) {
            return 0;
        }
        file.seek(position);
        int count = Math.max(0, file.read(buffer, 0, wanted));
        position += count;
        return count;
    }

    /// Before [#sizeAtOpen].
    @Override
    public long seekBytes(long wanted) {
        position = Math.max(0, sizeAtOpen - wanted);
        return sizeAtOpen - position;
    }

    /// Before [#sizeAtOpen].
    @Override
    public int seekLines(int wanted) throws IOException {
        long end = sizeAtOpen;
        byte[] block = new byte[(int) Math.min(BLOCK_BYTES, Math.max(1, end))];
        int found = 0;
        long blockEnd = end;
        while (blockEnd > 0) {
            int length = (int) Math.min(block.length, blockEnd);
            long blockStart = blockEnd - length;
            file.seek(blockStart);
            file.readFully(block, 0, length);
            for (int index = length - 1; index >= 0; index--) {
                boolean isLineBefore = block[index] == '\n' && blockStart + index + 1 < end;
                if (isLineBefore) {
                    found++;
                    if (found == wanted) {
                        position = blockStart + index + 1;
                        return found;
                    }
                }
            }
            blockEnd = blockStart;
        }
        position = 0;
        return end > 0 ? found + 1 : 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
