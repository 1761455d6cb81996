package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessOutput;
import taskmaster.api.StreamOutput;
import taskmaster.core.ProcessSpec;
import taskmaster.core.StreamTarget;
import taskmaster.daemon.control.LogStream;
import taskmaster.daemon.output.OutputCapture;
import taskmaster.daemon.output.StreamCounters;

/// Turns the counters of output into what people and tools see. Any thread.
final class OutputViews {

    private OutputViews() {}

    /// What has passed through the streams of a process so far.
    static ProcessOutput of(OutputCapture output, ProcessSpec spec) {
        StreamOutput stdout = view(output.counters(spec.id(), LogStream.STDOUT));
        boolean isMerged = spec.launch().stderr() instanceof StreamTarget.MergedIntoStdout;
        StreamOutput stderr = isMerged ? null : view(output.counters(spec.id(), LogStream.STDERR));
        return stdout == null && stderr == null
                ? ProcessOutput.NOTHING
                : new ProcessOutput(stdout, stderr);
    }

    /// Of one stream at one moment.
    static ProcessOutput of(LogStream stream, StreamCounters counters) {
        return switch (stream) {
            case STDOUT -> new ProcessOutput(view(counters), null);
            case STDERR -> new ProcessOutput(null, view(counters));
        };
    }

    private static @Nullable StreamOutput view(StreamCounters counters) {
        return counters.isOfStream()
                ? new StreamOutput(
                        counters.bytes(),
                        counters.lines(),
                        counters.droppedBytes(),
                        counters.cutLines(),
                        counters.rotations())
                : null;
    }
}
