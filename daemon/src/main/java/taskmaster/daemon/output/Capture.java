package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.LaunchSpec;
import taskmaster.core.ProcessId;
import taskmaster.core.Rotation;
import taskmaster.daemon.control.LogStream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The streams of one process.
final class Capture {

    final ProcessId id;

    /// Who wants to know that a file of this process has grown or changed. Called on the output
    /// thread.
    final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// The displayed name.
    volatile String name;

    /// Null while the stream is discarded (or merged, for standard error).
    volatile @Nullable Pipe stdout;

    volatile @Nullable Pipe stderr;
    volatile boolean isMerged;

    /// As of the last start or change; null before the first.
    volatile @Nullable LaunchSpec launch;

    volatile @Nullable Rotation rotation;

    Capture(ProcessId id) {
        this.id = id;
        this.name = id.toString();
    }

    /// The pipe of the stream alone.
    @Nullable Pipe own(LogStream stream) {
        return switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> stderr;
        };
    }

    void set(LogStream stream, @Nullable Pipe pipe) {
        switch (stream) {
            case STDOUT -> stdout = pipe;
            case STDERR -> stderr = pipe;
        }
    }

    void tellListeners() {
        for (Runnable listener : listeners) {
            listener.run();
        }
    }

    /// The pipe that carries a stream, if any does.
    @Nullable Pipe pipe(LogStream stream) {
        return switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> isMerged ? stdout : stderr;
        };
    }
}
