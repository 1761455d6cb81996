package taskmaster.daemon.output;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.OpenFlag;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/// What one thread needs to look into pipes: a pipe to copy into (tee(2)), and the memory to look
/// at. What is looked at stays where it is until it has been written.
final class Workbench implements AutoCloseable {

    private final Kernel kernel;
    private final int scratchIn;
    private final int scratchOut;
    private final int nowhere;
    private final ByteBuffer buffer = Bytes.buffer(Bounds.PEEK_AT + Bounds.PEEK_BYTES);
    private final LongBuffer words = buffer.asLongBuffer();
    private final long[] someWords = new long[Bounds.COUNTED_WORDS];
    private byte[] lines = new byte[0];
    private ByteBuffer formatted = ByteBuffer.allocateDirect(0);

    private Workbench(Kernel kernel, int scratchIn, int scratchOut, int nowhere) {
        this.kernel = kernel;
        this.scratchIn = scratchIn;
        this.scratchOut = scratchOut;
        this.nowhere = nowhere;
    }

    /// @throws IllegalStateException without descriptors for it
    static Workbench open(Kernel kernel) {
        int[] ends = new int[2];
        int errno = kernel.openPipe(ends);
        if (errno != 0) {
            throw new IllegalStateException("cannot open a pipe: " + Errno.description(errno));
        }
        int nowhere = kernel.open("/dev/null", 0, OpenFlag.WRITE);
        if (nowhere < 0) {
            var _ = kernel.close(ends[0]);
            var _ = kernel.close(ends[1]);
            throw new IllegalStateException(
                    "cannot open /dev/null: " + Errno.description(-nowhere));
        }
        // What is refused is made up for by looking at less at once.
        var _ = kernel.setPipeSize(ends[1], Bounds.PEEK_BYTES);
        return new Workbench(kernel, ends[0], ends[1], nowhere);
    }

    /// Copies what stands in a pipe to [#buffer], from [Bounds#PEEK_AT] on, without taking it away.
    ///
    /// @return number of bytes; 0 if there are none
    int peek(int pipe, int bytesMax) {
        int count = kernel.tee(pipe, scratchOut, Math.min(bytesMax, Bounds.PEEK_BYTES));
        buffer.clear().position(Bounds.PEEK_AT).limit(Bounds.PEEK_AT + Math.max(0, count));
        while (buffer.hasRemaining()) {
            int got = kernel.read(scratchIn, buffer);
            if (got <= 0) {
                throw new IllegalStateException("a copied pipe cannot be read: " + got);
            }
        }
        buffer.clear();
        return Math.max(0, count);
    }

    /// Takes bytes out of a pipe for good.
    ///
    /// @return number of bytes
    int discard(int pipe, int count) {
        int left = count;
        while (left > 0) {
            int gone = kernel.splice(pipe, nowhere, left);
            if (gone <= 0) {
                break;
            }
            left -= gone;
        }
        return count - left;
    }

    /// Writes `[from, to)` to a file of its own, which replaces one of that name. A failure only
    /// costs what a killed daemon could not leave behind then.
    void keep(String path, byte[] bytes, int from, int to) {
        int fd =
                kernel.open(
                        path,
                        0600,
                        OpenFlag.WRITE,
                        OpenFlag.CREATE,
                        OpenFlag.TRUNCATE,
                        OpenFlag.NO_FOLLOW);
        if (fd >= 0) {
            var _ = kernel.write(fd, formatted().put(bytes, from, to - from).flip());
            var _ = kernel.close(fd);
        }
    }

    /// What was looked at last; position 0, limit the whole capacity, little-endian.
    ByteBuffer buffer() {
        return buffer;
    }

    /// Number of line feeds in `[from, to)` of [#buffer].
    int countLineFeeds(int from, int to) {
        int begin = Math.min(to, (from + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        int end = Math.max(begin, to / Long.BYTES * Long.BYTES);
        int count = Bytes.countLineFeeds(buffer, from, begin);
        for (int word = begin / Long.BYTES; word < end / Long.BYTES; ) {
            int some = Math.min(someWords.length, end / Long.BYTES - word);
            words.get(word, someWords, 0, some);
            count += Bytes.countLineFeeds(someWords, some);
            word += some;
        }
        return count + Bytes.countLineFeeds(buffer, end, to);
    }

    /// Room for one unfinished line and what follows it.
    byte[] lines() {
        if (lines.length == 0) {
            lines = new byte[Bounds.LINE_BYTES_MAX + Bounds.LINE_PEEK_BYTES];
        }
        return lines;
    }

    /// An empty buffer with room for any line in any format.
    ByteBuffer formatted() {
        if (formatted.capacity() == 0) {
            formatted = Bytes.buffer(Bounds.PEEK_AT + Bounds.FORMATTED_BYTES);
        }
        return formatted.clear();
    }

    @Override
    public void close() {
        var _ = kernel.close(scratchIn);
        var _ = kernel.close(scratchOut);
        var _ = kernel.close(nowhere);
    }
}
