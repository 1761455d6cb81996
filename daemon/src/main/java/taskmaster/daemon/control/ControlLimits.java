package taskmaster.daemon.control;

/// Every bound of the control server, with its unit and its reason.
///
/// The port can be reached by every user of the machine, who may be hostile; what they can hold
/// before they show the token is bounded first.
final class ControlLimits {

    /// Connections to the Unix socket at once. Each costs some 10 KB and a descriptor; more than a
    /// fleet of scripts needs.
    static final int SOCKET_CONNECTIONS_MAX = 512;

    /// Connections to the port at once. A bound of its own, so that strangers there cannot keep the
    /// owner from the socket.
    static final int PORT_CONNECTIONS_MAX = 512;

    /// Connections that wait to be accepted. Beyond it a client waits in connect(2).
    static final int BACKLOG_MAX = 256;

    /// Bytes of a request line. Room for some hundred `name=` parameters; above it 414.
    static final int LINE_BYTES_MAX = 8 * 1024;

    /// Bytes of all header lines. Browsers send the cookies of everything else on localhost; above
    /// it 431.
    static final int HEADER_BYTES_MAX = 16 * 1024;

    /// Bytes of a body. 10 000 names of 64 characters fit; above it 413.
    static final int BODY_BYTES_MAX = 1024 * 1024;

    /// Bytes of all bodies that are being received; above it 503. Only callers with access get this
    /// far, but their scripts can go wrong too.
    static final int BODIES_BYTES_MAX = 8 * 1024 * 1024;

    /// Bytes taken from a connection at once. Also bounds what the decoder hands on in one go.
    static final int READ_BYTES = 8 * 1024;

    /// Requests that may wait on a connection while one is answered. A client that sends more
    /// without reading answers is not taken seriously and loses the connection.
    static final int PIPELINED_REQUESTS_MAX = 16;

    /// Parameters in the query of a request; follows from the length of a line.
    static final int PARAMETERS_MAX = 1024;

    /// Bytes that a refused client may still send before the connection is cut.
    static final int LINGER_BYTES_MAX = 4 * 1024 * 1024;

    /// Bytes that may wait for a client. Above it a log is not read on, results wait in their list,
    /// and events go to the queue below.
    static final int UNSENT_BYTES_HIGH = 256 * 1024;

    /// Bytes at which sending goes on.
    static final int UNSENT_BYTES_LOW = 64 * 1024;

    /// Bytes written at once. The JDK copies each write into a buffer outside the heap that it
    /// keeps for ever, so a list of 10 000 processes must not be one write.
    static final int WRITE_BYTES = 64 * 1024;

    /// Bytes of results or events that go as one chunk.
    static final int CHUNK_BYTES = 4 * 1024;

    /// Streams of events and followed logs at once; above it 503. Each event costs the loop a
    /// little for every listener.
    static final int STREAMS_MAX = 128;

    /// Events that wait for one listener. Above it events are dropped, and counted in a `dropped`
    /// event that follows: a listener may miss something, but the loop never waits.
    static final int EVENTS_WAITING_MAX = 1024;

    /// Bytes of a log that are read at once.
    static final int LOG_CHUNK_BYTES = 32 * 1024;

    /// Lines of a log that can be asked for.
    static final int LOG_LINES_MAX = 1_000_000;

    /// Lines of a log where nothing is said.
    static final int LOG_LINES_DEFAULT = 10;

    /// Bytes of a log that can be asked for.
    static final long LOG_BYTES_MAX = 1L << 30;

    /// Threads that read logs. Two, so that one on a dead disk does not stop the other.
    static final int LOG_THREADS = 2;

    /// Milliseconds after which such a thread without work ends.
    static final long LOG_THREAD_IDLE_MILLIS = 5_000;

    /// Milliseconds that closing the server waits for answers to be sent.
    static final long CLOSE_MILLIS = 1_000;

    /// Bytes of the path of a Unix socket (unix(7): 108 with the final NUL, less four for the
    /// ending that [SocketFile] adds for a moment).
    static final int SOCKET_PATH_BYTES_MAX = 103;

    /// Bytes of a token's file; a longer one is not ours.
    static final int TOKEN_BYTES_MAX = 4096;

    /// Characters of a token that somebody thought up: fewer can be guessed.
    static final int TOKEN_CHARS_MIN = 16;

    /// Random bytes of a token: 256 bits.
    static final int TOKEN_RANDOM_BYTES = 32;

    /// How long clients are waited for.
    static final Timeouts TIMEOUTS = new Timeouts(10_000, 60_000, 30_000, 2_000, 15_000);

    /// Milliseconds. A record, so that tests need not wait as long.
    ///
    /// @param requestMillis in which a request must have arrived whole, from its first byte (the
    ///   first one of a connection: from its start). Local clients need a thousandth; who is slow
    ///   on purpose gets 408
    /// @param idleMillis a connection may stay open with nothing asked
    /// @param stallMillis a client may leave what is meant for it unread, before the connection is
    ///   closed
    /// @param lingerMillis in which what a refused client still sends is thrown away, so that it
    ///   can read the refusal before the connection is reset
    /// @param heartbeatMillis between signs of life on an event stream, so that proxies and clients
    ///   can tell a quiet daemon from a dead one; only while somebody listens
    record Timeouts(
            long requestMillis,
            long idleMillis,
            long stallMillis,
            long lingerMillis,
            long heartbeatMillis) {}

    private ControlLimits() {}
}
