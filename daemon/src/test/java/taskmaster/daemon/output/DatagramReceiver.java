package taskmaster.daemon.output;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import taskmaster.linux.Kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// A bound Unix datagram socket, which Java itself does not have. Written against sys/un.h apart
/// from what it tests.
@SuppressWarnings("restricted") // a test receiver; the tests run with native access
public final class DatagramReceiver implements AutoCloseable {

    private static final int DONT_WAIT = 0x40; // MSG_DONTWAIT

    private final Kernel kernel;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(100_000);
    private final MethodHandle receive = function("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private final int fd;

    public DatagramReceiver(Kernel kernel, Path path) throws Throwable {
        this.kernel = kernel;
        fd = (int) function("socket", JAVA_INT, JAVA_INT, JAVA_INT).invokeExact(1, 2, 0);
        MemorySegment address = arena.allocate(110, 8);
        address.set(JAVA_SHORT, 0, (short) 1);
        address.asSlice(2).copyFrom(MemorySegment.ofArray(path.toString().getBytes(UTF_8)));
        int bound =
                (int) function("bind", JAVA_INT, ADDRESS, JAVA_INT).invokeExact(fd, address, 110);
        if (bound != 0) {
            throw new IllegalStateException("cannot bind " + path);
        }
    }

    /// The next datagram that is there; empty if none is.
    public String receive() {
        try {
            int count = (int) receive.invokeExact(fd, buffer, buffer.byteSize(), DONT_WAIT);
            return count < 0 ? "" : new String(buffer.asSlice(0, count).toArray(JAVA_BYTE), UTF_8);
        } catch (Throwable e) {
            throw new AssertionError("recv", e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, parameters));
    }

    @Override
    public void close() {
        kernel.close(fd);
        arena.close();
    }
}
