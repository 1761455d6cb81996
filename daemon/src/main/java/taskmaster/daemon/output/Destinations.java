package taskmaster.daemon.output;

import taskmaster.core.Rotation;
import taskmaster.linux.Kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sinks in use, one per file, whatever names lead to it. Safe for all threads; opening may
/// block on the disk and holds no lock meanwhile.
final class Destinations {

    static final String STDOUT_KEY = "fd:1";
    static final String STDERR_KEY = "fd:2";

    private static final class Use {
        final Sink sink;
        int count = 1;

        Use(Sink sink) {
            this.sink = sink;
        }
    }

    private final Kernel kernel;
    private final SinkOwner owner;
    private final int stdoutFd;
    private final int stderrFd;
    private final Map<String, Use> byKey = new HashMap<>();
    private final Map<Path, Use> byRealPath = new HashMap<>();

    Destinations(Kernel kernel, SinkOwner owner, int stdoutFd, int stderrFd) {
        this.kernel = kernel;
        this.owner = owner;
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
        int fd = LogOpening.open(kernel, key);
        if (fd < 0) {
            return new SinkResult.Refused("cannot open log " + key + ": " + LogOpening.cause(-fd));
        }
        if (LogOpening.isRegularFile(key)) {
            return new SinkResult.Ready(new FileSink(kernel, owner, Path.of(key), fd, rotation));
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
