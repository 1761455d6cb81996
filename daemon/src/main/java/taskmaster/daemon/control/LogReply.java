package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// Answers with the end of a log, and with what follows if that is wanted.
///
/// A worker reads one chunk, the server's thread sends it, and only when the client has taken
/// enough does a worker read the next: a slow client costs one chunk, and `yes` fills nothing. At
/// most one worker has the follower at any time; `isReading` is that right.
final class LogReply {

    static final String TEXT = "text/plain; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger("control");

    private final Exchange exchange;
    private final Executor workers;
    private final LogStart start;
    private final boolean follow;
    private final byte[] chunk = new byte[ControlLimits.LOG_CHUNK_BYTES];

    // The rest belongs to the server's thread; the follower is handed to a worker and back.
    private @Nullable Outflow outflow;
    private @Nullable LogFollower follower;
    private boolean isReading;
    private boolean isWanting;

    LogReply(Exchange exchange, Executor workers, LogStart start, boolean follow) {
        this.exchange = exchange;
        this.workers = workers;
        this.start = start;
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
            LogFollower opened = source.open(start, follow);
            exchange.executeAlways(() -> opened(opened));
        } catch (IOException | RuntimeException e) {
            exchange.executeAlways(() -> failed(e));
        }
    }

    private void opened(LogFollower opened) {
        isReading = false;
        follower = opened;
        if (exchange.isGone()) {
            release();
            return;
        }
        outflow = exchange.open(TEXT, this::readMore);
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
            out.write(bytes);
            out.flush();
            readMore();
        } else if (count < 0) {
            release();
            out.end();
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
