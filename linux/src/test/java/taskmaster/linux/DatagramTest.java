package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

class DatagramTest {
    @TempDir Path directory;
    private final Kernel kernel = LinuxKernel.open();

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void eachWriteIsADatagram() throws Throwable {
        Path path = directory.resolve("grüße.sock");
        try (DatagramReceiver receiver = new DatagramReceiver(path)) {
            int fd = kernel.connectDatagram(path.toString());
            assertThat(fd).isGreaterThan(2);
            assertThat(kernel.write(fd, direct("one"))).isEqualTo(3);
            assertThat(kernel.write(fd, direct("two"))).isEqualTo(3);
            assertThat(receiver.receive()).isEqualTo("one");
            assertThat(receiver.receive()).isEqualTo("two");
            assertThat(receiver.receive()).isEmpty();
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + fd)))
                    .containsPattern("flags:\\s+02004002"); // O_CLOEXEC, O_NONBLOCK, O_RDWR
            assertThat(kernel.close(fd)).isZero();
        }
    }

    @Test
    void fullReceiverDoesNotBlock() throws Throwable {
        Path path = directory.resolve("full.sock");
        try (DatagramReceiver receiver = new DatagramReceiver(path);
                Poller poller = kernel.openPoller()) {
            int fd = kernel.connectDatagram(path.toString());
            int sent = 0;
            int result;
            while ((result = kernel.write(fd, direct("x"))) == 1) {
                sent++;
            }
            assertThat(result).isEqualTo(-Errno.EAGAIN);
            assertThat(poller.add(fd, 7, Poller.WRITABLE)).isZero();
            assertThat(poller.await(new long[1], 0)).isZero();
            while (!receiver.receive().isEmpty()) {
                sent--;
            }
            assertThat(sent).isZero();
            assertThat(poller.await(new long[1], 5000)).isOne();
            kernel.close(fd);
        }
    }

    @Test
    void whoDoesNotReceiveIsNamed() throws Throwable {
        String path = directory.resolve("gone.sock").toString();
        assertThat(kernel.connectDatagram(path)).isEqualTo(-Errno.ENOENT);
        DatagramReceiver receiver = new DatagramReceiver(Path.of(path));
        int fd = kernel.connectDatagram(path);
        receiver.close();
        assertThat(kernel.write(fd, direct("x"))).isEqualTo(-Errno.ECONNREFUSED);
        kernel.close(fd);
        assertThat(kernel.connectDatagram(path)).isEqualTo(-Errno.ECONNREFUSED);
        assertThat(kernel.connectDatagram("")).isEqualTo(-Errno.EINVAL);
        assertThat(kernel.connectDatagram("a\0b")).isEqualTo(-Errno.EINVAL);
        assertThat(kernel.connectDatagram("/tmp/" + "x".repeat(102)))
                .isEqualTo(-Errno.ENOENT); // 107 bytes: as long as may be
        assertThat(kernel.connectDatagram("/tmp/" + "x".repeat(103)))
                .isEqualTo(-Errno.ENAMETOOLONG);
    }

    @Test
    void streamSocketIsOfAnotherType() throws Exception {
        Path path = directory.resolve("stream.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            assertThat(kernel.connectDatagram(path.toString())).isEqualTo(-Errno.EPROTOTYPE);
        }
    }
}
