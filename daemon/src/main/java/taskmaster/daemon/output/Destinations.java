package taskmaster.daemon.output;

import taskmaster.core.ForwardTarget;
import taskmaster.core.Rotation;
import taskmaster.linux.Kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/// The sinks in use, one per file, whatever names lead to it. Safe for all threads; opening may
/// block on the disk and holds no lock meanwhile.
final class Destinations {

    static final String STDOUT_KEY = "fd:1";
    static final String STDERR_KEY = "fd:2";
    static final String NOWHERE_KEY = "none";

    private static final class Use {
        final Sink sink;
        int count = 1;

        Use(Sink sink) {
            this.sink = sink;
        }
    }

    private final Kernel kernel;
    private final SinkOwner owner;
    private final RotationClock clock;
    private final ObjIntConsumer<Path> compress;
    private final int stdoutFd;
    private final int stderrFd;

    private static final class Copies {
        final LineCopy copy;
        int count;

        Copies(LineCopy copy) {
            this.copy = copy;
        }
    }

    private final Function<ForwardTarget, LineCopy> copier;
    private final List<Thread> leaving = new CopyOnWriteArrayList<>();
    private final Map<ForwardTarget, Copies> copiesByTarget = new HashMap<>();
    private final Map<String, Use> byKey = new HashMap<>();
    private final Map<Path, Use> byRealPath = new HashMap<>();

    Destinations(
            Kernel kernel,
            SinkOwner owner,
            RotationClock clock,
            ObjIntConsumer<Path> compress,
            Function<ForwardTarget, LineCopy> copier,
            int stdoutFd,
            int stderrFd) {
        this.kernel = kernel;
        this.owner = owner;
        this.clock = clock;
        this.compress = compress;
        this.copier = copier;
        this.stdoutFd = stdoutFd;
        this.stderrFd = stderrFd;
    }

    /// The sink of a path, or of [#STDOUT_KEY] or [#STDERR_KEY], opened if it is not in use yet.
    /// Each success needs a [#release].
    SinkResult acquire(String key, Rotation rotation) {
        synchronized (byKey) {
            Use known = byKey.get(key);
            if (known != null) {
                return join(known, rotation);
            }
        }
        SinkResult opened = open(key, rotation);
        return switch (opened) {
            case SinkResult.Refused refused -> refused;
            case SinkResult.Ready ready -> enter(key, ready, rotation);
        };
    }

    private SinkResult enter(String key, SinkResult.Ready ready, Rotation rotation) {
        synchronized (byKey) {
            Use known = byKey.get(key);
            if (known == null && ready.sink() instanceof FileSink file) {
                known = byRealPath.get(file.realPath());
            }
            if (known == null) {
                Use first = new Use(ready.sink());
                byKey.put(key, first);
                if (ready.sink() instanceof FileSink file) {
                    byRealPath.put(file.realPath(), first);
                }
                return ready;
            }
            // Another name of a file in use, or another thread was faster.
            byKey.put(key, known);
            ready.sink().close();
            return join(known, rotation);
        }
    }

    private static SinkResult join(Use use, Rotation rotation) {
        use.count++;
        if (use.sink instanceof FileSink file) {
            file.useRotation(rotation);
        }
        return new SinkResult.Ready(use.sink);
    }

    private SinkResult open(String key, Rotation rotation) {
        if (key.equals(STDOUT_KEY)) {
            return DescriptorSink.ofStandard(kernel, owner, key, "standard output", stdoutFd);
        }
        if (key.equals(STDERR_KEY)) {
            return DescriptorSink.ofStandard(kernel, owner, key, "standard error", stderrFd);
        }
        if (key.equals(NOWHERE_KEY)) {
            return new SinkResult.Ready(new NowhereSink(kernel, owner, key));
        }
        int fd = LogOpening.open(kernel, key);
        if (fd < 0) {
            return new SinkResult.Refused("cannot open log " + key + ": " + LogOpening.cause(-fd));
        }
        if (LogOpening.isRegularFile(key)) {
            FileSink file =
                    new FileSink(kernel, owner, Path.of(key), fd, rotation, clock, compress);
            file.takeUpOld();
            return new SinkResult.Ready(file);
        }
        if (LogOpening.isTerminal(key)) {
            return new SinkResult.Ready(DescriptorSink.ofTerminal(kernel, owner, key, fd));
        }
        var _ = kernel.close(fd);
        return new SinkResult.Refused("cannot open log " + key + ": " + LogOpening.NO_FILE);
    }

    /// Gives a sink back.
    ///
    /// @return true if nobody uses it any more: the caller, on the output thread, closes it
    boolean release(Sink sink) {
        synchronized (byKey) {
            Use use = byKey.get(sink.key);
            if (use == null || use.sink != sink) {
                return false;
            }
            use.count--;
            if (use.count > 0) {
                return false;
            }
            byKey.values().removeIf(other -> other == use);
            byRealPath.values().removeIf(other -> other == use);
            return true;
        }
    }

    /// Who gets copies of lines for a target. Each call needs a [#release].
    LineCopy copies(ForwardTarget target) {
        synchronized (copiesByTarget) {
            Copies known =
                    copiesByTarget.computeIfAbsent(target, key -> new Copies(copier.apply(key)));
            known.count++;
            return known.copy;
        }
    }

    /// Gives it back; it is closed, which may take a second, when nobody uses it any more.
    void release(LineCopy copy) {
        synchronized (copiesByTarget) {
            for (Copies copies : copiesByTarget.values()) {
                if (copies.copy.equals(copy)) {
                    copies.count--;
                }
            }
            if (!copiesByTarget.values().removeIf(copies -> copies.count == 0)) {
                return;
            }
        }
        Thread closing = new Thread(copy::close, "output-close");
        closing.setDaemon(true);
        closing.start();
        leaving.add(closing);
        leaving.removeIf(thread -> !thread.isAlive());
    }

    /// Waits until copies that are not wanted any more have been sent, or a second is over.
    void awaitCopies() {
        long deadline = System.nanoTime() + Bounds.COPIES_END_NANOS;
        for (Thread thread : leaving) {
            try {
                long left = deadline - System.nanoTime();
                thread.join(Math.max(1, left / 1_000_000));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// All sinks in use.
    List<Sink> sinks() {
        synchronized (byKey) {
            List<Sink> sinks = new ArrayList<>();
            for (Use use : Set.copyOf(byKey.values())) {
                sinks.add(use.sink);
            }
            return sinks;
        }
    }
}
