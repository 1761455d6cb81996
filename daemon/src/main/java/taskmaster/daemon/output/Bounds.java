package taskmaster.daemon.output;

/// The bounds of output capture: sizes, times, and why they are so.
final class Bounds {

    private Bounds() {}

    /// Bytes looked at and moved at once: so few that they stay in the processor's cache.
    static final int PEEK_BYTES = 262_144;

    /// Where in a buffer the bytes of a pipe begin: before them there is room for a line feed, and
    /// they begin at a whole word.
    static final int PEEK_AT = 8;

    /// The same where lines matter: as much as a pipe usually holds.
    static final int LINE_PEEK_BYTES = 65_536;

    /// Words in which line feeds are counted at once, 64 KiB.
    static final int COUNTED_WORDS = 8192;

    /// Where lines matter (a file that several streams share, a format other than raw, copies), a
    /// longer line is cut into pieces of this size.
    static final int LINE_BYTES_MAX = 65_536;

    /// A pipe that is found this full is worth being made larger.
    static final int HOT_PIPE_BYTES = 61_440;

    /// Size of a hot pipe that is alone. More than this in all pipes leaves the processor's cache:
    /// with 20 of them that costs half the speed.
    static final int HOT_PIPE_CAPACITY_BYTES = 1 << 20;

    /// Size of one of many.
    static final int SHARED_CAPACITY_BYTES = 1 << 17;

    /// Size of any other pipe.
    static final int PIPE_CAPACITY_BYTES = 65_536;

    /// All hot pipes together: half of what the kernel allows an ordinary user, above which new
    /// pipes of that user shrink.
    static final int HOT_PIPES_MAX = 32;

    /// A hot pipe that was not found full for so long may be made smaller for another one.
    static final long HOT_NANOS = 5_000_000_000L;

    /// How long the end of the daemon waits for copies of lines to be sent.
    static final long COPIES_END_NANOS = 1_200_000_000L;

    /// Threads that open other logs for running processes.
    static final int OPENING_THREADS = 2;

    /// A write that takes longer is left to its thread, and another one serves the other logs.
    static final long SLOW_WRITE_NANOS = 250_000_000L;

    /// So long after a slow write the next ones to the same file are expected to be slow as well.
    static final long SLOW_AGAIN_NANOS = 5_000_000_000L;

    /// How often it is looked whether a write takes long, while there are writes.
    static final long WATCH_NANOS = 100_000_000L;

    /// Threads that may be kept by files that do not answer; further ones then hold up all.
    static final int SLOW_THREADS_MAX = 64;

    /// Bytes that may wait in memory for files and readers that take nothing, before less is taken
    /// from each further pipe.
    static final long PENDING_BYTES_WANTED = 4L << 20;

    /// So much then.
    static final int SMALL_PEEK_BYTES = 4096;

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

    /// Bytes of copies that wait for one syslog, with what each costs in memory. More are dropped.
    static final int SYSLOG_WAITING_BYTES_MAX = 1 << 20;

    /// Copies that wait for one syslog: short lines cost more time than bytes.
    static final int SYSLOG_WAITING_LINES_MAX = 8192;

    /// Bytes of a message in a datagram, or to a local socket: what receivers take (RFC 5424, 6.1,
    /// asks for 2048 and rsyslog's default is 8192). It is cut there.
    static final int SYSLOG_DATAGRAM_BYTES_MAX = 8192;

    /// Bytes of a message over TCP: any line, and what stands before it.
    static final int SYSLOG_MESSAGE_BYTES_MAX = LINE_BYTES_MAX + 1024;

    /// How long a syslog server may take to accept a connection.
    static final int SYSLOG_CONNECT_MILLIS = 5000;

    /// Pauses between attempts to reach a syslog: the first, then doubled up to the last.
    static final long SYSLOG_PAUSE_NANOS_MIN = 1_000_000_000L;

    static final long SYSLOG_PAUSE_NANOS_MAX = 30_000_000_000L;

    /// Attempts to send one message over connections that came about; then it is dropped, because
    /// it may be the message that is not taken.
    static final int SYSLOG_ATTEMPTS_MAX = 3;

    /// UDP tells only the next message that nobody took the last one: without a complaint for this
    /// long, the server is believed to be there again.
    static final long SYSLOG_BELIEVED_NANOS = 5_000_000_000L;

    /// How long closing waits for copies to be sent.
    static final long SYSLOG_FAREWELL_NANOS = 1_000_000_000L;

    /// Files whose order is known, for those who read one after the other: each takes some 150
    /// bytes.
    static final int FILES_IN_ORDER_MAX = 8192;
}
