package taskmaster.daemon.output;

import taskmaster.core.ForwardTarget;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;

import java.io.IOException;

/// A connection to a syslog, made anew after each failure. Belongs to one thread, but for [#abort].
interface SyslogLink extends AutoCloseable {

    /// Sends a message as a whole, and blocks while the receiver takes none.
    ///
    /// @throws IOException with the cause; the message may have to be sent again over a new link
    void send(byte[] message) throws IOException;

    /// Whether [#send] fails if nobody is there: UDP tells it later or never.
    boolean isTelling();

    /// Ends a [#send] that blocks on another thread.
    void abort();

    @Override
    void close();

    /// Connects, and finds out anew what a name of a host stands for. Blocks.
    static SyslogLink open(ForwardTarget target, Kernel kernel) throws IOException {
        return switch (target) {
            case ForwardTarget.LocalSyslog(String path) -> openLocal(path, kernel);
            case ForwardTarget.RemoteSyslog(boolean isTcp, String host, int port) ->
                    isTcp ? StreamSyslogLink.openTcp(host, port) : UdpSyslogLink.open(host, port);
            case ForwardTarget.DaemonStdout _, ForwardTarget.DaemonStderr _ ->
                    throw new IllegalArgumentException("not a syslog: " + target);
        };
    }

    /// Most systems have a datagram socket; syslog-ng may have a stream.
    private static SyslogLink openLocal(String path, Kernel kernel) throws IOException {
        int fd = kernel.connectDatagram(path);
        if (fd >= 0) {
            return new DatagramSyslogLink(kernel, fd);
        }
        if (fd == -Errno.EPROTOTYPE) {
            return StreamSyslogLink.openLocal(path);
        }
        throw new IOException(Errno.description(-fd));
    }
}
