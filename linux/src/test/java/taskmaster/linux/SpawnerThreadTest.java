package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.linux.SpawnResult.Spawned;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

class SpawnerThreadTest {
    private static final int SPAWNS = 2000;
    private static final int ROUNDS = 100;

    @TempDir Path directory;

    private static LinuxKernel kernel(boolean isUnshareRefused) {
        return LinuxKernel.openWithout(isUnshareRefused ? Set.of(Feature.UNSHARE) : Set.of());
    }

    @Test
    void threadsAreGivenAUmaskOfTheirOwn() {
        LinuxKernel kernel = kernel(false);
        assertThat(onThread(kernel::prepareSpawnerThread)).isTrue();
        assertThat(onThread(() -> kernel(true).prepareSpawnerThread())).isFalse();
    }

    private static boolean onThread(BooleanSupplier question) {
        AtomicBoolean answer = new AtomicBoolean();
        run(List.of(() -> answer.set(question.getAsBoolean())));
        return answer.get();
    }

    private static void run(List<Runnable> tasks) {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = tasks.stream().map(Thread::new).toList();
        for (Thread thread : threads) {
            thread.setUncaughtExceptionHandler((who, failure) -> failures.add(failure));
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threadsThatSpawnAtOnceHaveTheUmaskOfTheirRequests(boolean isUnshareRefused)
            throws IOException {
        try (Bench bench = new Bench(kernel(isUnshareRefused))) {
            Queue<Spawned> children = new ConcurrentLinkedQueue<>();
            CyclicBarrier barrier = new CyclicBarrier(3);
            run(
                    List.of(
                            () -> touch(bench.kernel, barrier, "a", 0077, children),
                            () -> touch(bench.kernel, barrier, "b", 0002, children),
                            () -> touch(bench.kernel, barrier, "c", -1, children)));
            children.forEach(bench::end);
            int own = bench.kernel.umask();
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(mode("a" + i)).isEqualTo(0600);
                assertThat(mode("b" + i)).isEqualTo(0664);
                assertThat(mode("c" + i)).isEqualTo(0666 & ~own);
            }
            assertThat(Bench.status(bench.kernel.pid()).get("Umask"))
                    .as("ours is as before")
                    .isEqualTo("%04o".formatted(own));
        }
    }

    private void touch(
            Kernel kernel, CyclicBarrier barrier, String name, int umask, Queue<Spawned> children) {
        kernel.prepareSpawnerThread();
        for (int i = 0; i < ROUNDS; i++) {
            Launch launch = Launch.of("touch", directory.resolve(name + i).toString());
            try {
                barrier.await();
            } catch (Exception broken) {
                throw new AssertionError(broken);
            }
            SpawnRequest request = (umask < 0 ? launch : launch.umask(umask)).request(kernel);
            children.add((Spawned) kernel.spawn(request));
        }
    }

    private int mode(String name) throws IOException {
        return (int) Files.getAttribute(directory.resolve(name), "unix:mode") & 0777;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void setUmaskHoldsForChildrenThatNameNone(boolean isUnshareRefused) throws IOException {
        try (Bench bench = new Bench(kernel(isUnshareRefused))) {
            int own = bench.kernel.umask();
            try {
                bench.kernel.setUmask(0037);
                assertThat(bench.kernel.umask()).isEqualTo(0037);
                assertThat(bench.output(Launch.shell("umask"), directory)).isEqualTo("0037\n");
            } finally {
                bench.kernel.setUmask(own);
            }
        }
    }

    @Test
    void thousandsOfSpawnsLeaveNothing() {
        LinuxKernel kernel = kernel(false);
        Launch launch = Launch.of("/bin/true").directory("/");
        run(List.of(() -> spawnAndReap(kernel, launch, 20)));
        int before = Bench.openDescriptors();
        long start = System.nanoTime();
        run(List.of(() -> spawnAndReap(kernel, launch, SPAWNS)));
        System.out.printf(
                "%d spawns of /bin/true, each awaited and reaped: %d per second%n",
                SPAWNS, SPAWNS * 1_000_000_000L / (System.nanoTime() - start));
        assertThat(Bench.openDescriptors()).isEqualTo(before);
        assertThat(kernel.peekDeadChild()).isEmpty();
    }

    private static void spawnAndReap(Kernel kernel, Launch launch, int count) {
        kernel.prepareSpawnerThread();
        long[] tokens = new long[1];
        try (Poller poller = kernel.openPoller()) {
            for (int i = 0; i < count; i++) {
                Spawned child = (Spawned) kernel.spawn(launch.request(kernel));
                poller.add(child.pidfd(), i, Poller.READABLE);
                assertThat(poller.await(tokens, Bench.DEADLINE_MILLIS)).isOne();
                assertThat(kernel.reap(child.pid(), child.pidfd()))
                        .isInstanceOf(ReapResult.Reaped.class);
                poller.remove(child.pidfd());
                kernel.close(child.pidfd());
            }
        }
    }
}
