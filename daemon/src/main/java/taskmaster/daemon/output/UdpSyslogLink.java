package taskmaster.daemon.output;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/// A link to a syslog server by UDP (RFC 5426): one message in each datagram.
final class UdpSyslogLink implements SyslogLink {

    private final DatagramChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Bounds.SYSLOG_DATAGRAM_BYTES_MAX);

    private UdpSyslogLink(DatagramChannel channel) {
        this.channel = channel;
    }

    static UdpSyslogLink open(String host, int port) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.connect(new InetSocketAddress(address, port));
            return new UdpSyslogLink(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        buffer.clear().put(message).flip();
        try {
            channel.write(buffer);
        } catch (PortUnreachableException e) {
            throw new IOException("nobody listens (ECONNREFUSED)", e);
        }
    }

    @Override
    public boolean isTelling() {
        return false;
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
            // Nothing was lost: datagrams are sent or not.
        }
    }
}
