package taskmaster.daemon.output;

import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.Poller;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A link to a local datagram socket. The kernel holds few messages for a receiver (10 by default);
/// while it has no room, sending waits.
final class DatagramSyslogLink implements SyslogLink {

    private final Kernel kernel;
    private final int fd;
    private final Poller poller;
    private final long[] tokens = new long[1];
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Bounds.SYSLOG_DATAGRAM_BYTES_MAX);
    private volatile boolean isAborted;

    /// Takes over the descriptor.
    DatagramSyslogLink(Kernel kernel, int fd) throws IOException {
        this.kernel = kernel;
        this.fd = fd;
        try {
            poller = kernel.openPoller();
        } catch (IllegalStateException e) {
            kernel.close(fd);
            throw new IOException(e.getMessage(), e);
        }
        int errno = poller.add(fd, 0, Poller.WRITABLE);
        if (errno != 0) {
            close();
            throw new IOException(Errno.description(errno));
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        buffer.clear().put(message).flip();
        int result;
        while ((result = kernel.write(fd, buffer)) == -Errno.EAGAIN) {
            if (isAborted) {
                throw new IOException("given up");
            }
            poller.await(tokens, -1);
        }
        if (result < 0) {
            throw new IOException(Errno.description(-result));
        }
    }

    @Override
    public boolean isTelling() {
        return true;
    }

    @Override
    public void abort() {
        isAborted = true;
        poller.wake();
    }

    @Override
    public void close() {
        poller.close();
        kernel.close(fd);
    }
}
