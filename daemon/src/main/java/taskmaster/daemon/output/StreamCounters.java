package taskmaster.daemon.output;

/// What has passed through one stream of a process since the daemon opened it.
///
/// @param bytes read from the process
/// @param lines line feeds among them, without those that were dropped
/// @param droppedBytes lost: by `overflow: drop`, or because they could not be written before the
///   stream ended
/// @param cutLines lines that exceeded [Bounds#LINE_BYTES_MAX] where lines matter, and so were cut
///   in two
/// @param rotations of the file that it is written to
public record StreamCounters(
        long bytes, long lines, long droppedBytes, long cutLines, long rotations) {

    static final StreamCounters NONE = new StreamCounters(0, 0, 0, 0, 0);

    /// Whether these are the counters of a stream that was opened once.
    @SuppressWarnings("ReferenceEquality") // an open stream may have counted nothing yet
    public boolean isOfStream() {
        return this != NONE;
    }
}
