package taskmaster.daemon.output;

/// The bounds of output capture: sizes, times, and why they are so.
final class Bounds {

    private Bounds() {}

    /// Bytes read from a pipe at once: what a pipe holds, so that a round empties it.
    static final int READ_BYTES = 65_536;

    /// A line of a shared file that is longer may be interrupted by another stream's.
    static final int LINE_BYTES_MAX = 65_536;

    /// Bytes that may wait in memory for full disks before pipes are read in small pieces.
    static final long PENDING_BYTES_WANTED = 4L << 20;

    /// Size of such a small piece: what the pending bytes of each further stuck stream cost.
    static final int SMALL_READ_BYTES = 4096;

    /// Pipes served in one round; the kernel hands out the rest in the next, in turn.
    static final int ROUND_PIPES = 256;

    /// Bytes taken from a pipe that is to be closed; only a program's leftovers can write more.
    static final long DRAIN_BYTES_MAX = 4L << 20;

    /// Room that any line surely needs once it is formatted: JSON may take six bytes for one.
    static final int FORMATTED_BYTES = 6 * LINE_BYTES_MAX + 4096;

    /// How often a file that could not be written is tried again.
    static final long RETRY_NANOS = 1_000_000_000L;

    /// A file that gets stuck again within this time of the last report is not reported again.
    static final long TELL_AGAIN_NANOS = 30_000_000_000L;

    /// How long a change of file waits for the end of the line that is being written: long enough
    /// for a writer that waits for its processor in the middle of a block.
    static final long LINE_END_WAIT_NANOS = 1_000_000_000L;

    /// How long [OutputCapture#open] waits until the old file of a restarted process has its last
    /// bytes, and until a removed process of the same name is gone.
    static final long HANDOVER_WAIT_NANOS = 2_000_000_000L;

    /// Naps between rounds that moved little: see `CaptureLoop`.
    static final long NAP_NANOS_MIN = 100_000L;

    static final long NAP_NANOS_MAX = 500_000L;

    /// A round with less per pipe than this is worth a nap: the writers fill the pipes meanwhile.
    static final long NAP_BYTES_PER_PIPE = 16_384L;

    /// Rounds that follow each other within this time belong to one burst.
    static final long BURST_NANOS = 200_000L;

    /// A failed rotation is tried again when the file has grown by this much.
    static final long ROTATION_RETRY_BYTES = 1L << 20;

    /// Permissions of a new log: a program's output may hold secrets, so others do not read it.
    /// Whoever changes mode or owner of the file keeps them over rotations.
    static final int LOG_PERMISSIONS = 0640;

    /// Bytes written at once to a socket or pipe that cannot be made non-blocking: that much fits
    /// whenever the kernel says that something does.
    static final int POLLED_WRITE_BYTES = 4096;

    /// Bytes read and written at once when an old file is compressed: all of it that is in memory.
    static final int COMPRESSION_BYTES = 65_536;

    /// Logs whose old files may wait to be compressed. A further one waits for its next rotation.
    static final int COMPRESSION_LOGS_MAX = 4096;

    /// After this time without work the thread that compresses ends.
    static final long COMPRESSION_IDLE_NANOS = 5_000_000_000L;

    /// How long closing waits for that thread: it looks up after each block.
    static final long COMPRESSION_END_MILLIS = 500;

    /// Compressed files whose origin is known, for those who read the origin: each takes some 200
    /// bytes.
    static final int COMPRESSED_FORMS_MAX = 4096;
}
