package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.linux.SpawnResult.Spawned;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class PollerTest {
    private static final int LATENCY_ROUNDS = 50;

    @TempDir Path directory;
    private final Bench bench = new Bench();
    private final Kernel kernel = bench.kernel;

    @AfterEach
    void close() {
        bench.close();
    }

    private int fifo(String name) {
        String path = directory.resolve(name).toString();
        assertThat(kernel.makeFifo(path, 0600)).isZero();
        return kernel.open(path, 0, OpenFlag.READ_WRITE, OpenFlag.NON_BLOCKING);
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count);
    }

    @Test
    void deathsAreNoticedAtOnce() throws InterruptedException {
        BlockingQueue<Long> noticed = new ArrayBlockingQueue<>(1);
        Poller poller = kernel.openPoller();
        Thread watcher = new Thread(() -> watch(poller, noticed), "watcher");
        watcher.start();
        long[] nanos = new long[LATENCY_ROUNDS];
        for (int i = 0; i < LATENCY_ROUNDS; i++) {
            Spawned child = bench.start(Launch.of("sleep", "1000"));
            poller.add(child.pidfd(), child.pid(), Poller.READABLE | Poller.ONE_SHOT);
            long killed = System.nanoTime();
            assertThat(kernel.signal(child.pidfd(), 9)).isZero();
            Long seen = noticed.poll(Bench.DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(seen).isNotNull();
            nanos[i] = seen - killed;
            assertThat(poller.remove(child.pidfd())).isZero();
            bench.end(child);
        }
        Arrays.sort(nanos);
        System.out.printf(
                "kill -9 until noticed: median %d us, worst %d us%n",
                nanos[LATENCY_ROUNDS / 2] / 1000, nanos[LATENCY_ROUNDS - 1] / 1000);
        assertThat(nanos[LATENCY_ROUNDS / 2]).isLessThan(TimeUnit.MILLISECONDS.toNanos(20));
        poller.close();
        watcher.join(Bench.DEADLINE_MILLIS);
        assertThat(watcher.isAlive()).as("close ends a wait").isFalse();
    }

    private static void watch(Poller poller, BlockingQueue<Long> noticed) {
        long[] tokens = new long[8];
        while (poller.await(tokens, -1) > 0) {
            noticed.add(System.nanoTime());
        }
    }

    @Test
    void wakeEndsTheCurrentOrTheNextWait() throws InterruptedException {
        try (Poller poller = kernel.openPoller()) {
            poller.wake();
            poller.wake();
            assertThat(poller.await(new long[1], -1)).isZero();
            CountDownLatch woken = new CountDownLatch(1);
            Thread waiter =
                    new Thread(
                            () -> {
                                poller.await(new long[1], -1);
                                woken.countDown();
                            });
            waiter.start();
            poller.wake();
            assertThat(woken.await(Bench.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            assertThat(poller.await(new long[1], 0)).as("wakes are consumed").isZero();
        }
    }

    @Test
    void timeoutIsKept() {
        try (Poller poller = kernel.openPoller()) {
            long start = System.nanoTime();
            assertThat(poller.await(new long[1], 30)).isZero();
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(29));
        }
    }

    @Test
    void readyDescriptorsAreToldByTokenUntilTheyAreRead() {
        int first = fifo("first");
        int second = fifo("second");
        try (Poller poller = kernel.openPoller()) {
            assertThat(poller.add(first, Long.MAX_VALUE, Poller.READABLE)).isZero();
            assertThat(poller.add(second, -7, Poller.READABLE)).isZero();
            long[] tokens = new long[8];
            assertThat(poller.await(tokens, 0)).isZero();
            kernel.write(first, bytes(3));
            kernel.write(second, bytes(4));
            assertThat(poller.await(tokens, -1)).isEqualTo(2);
            assertThat(Set.of(tokens[0], tokens[1])).isEqualTo(Set.of(Long.MAX_VALUE, -7L));
            assertThat(poller.events(0)).isEqualTo(Poller.READABLE);
            kernel.read(first, bytes(8));
            assertThat(poller.await(tokens, -1)).isOne();
            assertThat(tokens[0]).isEqualTo(-7);
            assertThat(poller.modify(second, -8, Poller.READABLE | Poller.WRITABLE)).isZero();
            assertThat(poller.await(tokens, -1)).isOne();
            assertThat(tokens[0]).isEqualTo(-8);
            assertThat(poller.events(0)).isEqualTo(Poller.READABLE | Poller.WRITABLE);
            assertThat(poller.modify(second, -8, 0)).as("silenced").isZero();
            assertThat(poller.await(tokens, 0)).isZero();
            assertThat(poller.remove(second)).isZero();
            assertThat(poller.remove(second)).isEqualTo(Errno.ENOENT);
        }
        kernel.close(first);
        kernel.close(second);
    }

    @Test
    void moreReadyDescriptorsThanFitAreToldLater() {
        try (Poller poller = kernel.openPoller()) {
            int[] fds = new int[300];
            for (int i = 0; i < fds.length; i++) {
                fds[i] = fifo("fifo" + i);
                kernel.write(fds[i], bytes(1));
                assertThat(poller.add(fds[i], i, Poller.READABLE | Poller.ONE_SHOT)).isZero();
            }
            Set<Long> seen = new HashSet<>();
            long[] tokens = new long[1000];
            for (int count = poller.await(tokens, 0); count > 0; count = poller.await(tokens, 0)) {
                for (int i = 0; i < count; i++) {
                    seen.add(tokens[i]);
                }
            }
            assertThat(seen).hasSize(fds.length);
            Arrays.stream(fds).forEach(kernel::close);
        }
    }

    @Test
    void mistakesAreValues() {
        Poller poller = kernel.openPoller();
        int fifo = fifo("fifo");
        assertThat(poller.add(987, 1, Poller.READABLE)).isEqualTo(Errno.EBADF);
        assertThat(poller.add(fifo, 1, Poller.READABLE)).isZero();
        assertThat(poller.add(fifo, 1, Poller.READABLE)).isEqualTo(Errno.EEXIST);
        poller.close();
        poller.close();
        poller.wake();
        assertThat(poller.add(fifo, 1, Poller.READABLE)).isEqualTo(Errno.EBADF);
        assertThat(poller.await(new long[1], -1)).isZero();
        kernel.close(fifo);
    }

    @Test
    void closeFreesTheDescriptors() {
        kernel.openPoller().close();
        int before = Bench.openDescriptors();
        for (int i = 0; i < 20; i++) {
            kernel.openPoller().close();
        }
        assertThat(Bench.openDescriptors()).isEqualTo(before);
    }
}
