package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A compressed file of a log.
///
/// Its end is found by reading it to the end, and then again up to the place: never more than a
/// block of it is in memory. One that is damaged ends at the damage.
final class ZippedPart implements LogPart {

    private static final int BLOCK_BYTES = 65_536;

    private final RandomAccessFile file;
    private final FileId id;
    private final byte[] block = new byte[BLOCK_BYTES];
    private @Nullable InputStream unzipped;
    private long position;

    /// What of the block is still to be read.
    private int from;

    private int to;

    private ZippedPart(RandomAccessFile file, FileId id) {
        this.file = file;
        this.id = id;
    }

    /// Opens a file at its beginning.
    ///
    /// @return null if there is none
    static @Nullable ZippedPart open(Path path) throws IOException {
        PlainPart.Opened opened = PlainPart.openFile(path);
        return opened == null ? null : new ZippedPart(opened.file(), opened.id());
    }

    @Override
    public Mark mark() {
        return new Mark(id, -1);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int read(byte[] buffer, long bytesMax) throws IOException {
        int wanted = (int) Math.min(buffer.length, bytesMax);
        if (wanted <= 0 || (from == to && !fill())) {
            return 0;
        }
        int count = Math.min(wanted, to - from);
        System.arraycopy(block, from, buffer, 0, count);
        from += count;
        position += count;
        return count;
    }

    /// Reads the next block.
    ///
    /// @return false at the end
    private boolean fill() throws IOException {
        from = 0;
        to = 0;
        try {
            InputStream in = unzipped;
            if (in == null) {
                in = new GZIPInputStream(new Source(), BLOCK_BYTES);
                unzipped = in;
            }
            to = Math.max(0, in.read(block, 0, BLOCK_BYTES));
        } catch (ZipException | EOFException damaged) {
            return false;
        }
        return to > 0;
    }

    private void rewind() throws IOException {
        InputStream in = unzipped;
        if (in != null) {
            in.close();
        }
        unzipped = null;
        file.seek(0);
        position = 0;
        from = 0;
        to = 0;
    }

    @Override
    public int seekLines(int wanted) throws IOException {
        rewind();
        long lineFeeds = 0;
        boolean isLineOpen = false;
        while (fill()) {
            for (int index = 0; index < to; index++) {
                if (block[index] == '\n') {
                    lineFeeds++;
                }
            }
            isLineOpen = block[to - 1] != '\n';
        }
        long lines = isLineOpen ? lineFeeds + 1 : lineFeeds;
        rewind();
        skipLines(Math.max(0, lines - wanted));
        return (int) Math.min(lines, wanted);
    }

    private void skipLines(long count) throws IOException {
        long left = count;
        while (left > 0 && fill()) {
            while (left > 0 && from < to) {
                if (block[from] == '\n') {
                    left--;
                }
                from++;
                position++;
            }
        }
    }

    @Override
    public long seekBytes(long wanted) throws IOException {
        rewind();
        long size = 0;
        while (fill()) {
            size += to;
        }
        rewind();
        long start = Math.max(0, size - wanted);
        while (position < start && fill()) {
            int skipped = (int) Math.min(to, start - position);
            from = skipped;
            position += skipped;
        }
        return size - start;
    }

    /// What is compressed changes no more.
    @Override
    public boolean restartIfCut() {
        return false;
    }

    @Override
    public void close() throws IOException {
        InputStream in = unzipped;
        if (in != null) {
            in.close();
        }
        file.close();
    }

    /// The file from where it stands; stays open.
    private final class Source extends InputStream {

        @Override
        public int read() throws IOException {
            return file.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return file.read(buffer, offset, length);
        }

        /// More compressed data may follow after what looks like the end.
        @Override
        public int available() throws IOException {
            return (int) Math.min(Integer.MAX_VALUE, file.length() - file.getFilePointer());
        }
    }
}
