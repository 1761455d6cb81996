package taskmaster.daemon;

import taskmaster.core.ProcessSpec;
import taskmaster.daemon.output.OpenResult;
import taskmaster.daemon.output.OutputCapture;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.NoFileLimit;
import taskmaster.linux.OpenFlag;
import taskmaster.linux.SpawnRequest;
import taskmaster.linux.SpawnResult;
import taskmaster.linux.SpawnStep;

import java.util.Map;
import java.util.function.Supplier;

/// One start: opens the logs, then spawns. A log that cannot be opened is a failed start.
final class Launcher {

    private final Kernel kernel;
    private final OutputCapture output;
    private final ChildEnvironment environment;
    private final NoFileLimit noFileLimit;

    /// @param noFileLimit that of the children: what the daemon itself was started with
    Launcher(
            Kernel kernel,
            OutputCapture output,
            ChildEnvironment environment,
            NoFileLimit noFileLimit) {
        this.kernel = kernel;
        this.output = output;
        this.environment = environment;
        this.noFileLimit = noFileLimit;
    }

    /// Opens what a process needs. On a spawner thread; may block on the disk.
    ///
    /// @return starts it, once, or says why it cannot be; may block too
    Supplier<SpawnResult> prepare(ProcessSpec spec) {
        if (isShortOfDescriptors()) {
            var failed =
                    new SpawnResult.SpawnFailed(
                            Errno.EMFILE, SpawnStep.LIMIT, shortage(noFileLimit.hard()));
            return () -> failed;
        }
        OpenResult opened =
                output.open(spec.id(), spec.name(), spec.launch(), spec.supervision().output());
        return switch (opened) {
            case OpenResult.Failed failed ->
                    () -> new SpawnResult.SpawnFailed(0, SpawnStep.STDIO, failed.message());
            case OpenResult.Opened streams -> () -> spawn(spec, streams);
        };
    }

    private SpawnResult spawn(ProcessSpec spec, OpenResult.Opened streams) {
        try {
            return kernel.spawn(request(spec, streams));
        } finally {
            close(streams);
        }
    }

    /// Whether the next descriptors are those that are kept for the daemon. The kernel gives out
    /// the lowest free number, so the number of a new one says how many are in use.
    private boolean isShortOfDescriptors() {
        int probe = kernel.open("/dev/null", 0, OpenFlag.READ);
        if (probe >= 0) {
            kernel.close(probe);
        }
        return probe < 0 || probe >= noFileLimit.hard() - reserve(noFileLimit.hard());
    }

    private static long reserve(long limit) {
        return Math.min(Limits.DESCRIPTORS_KEPT, limit / 4);
    }

    private static String shortage(long limit) {
        return "the daemon has no descriptors left for it: %d are possible, %d are kept for clients; raise the limit (ulimit -Hn, LimitNOFILE=)"
                .formatted(limit, reserve(limit));
    }

    private SpawnRequest request(ProcessSpec spec, OpenResult.Opened streams) {
        Map<String, String> variables = environment.of(spec.launch());
        return new SpawnRequest(
                spec.launch().command(),
                variables,
                spec.launch().umask(),
                spec.launch().workingDirectory(),
                -1,
                streams.stdoutFd(),
                streams.stderrFd(),
                noFileLimit.soft(),
                noFileLimit.hard());
    }

    private void close(OpenResult.Opened streams) {
        if (streams.stdoutFd() >= 0) {
            kernel.close(streams.stdoutFd());
        }
        if (streams.stderrFd() >= 0 && streams.stderrFd() != streams.stdoutFd()) {
            kernel.close(streams.stderrFd());
        }
    }
}
