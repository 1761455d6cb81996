package taskmaster.api;

/// What has passed through one stream of a process since the daemon opened it.
///
/// @param bytes read from the process
/// @param lines line feeds among them, but for what was dropped
/// @param droppedBytes lost: by `overflow: drop`, not written before the stream ended, or not taken
///   by a target of `forward`
/// @param cutLines lines that were too long and so were cut
/// @param rotations of the file that it is written to
public record StreamOutput(
        long bytes, long lines, long droppedBytes, long cutLines, long rotations) {}
