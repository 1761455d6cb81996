package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;

import taskmaster.core.ExitStatus;
import taskmaster.linux.SpawnResult.SpawnFailed;
import taskmaster.linux.SpawnResult.Spawned;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A kernel with real children for one test, and a spawner thread; at the end no child is left.
final class Bench implements AutoCloseable {
    static final int DEADLINE_MILLIS = 20_000;

    final LinuxKernel kernel;
    private final ExecutorService spawner;
    private final Map<Integer, Spawned> living = new HashMap<>();

    Bench(LinuxKernel kernel) {
        this.kernel = kernel;
        ThreadFactory prepared =
                task ->
                        new Thread(
                                () -> {
                                    kernel.prepareSpawnerThread();
                                    task.run();
                                },
                                "spawner");
        spawner = Executors.newSingleThreadExecutor(prepared);
    }

    Bench() {
        this(LinuxKernel.open());
    }

    SpawnResult spawn(Launch launch) {
        Future<SpawnResult> future = spawner.submit(() -> kernel.spawn(launch.request(kernel)));
        try {
            return future.get(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    Spawned start(Launch launch) {
        SpawnResult result = spawn(launch);
        assertThat(result).isInstanceOf(Spawned.class);
        Spawned spawned = (Spawned) result;
        living.put(spawned.pid(), spawned);
        return spawned;
    }

    SpawnFailed fail(Launch launch) {
        SpawnResult result = spawn(launch);
        if (result instanceof Spawned spawned) {
            living.put(spawned.pid(), spawned);
        }
        assertThat(result).isInstanceOf(SpawnFailed.class);
        return (SpawnFailed) result;
    }

    /// Waits for the death, reaps, closes the pidfd.
    ExitStatus end(Spawned child) {
        awaitDeath(child.pidfd());
        ReapResult result = kernel.reap(child.pid(), child.pidfd());
        assertThat(result).isInstanceOf(ReapResult.Reaped.class);
        forget(child);
        return ((ReapResult.Reaped) result).status();
    }

    /// Takes a child that the test has reaped from the list.
    void forget(Spawned child) {
        kernel.close(child.pidfd());
        living.remove(child.pid());
    }

    /// Waits until the process of the pidfd is a zombie or gone.
    void awaitDeath(int pidfd) {
        try (Poller poller = kernel.openPoller()) {
            assertThat(poller.add(pidfd, 1, Poller.READABLE)).isZero();
            assertThat(poller.await(new long[1], DEADLINE_MILLIS)).as("died in time").isOne();
        }
    }

    /// Runs to its end, and what it wrote.
    String output(Launch launch, Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "output", "");
        int fd = kernel.open(file.toString(), 0, OpenFlag.WRITE);
        Spawned child = start(launch.stdio(-1, fd, fd));
        kernel.close(fd);
        end(child);
        return Files.readString(file);
    }

    static Map<String, String> status(int pid) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            String[] parts = line.split(":", 2);
            fields.put(parts[0], parts[1].strip());
        }
        return fields;
    }

    static int openDescriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    @Override
    public void close() {
        living.values().forEach(this::kill);
        spawner.shutdownNow();
    }

    private void kill(Spawned child) {
        List<Integer> pidfds = new ArrayList<>(List.of(child.pidfd()));
        List<Integer> others = kernel.groupMembers(child.pid(), child.pidfd());
        others.forEach(other -> pidfds.add(kernel.openPidfd(other)));
        kernel.signalGroup(child.pid(), child.pidfd(), 9);
        pidfds.forEach(this::awaitDeath);
        kernel.reap(child.pid(), child.pidfd());
        others.forEach(kernel::reapOrphan);
        pidfds.forEach(kernel::close);
    }
}
