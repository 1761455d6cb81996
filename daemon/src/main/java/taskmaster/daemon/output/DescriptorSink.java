package taskmaster.daemon.output;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.OpenFlag;

import java.io.File;
import java.nio.ByteBuffer;

/// The daemon's own standard output or error, or a terminal: written as it comes, never rotated.
///
/// Whoever reads it may stop: then what writes to it waits, and nothing else. To be able to wait
/// without blocking, a pipe or terminal is opened anew, because O_NONBLOCK on the daemon's own
/// descriptor would hit whoever shares it, such as a shell. What cannot be opened anew (a socket)
/// is only written to when the kernel says so, and little at a time. When the reader is gone for
/// ever, the output is dropped, counted, and that is said once.
final class DescriptorSink extends Sink {

    private final String name;
    private final int fd;
    private final boolean isRegularFile;
    private final boolean isNonBlocking;
    private boolean isGone;

    /// True after the poller said that a blocking descriptor takes something.
    private boolean isWritable;

    private DescriptorSink(
            Kernel kernel,
            SinkOwner owner,
            String key,
            String name,
            int fd,
            boolean isRegularFile,
            boolean isNonBlocking) {
        super(kernel, owner, key);
        this.name = name;
        this.fd = fd;
        this.isRegularFile = isRegularFile;
        this.isNonBlocking = isNonBlocking;
    }

    /// The sink of an own descriptor. From any thread; does not block.
    static SinkResult ofStandard(
            Kernel kernel, SinkOwner owner, String key, String name, int standardFd) {
        String path = "/proc/self/fd/" + standardFd;
        String label = "the daemon's " + name;
        // A file has a position that all share who write to it, and never makes anybody wait.
        boolean isRegularFile = new File(path).isFile();
        if (!isRegularFile) {
            int own = kernel.open(path, 0, OpenFlag.WRITE, OpenFlag.NON_BLOCKING);
            if (own >= 0) {
                return new SinkResult.Ready(
                        new DescriptorSink(kernel, owner, key, label, own, false, true));
            }
        }
        int copy = kernel.duplicate(standardFd);
        if (copy < 0) {
            return new SinkResult.Refused(
                    "cannot use %s: %s".formatted(label, Errno.description(-copy)));
        }
        return new SinkResult.Ready(
                new DescriptorSink(kernel, owner, key, label, copy, isRegularFile, false));
    }

    /// The sink of an open, non-blocking terminal.
    static Sink ofTerminal(Kernel kernel, SinkOwner owner, String path, int fd) {
        return new DescriptorSink(kernel, owner, path, "terminal " + path, fd, false, true);
    }

    int fd() {
        return fd;
    }

    @Override
    int transfer(Pipe pipe, ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            if (isGone) {
                pipe.countDropped(buffer.remaining());
                buffer.position(buffer.limit());
                return 0;
            }
            int result = writeSome(buffer);
            if (result < 0 && result != -Errno.EINTR) {
                if (isRegularFile || result == -Errno.EAGAIN) {
                    return -result;
                }
                isGone = true;
                owner.report(
                        "cannot write %s: %s; output to it is dropped from now on"
                                .formatted(label(), Errno.description(-result)));
            }
        }
        return 0;
    }

    private int writeSome(ByteBuffer buffer) {
        if (isRegularFile) {
            return owner.blocking(this, () -> kernel.write(fd, buffer));
        }
        if (isNonBlocking) {
            return kernel.write(fd, buffer);
        }
        if (!isWritable) {
            return -Errno.EAGAIN;
        }
        isWritable = false;
        int limit = buffer.limit();
        buffer.limit(Math.min(limit, buffer.position() + Bounds.POLLED_WRITE_BYTES));
        int result = kernel.write(fd, buffer);
        buffer.limit(limit);
        return result;
    }

    /// True if the end of being stuck shows as the descriptor's becoming writable.
    boolean isPolled() {
        return stuckErrno() == Errno.EAGAIN;
    }

    @Override
    void recover(int errno) {
        isWritable = true;
    }

    @Override
    String label() {
        return name;
    }

    @Override
    boolean isOrdinary(int errno) {
        return errno == Errno.EAGAIN;
    }

    @Override
    long rotations() {
        return 0;
    }

    @Override
    void close() {
        abandon();
        // The bytes are out already; a late error has nobody to go to.
        var _ = kernel.close(fd);
    }
}
