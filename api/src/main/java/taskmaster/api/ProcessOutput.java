package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// What has passed through the streams of a process.
///
/// @param stdout null if it is discarded or was never opened
/// @param stderr the same; also null if it goes to standard output, where it is counted
public record ProcessOutput(@Nullable StreamOutput stdout, @Nullable StreamOutput stderr) {

    /// Of a process that never ran, or discards all of it.
    public static final ProcessOutput NOTHING = new ProcessOutput(null, null);
}
