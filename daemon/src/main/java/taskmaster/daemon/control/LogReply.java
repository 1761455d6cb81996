package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// Answers with the end of a log, and with what follows if that is wanted; or with a range of its
/// file.
///
/// A worker reads one chunk, the server's thread sends it, and only when the client has taken
/// enough does a worker read the next: a slow client costs one chunk, and `yes` fills nothing. At
/// most one worker has the follower at any time; `isReading` is that right.
final class LogReply {

    static final String TEXT = "text/plain; charset=utf-8";

    private static final Map<String, String> ACCEPTS = Map.of("accept-ranges", "bytes");

    private static final Logger LOG = LoggerFactory.getLogger("control");

    private final Exchange exchange;
    private final Executor workers;
    private final LogStart start;
    private final @Nullable ByteRange range;
    private final boolean follow;
    private final byte[] chunk = new byte[ControlLimits.LOG_CHUNK_BYTES];

    // The rest belongs to the server's thread; the follower is handed to a worker and back.
    private @Nullable Outflow outflow;
    private @Nullable LogFollower follower;
    private boolean isReading;
    private boolean isWanting;

    /// Bytes that the head has promised and that are still to be sent; 0 where it promises none.
    private long owedBytes;

    /// @param range null: the end of the log, as `start` says
    LogReply(
            Exchange exchange,
            Executor workers,
            LogStart start,
            @Nullable ByteRange range,
            boolean follow) {
        this.exchange = exchange;
        this.workers = workers;
        this.start = start;
        this.range = range;
        this.follow = follow;
    }

    /// On the server's thread.
    void start(LogSource source) {
        if (follow) {
            try {
                exchange.holdStream();
            } catch (RequestRefused e) {
                exchange.refuse(e);
                return;
            }
        }
        isReading = true;
        exchange.whenGone(this::release);
        work(() -> open(source));
    }

    private void open(LogSource source) {
        try {
            if (range != null) {
                LogSlice slice = source.open(range);
                exchange.executeAlways(() -> opened(slice));
                return;
            }
            LogFollower opened = source.open(start, follow);
            Opening head = new Opening(200, TEXT, ACCEPTS);
            exchange.executeAlways(() -> opened(opened, head));
        } catch (IOException | RuntimeException e) {
            exchange.executeAlways(() -> failed(e));
        }
    }

    private void opened(LogSlice slice) {
        if (slice.isEmpty()) {
            isReading = false;
            follower = slice.follower();
            release();
            exchange.refuse(RequestRefused.rangeNotSatisfiable(slice.total()));
            return;
        }
        owedBytes = slice.bytes();
        Map<String, String> headers = new LinkedHashMap<>(ACCEPTS);
        headers.put(HttpExchange.LENGTH, Long.toString(slice.bytes()));
        headers.put(
                "content-range",
                "bytes " + slice.start() + "-" + (slice.end() - 1) + "/" + slice.total());
        opened(slice.follower(), new Opening(206, TEXT, headers));
    }

    private void opened(LogFollower opened, Opening head) {
        isReading = false;
        follower = opened;
        if (exchange.isGone()) {
            release();
            return;
        }
        outflow = exchange.open(head, this::readMore);
        outflow.flush();
        readMore();
    }

    private void failed(Exception failure) {
        isReading = false;
        LOG.warn("cannot read a log for a client: {}", failure.toString());
        if (exchange.isGone()) {
            release();
        } else if (outflow == null) {
            exchange.refuse(
                    new RequestRefused(
                            500,
                            "log_unreadable",
                            String.valueOf(failure.getMessage()),
                            "the daemon's user must be able to read the file"));
        } else {
            // The status is sent; only a cut-off answer still says that this is not all.
            outflow.abort();
        }
    }

    /// The client has room, or the log has more.
    private void readMore() {
        LogFollower reading = follower;
        Outflow out = outflow;
        if (reading == null || out == null || exchange.isGone()) {
            return;
        }
        if (isReading) {
            isWanting = true;
            return;
        }
        if (out.isWritable()) {
            isReading = true;
            isWanting = false;
            work(() -> read(reading));
        }
    }

    private void read(LogFollower reading) {
        try {
            int count = reading.read(chunk);
            byte[] bytes = count > 0 ? Arrays.copyOf(chunk, count) : new byte[0];
            exchange.executeAlways(() -> took(reading, count, bytes));
        } catch (IOException | RuntimeException e) {
            exchange.executeAlways(() -> failed(e));
        }
    }

    private void took(LogFollower reading, int count, byte[] bytes) {
        isReading = false;
        Outflow out = outflow;
        if (exchange.isGone() || out == null) {
            release();
        } else if (count > 0) {
            owedBytes -= range == null ? 0 : count;
            out.write(bytes);
            out.flush();
            readMore();
        } else if (count < 0) {
            release();
            if (owedBytes > 0) {
                // The file was cut meanwhile: only a cut-off answer says that this is not all.
                out.abort();
            } else {
                out.end();
            }
        } else if (isWanting) {
            readMore();
        } else {
            reading.whenReady(() -> exchange.execute(this::readMore));
        }
    }

    /// Closing may wait for a disk, so a worker does it; the one that reads now does so first.
    private void release() {
        LogFollower closing = follower;
        if (closing != null && !isReading) {
            follower = null;
            work(closing::close);
        }
    }

    private void work(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            // The server is being closed, and its process ends.
            LOG.debug("a log is not read on: the server is closed");
        }
    }
}
