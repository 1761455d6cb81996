package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.ProcessId;
import taskmaster.daemon.control.LogStream;

import java.util.concurrent.locks.ReentrantLock;

/// The streams of one process.
final class Capture {

    final ProcessId id;

    /// Held by whoever opens logs for it, which may take long.
    final ReentrantLock opening = new ReentrantLock();

    /// Tells who wants to know that a file of this process has grown or changed.
    final Runnable listeners;

    /// The displayed name.
    volatile String name;

    /// Null while the stream is discarded (or merged, for standard error).
    volatile @Nullable Pipe stdout;

    volatile @Nullable Pipe stderr;
    volatile boolean isMerged;

    /// As of the last start or change; null before the first.
    volatile @Nullable LaunchSpec launch;

    volatile @Nullable OutputSpec spec;

    Capture(ProcessId id, Runnable listeners) {
        this.id = id;
        this.listeners = listeners;
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

    /// The pipe that carries a stream, if any does.
    @Nullable Pipe pipe(LogStream stream) {
        return switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> isMerged ? stdout : stderr;
        };
    }
}
