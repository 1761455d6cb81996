package taskmaster.daemon.output;

import taskmaster.core.ProcessId;
import taskmaster.daemon.control.LogStream;

/// Something that happened to the output of a process. Told on the thread `output`.
///
/// @param id of the process; where several share a file, of the one whose bytes caused it
/// @param message for people, as `log /var/log/x takes nothing: no space left on device (ENOSPC)`
/// @param counters of the stream at that moment
public record OutputEvent(
        Kind kind, ProcessId id, LogStream stream, String message, StreamCounters counters) {

    /// What it was.
    public enum Kind {
        /// The log became `NAME.1`.
        ROTATED,
        /// The log takes nothing, and the process waits.
        BLOCKED,
        /// The log takes nothing, and output is being dropped; told once when it begins.
        DROPPING,
        /// The log takes bytes again.
        RESUMED
    }
}
