package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

class DescriptorTest {
    @TempDir Path directory;
    private final Kernel kernel = LinuxKernel.open();

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static ByteBuffer buffer(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void fifoHeldReadWriteNeitherBlocksNorEnds() {
        assertThat(kernel.makeFifo(path("fifo"), 0600)).isZero();
        assertThat(kernel.makeFifo(path("fifo"), 0600)).isEqualTo(Errno.EEXIST);
        assertThat(kernel.makeFifo(path("no/fifo"), 0600)).isEqualTo(Errno.ENOENT);
        int fd = kernel.open(path("fifo"), 0, OpenFlag.READ_WRITE, OpenFlag.NON_BLOCKING);
        ByteBuffer in = ByteBuffer.allocateDirect(100);
        assertThat(kernel.read(fd, in)).isEqualTo(-Errno.EAGAIN);
        int writer = kernel.open(path("fifo"), 0, OpenFlag.WRITE);
        ByteBuffer out = buffer("hello");
        assertThat(kernel.write(writer, out)).isEqualTo(5);
        assertThat(out.hasRemaining()).isFalse();
        assertThat(kernel.close(writer)).isZero();
        assertThat(kernel.bytesAvailable(fd)).isEqualTo(5);
        in.position(10).limit(13);
        assertThat(kernel.read(fd, in)).isEqualTo(3);
        assertThat(in.position()).isEqualTo(13);
        assertThat((char) in.get(10)).isEqualTo('h');
        assertThat(kernel.bytesAvailable(fd)).isEqualTo(2);
        assertThat(kernel.setPipeSize(fd, 1 << 17)).isEqualTo(1 << 17);
        assertThat(kernel.close(fd)).isZero();
        assertThat(kernel.close(fd)).isEqualTo(Errno.EBADF);
        assertThat(kernel.bytesAvailable(fd)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void whatStandsInAPipeIsCopiedAndThenMovedToAFile() throws IOException {
        int[] ends = new int[2];
        int[] scratch = new int[2];
        assertThat(kernel.openPipe(ends)).isZero();
        assertThat(kernel.openPipe(scratch)).isZero();
        assertThat(kernel.tee(ends[0], scratch[1], 100)).isEqualTo(-Errno.EAGAIN);
        assertThat(kernel.write(ends[1], buffer("hello"))).isEqualTo(5);
        assertThat(kernel.tee(ends[0], scratch[1], 4)).isEqualTo(4);
        assertThat(kernel.bytesAvailable(ends[0])).isEqualTo(5);
        assertThat(kernel.bytesAvailable(scratch[0])).isEqualTo(4);

        int file = kernel.open(path("file"), 0600, OpenFlag.READ_WRITE, OpenFlag.CREATE);
        assertThat(kernel.splice(ends[0], file, 3)).isEqualTo(3);
        assertThat(kernel.bytesAvailable(ends[0])).isEqualTo(2);
        assertThat(Files.readString(directory.resolve("file"))).isEqualTo("hel");
        ByteBuffer in = ByteBuffer.allocateDirect(2);
        assertThat(kernel.readAt(file, in, 1)).isEqualTo(2);
        assertThat((char) in.get(0)).isEqualTo('e');
        assertThat(kernel.splice(ends[0], file, 100)).isEqualTo(2);
        assertThat(kernel.splice(ends[0], file, 100)).isEqualTo(-Errno.EAGAIN);
        assertThat(Files.readString(directory.resolve("file"))).isEqualTo("hello");

        assertThat(kernel.linkCount(file)).isOne();
        Files.delete(directory.resolve("file"));
        assertThat(kernel.linkCount(file)).isZero();
        Files.writeString(directory.resolve("file"), "");
        int appending = kernel.open(path("file"), 0, OpenFlag.WRITE, OpenFlag.APPEND);
        assertThat(kernel.splice(scratch[0], appending, 4)).isEqualTo(-Errno.EINVAL);
        for (int fd : new int[] {ends[0], ends[1], scratch[0], scratch[1], file, appending}) {
            assertThat(kernel.close(fd)).isZero();
        }
    }

    @Test
    void blockingIsSwitched() {
        kernel.makeFifo(path("fifo"), 0600);
        int fd = kernel.open(path("fifo"), 0, OpenFlag.READ_WRITE);
        assertThat(kernel.setNonBlocking(fd, true)).isZero();
        assertThat(kernel.read(fd, ByteBuffer.allocateDirect(1))).isEqualTo(-Errno.EAGAIN);
        assertThat(kernel.setNonBlocking(fd, false)).isZero();
        kernel.write(fd, buffer("x"));
        assertThat(kernel.read(fd, ByteBuffer.allocateDirect(1))).isOne();
        kernel.close(fd);
        assertThat(kernel.setNonBlocking(fd, true)).isEqualTo(Errno.EBADF);
    }

    @Test
    void filesAreAppendedSizedAndCut() throws IOException {
        String log = path("grüße.log");
        Files.writeString(Path.of(log), "old\n");
        int fd = kernel.open(log, 0600, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.APPEND);
        assertThat(kernel.write(fd, buffer("new\n"))).isEqualTo(4);
        assertThat(kernel.seekToEnd(fd)).isEqualTo(8);
        assertThat(Path.of(log)).hasContent("old\nnew\n");
        assertThat(kernel.truncate(fd, 0)).isZero();
        assertThat(kernel.seekToEnd(fd)).isZero();
        kernel.close(fd);
        int again = kernel.open(log, 0, OpenFlag.WRITE, OpenFlag.TRUNCATE);
        assertThat(kernel.write(again, ByteBuffer.allocateDirect(0))).isZero();
        kernel.close(again);
        assertThat(kernel.seekToEnd(again)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void permissionsAndOwnerAreSetWhateverTheUmask() throws IOException {
        Path file = directory.resolve("file");
        int fd = kernel.open(path("file"), 0600, OpenFlag.WRITE, OpenFlag.CREATE);
        assertThat(kernel.setPermissions(fd, 0666)).isZero();
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100666);
        assertThat(kernel.setOwner(fd, kernel.uid(), kernel.gid())).isZero();
        assertThat(kernel.setOwner(fd, -1, -1)).isZero();
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(kernel.uid());
        kernel.close(fd);
    }

    @Test
    void failuresOfOpenAreValues() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("file"));
        Files.createFile(directory.resolve("file"));
        assertThat(kernel.open(path("none"), 0, OpenFlag.READ)).isEqualTo(-Errno.ENOENT);
        assertThat(kernel.open(directory.toString(), 0, OpenFlag.WRITE)).isEqualTo(-Errno.EISDIR);
        assertThat(kernel.open(path("link"), 0, OpenFlag.READ, OpenFlag.NO_FOLLOW))
                .isEqualTo(-Errno.ELOOP);
        assertThat(kernel.open(path("file"), 0, OpenFlag.READ, OpenFlag.DIRECTORY))
                .isEqualTo(-Errno.ENOTDIR);
        assertThat(
                        kernel.open(
                                path("file"),
                                0,
                                OpenFlag.WRITE,
                                OpenFlag.CREATE,
                                OpenFlag.EXCLUSIVE))
                .isEqualTo(-Errno.EEXIST);
        assertThat(kernel.open("/tmp/a\0b", 0, OpenFlag.READ)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void writingToAReaderlessFifoIsAValue() {
        kernel.makeFifo(path("fifo"), 0600);
        int reader = kernel.open(path("fifo"), 0, OpenFlag.READ, OpenFlag.NON_BLOCKING);
        int writer = kernel.open(path("fifo"), 0, OpenFlag.WRITE);
        kernel.close(reader);
        assertThat(kernel.write(writer, buffer("x"))).isEqualTo(-Errno.EPIPE);
        kernel.close(writer);
    }

    @Test
    void duplicatesAreAboveStdioAndNotInherited() throws IOException {
        int fd = kernel.duplicate(1);
        assertThat(fd).isGreaterThan(2);
        String flags = Files.readString(Path.of("/proc/self/fdinfo/" + fd));
        assertThat(flags).containsPattern("flags:\t0?2[0-7]{6}");
        kernel.close(fd);
        assertThat(kernel.duplicate(987)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void replacesADescriptorByAnother() throws IOException {
        int target = kernel.duplicate(1);
        int fd = kernel.open("/dev/null", 0, OpenFlag.WRITE);
        assertThat(kernel.replace(target, fd)).isZero();
        assertThat(Path.of("/proc/self/fd/" + target).toRealPath()).hasToString("/dev/null");
        kernel.close(fd);
        kernel.close(target);
        assertThat(kernel.replace(target, 987)).isEqualTo(Errno.EBADF);
    }

    @Test
    void heapBuffersAreRefused() {
        assertThatThrownBy(() -> kernel.read(0, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
