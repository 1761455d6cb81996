package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.ProcessId;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;
import taskmaster.linux.NoFileLimit;
import taskmaster.linux.ReapResult;
import taskmaster.linux.SpawnRequest;
import taskmaster.linux.SpawnResult;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A capture over the real kernel in a directory of its own, with real children.
final class Rig implements AutoCloseable {

    static final Rotation NO_ROTATION = Rotation.ofSize(0, 0);
    static final OutputSpec RAW = OutputSpec.raw(NO_ROTATION);
    static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    final Kernel kernel;
    final Path directory;
    final Queue<String> problems = new ConcurrentLinkedQueue<>();
    final Queue<OutputEvent> events = new ConcurrentLinkedQueue<>();
    final OutputCapture capture;
    private final List<Child> children = new ArrayList<>();

    /// A running or dead child.
    record Child(int pid, int pidfd) {}

    Rig(Path directory) {
        this(directory, RotationClock.system());
    }

    Rig(Path directory, RotationClock clock) {
        this(directory, LinuxKernel.open(), clock, 1, 2);
    }

    Rig(Path directory, Kernel kernel) {
        this(directory, kernel, RotationClock.system(), 1, 2);
    }

    /// With other descriptors in the place of the daemon's standard output and error.
    Rig(Path directory, int stdoutFd, int stderrFd) {
        this(directory, LinuxKernel.open(), RotationClock.system(), stdoutFd, stderrFd);
    }

    private Rig(Path directory, Kernel kernel, RotationClock clock, int stdoutFd, int stderrFd) {
        this.kernel = kernel;
        this.directory = directory;
        this.capture =
                new OutputCapture(
                        kernel,
                        directory.resolve("fifo"),
                        directory.resolve("own"),
                        problems::add,
                        events::add,
                        clock,
                        stdoutFd,
                        stderrFd);
    }

    static ProcessId id(String program) {
        return new ProcessId(program, 0);
    }

    static LaunchSpec launch(StreamTarget stdout, StreamTarget stderr) {
        return new LaunchSpec(
                List.of("/bin/true"), OptionalInt.empty(), null, new TreeMap<>(), stdout, stderr);
    }

    /// Standard output to a file of the directory, standard error discarded.
    LaunchSpec toFile(String file) {
        return launch(target(file), new StreamTarget.Discarded());
    }

    StreamTarget target(String file) {
        return new StreamTarget.ToFile(path(file).toString());
    }

    Path path(String file) {
        return directory.resolve(file);
    }

    OpenResult.Opened open(String program, LaunchSpec launch, Rotation rotation) {
        return open(program, launch, OutputSpec.raw(rotation));
    }

    OpenResult.Opened open(String program, LaunchSpec launch, OutputSpec spec) {
        OpenResult result = capture.open(id(program), program, launch, spec);
        assertThat(result).isInstanceOf(OpenResult.Opened.class);
        return (OpenResult.Opened) result;
    }

    /// Starts a child whose output is captured.
    Child start(String program, LaunchSpec launch, Rotation rotation, String... command) {
        return start(program, launch, OutputSpec.raw(rotation), command);
    }

    Child start(String program, LaunchSpec launch, OutputSpec spec, String... command) {
        OpenResult.Opened opened = open(program, launch, spec);
        NoFileLimit limit = kernel.noFileLimit();
        SpawnResult result =
                kernel.spawn(
                        new SpawnRequest(
                                List.of(command),
                                new TreeMap<>(java.util.Map.of("PATH", "/usr/bin:/bin")),
                                OptionalInt.empty(),
                                null,
                                -1,
                                opened.stdoutFd(),
                                opened.stderrFd(),
                                limit.soft(),
                                limit.hard()));
        close(opened);
        assertThat(result).isInstanceOf(SpawnResult.Spawned.class);
        SpawnResult.Spawned spawned = (SpawnResult.Spawned) result;
        Child child = new Child(spawned.pid(), spawned.pidfd());
        children.add(child);
        return child;
    }

    void close(OpenResult.Opened opened) {
        if (opened.stdoutFd() >= 0) {
            kernel.close(opened.stdoutFd());
        }
        if (opened.stderrFd() >= 0 && opened.stderrFd() != opened.stdoutFd()) {
            kernel.close(opened.stderrFd());
        }
    }

    /// Runs a shell script to its end.
    void run(String program, LaunchSpec launch, Rotation rotation, String script) {
        await(start(program, launch, rotation, "/bin/sh", "-c", script));
    }

    void run(String program, LaunchSpec launch, OutputSpec spec, String script) {
        await(start(program, launch, spec, "/bin/sh", "-c", script));
    }

    void await(Child child) {
        until(
                "the child ends",
                () -> kernel.reap(child.pid, child.pidfd) instanceof ReapResult.Reaped);
        children.remove(child);
        kernel.close(child.pidfd);
    }

    void kill(Child child) {
        kernel.signal(child.pidfd, 9);
        await(child);
    }

    /// Removes the processes: all that they have written is in the files afterwards.
    void forget(String... programs) {
        for (String program : programs) {
            capture.forget(id(program));
            // Waits until the removal is done.
            close(
                    open(
                            program,
                            launch(new StreamTarget.Discarded(), new StreamTarget.Discarded()),
                            NO_ROTATION));
        }
    }

    String content(String file) {
        try {
            return Files.readString(path(file), StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The file's content with that of its old files before it.
    String contentWithBackups(String file) {
        StringBuilder all = new StringBuilder();
        int age = 1;
        while (Files.exists(path(file + "." + age))) {
            age++;
        }
        for (age--; age > 0; age--) {
            all.append(content(file + "." + age));
        }
        return all.append(content(file)).toString();
    }

    void untilContent(String file, String wanted) {
        untilEqual(wanted, () -> Files.exists(path(file)) ? content(file) : null);
    }

    static void untilEqual(String wanted, Supplier<@Nullable String> actual) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        String last = actual.get();
        while (!wanted.equals(last) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(200_000);
            last = actual.get();
        }
        assertThat(last).isEqualTo(wanted);
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    /// Names of what the descriptors of this process lead to below the directory.
    List<String> openFiles() {
        List<String> files = new ArrayList<>();
        java.io.File[] fds = new java.io.File("/proc/self/fd").listFiles();
        for (java.io.File fd : fds == null ? new java.io.File[0] : fds) {
            try {
                String target = Files.readSymbolicLink(fd.toPath()).toString();
                if (target.startsWith(directory.toString())) {
                    files.add(target);
                }
            } catch (IOException closedMeanwhile) {
                // It was the listing's own descriptor.
            }
        }
        return files;
    }

    @Override
    public void close() {
        for (Child child : List.copyOf(children)) {
            kill(child);
        }
        capture.close();
    }
}
