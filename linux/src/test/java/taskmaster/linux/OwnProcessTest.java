package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.ExitStatus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

class OwnProcessTest {
    @TempDir Path directory;

    @Test
    void identityIsKnown() throws IOException {
        Kernel kernel = LinuxKernel.open();
        assertThat((long) kernel.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(Bench.status(kernel.pid()).get("Uid"))
                .startsWith(kernel.uid() + "\t" + kernel.uid());
        assertThat(Bench.status(kernel.pid()).get("Gid"))
                .startsWith(kernel.gid() + "\t" + kernel.gid());
    }

    @Test
    void signalsCanBeMadeDefault() {
        Kernel kernel = LinuxKernel.open();
        assertThat(kernel.setDefaultSignal(28)).isZero();
        assertThat(kernel.setDefaultSignal(9)).isEqualTo(Errno.EINVAL);
        assertThat(kernel.setDefaultSignal(99)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void exitIsImmediateAndRunsNoHooks() throws IOException {
        try (Bench bench = new Bench()) {
            Path out = Files.createFile(directory.resolve("out"));
            int fd = bench.kernel.open(out.toString(), 0, OpenFlag.WRITE);
            Launch launch =
                    Launch.of(
                            System.getProperty("java.home") + "/bin/java",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Exiting.class.getName());
            var child = bench.start(launch.stdio(-1, fd, fd));
            bench.kernel.close(fd);
            assertThat(bench.end(child)).isEqualTo(new ExitStatus.Code(7));
            assertThat(out).hasContent("session -" + Errno.EPERM + "\n");
        }
    }

    /// A JVM that exits while another thread waits in the kernel.
    static final class Exiting {
        private Exiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            Kernel kernel = LinuxKernel.open();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            CountDownLatch waiting = new CountDownLatch(1);
            new Thread(
                            () -> {
                                Poller poller = kernel.openPoller();
                                waiting.countDown();
                                poller.await(new long[1], -1);
                            })
                    .start();
            waiting.await();
            System.out.println("session " + kernel.startSession()); // spawn made it a leader
            kernel.exitNow(7);
        }
    }
}
