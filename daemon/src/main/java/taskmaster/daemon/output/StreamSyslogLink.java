package taskmaster.daemon.output;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A link to a syslog by a stream: to a server by TCP, with the length before each message (RFC
/// 6587, octet counting); to a local socket with a NUL after each, as glibc's syslog(3) does it.
///
/// What the system has taken from us when the receiver goes away is lost: the protocol has no
/// answers. So that this is not one more message for each time, it is looked before each whether
/// the receiver has gone.
final class StreamSyslogLink implements SyslogLink {

    private final SocketChannel channel;
    private final boolean isCounted;
    private final ByteBuffer out = ByteBuffer.allocateDirect(Bounds.SYSLOG_MESSAGE_BYTES_MAX + 16);
    private final ByteBuffer in = ByteBuffer.allocateDirect(64);

    private StreamSyslogLink(SocketChannel channel, boolean isCounted) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.isCounted = isCounted;
    }

    /// Tries each address that the name stands for.
    static StreamSyslogLink openTcp(String host, int port) throws IOException {
        IOException last = new IOException("no address of " + host);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                channel.socket()
                        .connect(
                                new InetSocketAddress(address, port), Bounds.SYSLOG_CONNECT_MILLIS);
                return new StreamSyslogLink(channel, true);
            } catch (IOException e) {
                channel.close();
                last = e;
            }
        }
        throw last;
    }

    static StreamSyslogLink openLocal(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new StreamSyslogLink(channel, false);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        if (channel.read(in.clear()) < 0) {
            throw new IOException("the receiver has closed the connection");
        }
        out.clear();
        if (isCounted) {
            out.put((message.length + " ").getBytes(US_ASCII)).put(message);
        } else {
            out.put(message).put((byte) 0);
        }
        out.flip();
        channel.write(out);
        if (out.hasRemaining()) {
            channel.configureBlocking(true);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.configureBlocking(false);
        }
    }

    @Override
    public boolean isTelling() {
        return true;
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // There is no way to learn what of the last messages arrived anyway.
        }
    }
}
