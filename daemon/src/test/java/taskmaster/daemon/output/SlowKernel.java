package taskmaster.daemon.output;

import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/// The kernel of this machine, but for a file whose disk answers only when it is told to.
final class SlowKernel {

    private final Path slow;
    private final Semaphore answers = new Semaphore(0);
    private volatile int waiting;

    SlowKernel(Path slow) {
        this.slow = slow;
    }

    Kernel kernel() {
        Kernel real = LinuxKernel.open();
        return (Kernel)
                Proxy.newProxyInstance(
                        SlowKernel.class.getClassLoader(),
                        new Class<?>[] {Kernel.class},
                        (_, method, arguments) -> {
                            switch (method.getName()) {
                                case "splice" -> await((int) arguments[1]);
                                case "write" -> await((int) arguments[0]);
                                default -> {}
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException failure) {
                                throw failure.getCause();
                            }
                        });
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes the file
    private void await(int fd) throws IOException {
        if (Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).equals(slow)) {
            waiting++;
            answers.acquireUninterruptibly();
            waiting--;
        }
    }

    /// Whether a thread waits for the disk.
    boolean isWaitedFor() {
        return waiting > 0;
    }

    /// Lets the disk work from now on.
    void answer() {
        answers.release(1_000_000);
    }
}
