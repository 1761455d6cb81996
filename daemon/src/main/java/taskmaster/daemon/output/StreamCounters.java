package taskmaster.daemon.output;

/// What has passed through one stream of a process since the daemon opened it.
///
/// @param bytes read from the process
/// @param lines line feeds among them; only counted while the stream shares its file with others,
///   because looking at every byte would cost more than all the rest
/// @param droppedBytes lost, because they could not be written before the stream ended
/// @param cutLines lines that another stream's line interrupted, because they were longer than 64
///   KiB or their end did not come
/// @param rotations of the file that it is written to
public record StreamCounters(
        long bytes, long lines, long droppedBytes, long cutLines, long rotations) {

    static final StreamCounters NONE = new StreamCounters(0, 0, 0, 0, 0);
}
