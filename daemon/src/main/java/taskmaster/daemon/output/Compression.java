package taskmaster.daemon.output;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.OpenFlag;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;

/// One old file that is being compressed: the open file, and its copy under a name of its own.
///
/// The file is known by its descriptor, since a rotation may rename it at any time. Symbolic links
/// are not followed: in a directory that belongs to a program's user they might lead anywhere.
final class Compression implements AutoCloseable {

    /// Of the copy while it grows. At its end it gets mode and owner of the original.
    private static final int PRIVATE = 0600;

    /// The end of a gzip file: check sum and length (RFC 1952, 2.3.1).
    private static final int TRAILER_BYTES = 8;

    /// Why a file could not be compressed, for people.
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message, null, false, false);
        }

        Failed(int errno) {
            this(Errno.description(errno));
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /// What tells whether a file has changed.
    private record Look(long size, FileTime modified) {}

    private final Kernel kernel;
    private final Path unfinished;
    private final int source;
    private final FileId id;
    private final Look before;
    private int target = -1;
    private long sourceBytes;
    private long targetBytes;

    private Compression(Kernel kernel, Path log, int source) throws IOException {
        this.kernel = kernel;
        this.unfinished = Backups.unfinished(log);
        this.source = source;
        this.id = FileId.of(source);
        this.before = look();
    }

    /// Opens an old file.
    static Compression of(Kernel kernel, Path log, Path file) throws Failed {
        int fd =
                kernel.open(
                        file.toString(),
                        0,
                        OpenFlag.READ,
                        OpenFlag.NO_FOLLOW,
                        OpenFlag.NON_BLOCKING);
        if (fd < 0) {
            throw new Failed(-fd);
        }
        try {
            return new Compression(kernel, log, fd);
        } catch (IOException failure) {
            var _ = kernel.close(fd);
            throw new Failed(String.valueOf(failure.getMessage()));
        }
    }

    FileId id() {
        return id;
    }

    /// What those know who read it.
    LogPart.Mark mark() {
        return new LogPart.Mark(id, sourceBytes);
    }

    /// Writes the compressed copy.
    ///
    /// @param isStopped asked between blocks
    /// @return false if it was stopped
    boolean copy(BooleanSupplier isStopped) throws Failed {
        Backups.removeIfExists(unfinished);
        target =
                kernel.open(
                        unfinished.toString(),
                        PRIVATE,
                        OpenFlag.WRITE,
                        OpenFlag.CREATE,
                        OpenFlag.EXCLUSIVE,
                        OpenFlag.NO_FOLLOW);
        if (target < 0) {
            throw new Failed(-target);
        }
        try (OutputStream zip = new GZIPOutputStream(new Target(), Bounds.COMPRESSION_BYTES)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(Bounds.COMPRESSION_BYTES);
            byte[] block = new byte[Bounds.COMPRESSION_BYTES];
            for (int count = read(buffer); count > 0; count = read(buffer)) {
                buffer.get(block, 0, count);
                zip.write(block, 0, count);
                sourceBytes += count;
                if (isStopped.getAsBoolean()) {
                    return false;
                }
            }
        } catch (IOException failure) {
            throw new Failed(String.valueOf(failure.getMessage()));
        }
        inherit();
        if (kernel.seekToEnd(target) != targetBytes) {
            throw new Failed("its compressed copy is not whole");
        }
        return true;
    }

    private int read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count = kernel.read(source, buffer);
        if (count < 0) {
            throw new IOException(Errno.description(-count));
        }
        buffer.flip();
        return count;
    }

    private void inherit() {
        LogOpening.inherit(kernel, descriptor(source), target);
        try {
            // As gzip does, so that old files can still be told by their time.
            Files.setLastModifiedTime(descriptor(target), before.modified());
        } catch (IOException ignored) {
            // Then its time is that of its making.
            return;
        }
    }

    /// Whether the file is still what was read. What is renamed in its place must not lack a line.
    boolean isUnchanged() {
        try {
            return sourceBytes == before.size() && before.equals(look());
        } catch (IOException gone) {
            return false;
        }
    }

    private Look look() throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(descriptor(source), "unix:mode,size,lastModifiedTime");
        boolean isRegular =
                attributes.get("mode") instanceof Integer mode && (mode & 0170000) == 0100000;
        if (isRegular
                && attributes.get("size") instanceof Long size
                && attributes.get("lastModifiedTime") instanceof FileTime modified) {
            return new Look(size, modified);
        }
        throw new IOException("it is not a regular file");
    }

    private static Path descriptor(int fd) {
        return Path.of("/proc/self/fd/" + fd);
    }

    /// Whether a compressed file that is there already has the same content: then the daemon was
    /// killed before it could remove the plain one.
    boolean isSameAs(Path compressed) {
        try {
            return Files.size(compressed) == targetBytes
                    && java.util.Arrays.equals(trailer(compressed), trailer(unfinished));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static byte[] trailer(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(TRAILER_BYTES);
            channel.position(Math.max(0, channel.size() - TRAILER_BYTES));
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {}
            return bytes.array();
        }
    }

    /// The compressed copy's.
    FileId targetId() {
        return FileId.of(target);
    }

    @Override
    public void close() {
        var _ = kernel.close(source);
        if (target >= 0) {
            var _ = kernel.close(target);
            // Gone if it has taken its place.
            Backups.removeIfExists(unfinished);
        }
    }

    /// Writes to the descriptor of the copy.
    private final class Target extends OutputStream {

        private final ByteBuffer buffer = ByteBuffer.allocateDirect(Bounds.COMPRESSION_BYTES);

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int count = Math.min(length - done, buffer.capacity());
                buffer.clear();
                buffer.put(bytes, offset + done, count).flip();
                while (buffer.hasRemaining()) {
                    int written = kernel.write(target, buffer);
                    if (written < 0) {
                        throw new IOException(Errno.description(-written));
                    }
                }
                done += count;
                targetBytes += count;
            }
        }
    }
}
