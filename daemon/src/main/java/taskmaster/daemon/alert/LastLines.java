package taskmaster.daemon.alert;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.daemon.control.LogFollower;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.LogStart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reads the last lines of logs, on a thread of its own, so that a log on a dead disk costs alerts
/// their lines and nothing else.
final class LastLines {

    private static final Logger LOG = LoggerFactory.getLogger("alert");

    private final ThreadPoolExecutor reader =
            new ThreadPoolExecutor(
                    0,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("alert-lines").factory());

    /// The last lines of a log; none if it cannot be read, or not in time, or while an earlier one
    /// still cannot be read.
    List<String> of(LogSource log) throws InterruptedException {
        Future<List<String>> lines;
        try {
            lines = reader.submit(() -> read(log));
        } catch (RejectedExecutionException _) {
            return List.of();
        }
        try {
            return lines.get(AlertLimits.READING_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            LOG.warn("the last lines of a log are not in its alert: reading it takes too long");
            return List.of();
        } catch (ExecutionException failure) {
            LOG.debug("the last lines of a log are not in its alert: {}", failure.getMessage());
            return List.of();
        }
    }

    private static List<String> read(LogSource log) throws IOException {
        byte[] bytes = new byte[AlertLimits.LINES_BYTES_MAX];
        int length = 0;
        try (LogFollower follower = log.open(new LogStart.Bytes(bytes.length), false)) {
            byte[] part = new byte[bytes.length];
            for (int n = follower.read(part); n > 0; n = follower.read(part)) {
                int taken = Math.min(n, bytes.length - length);
                System.arraycopy(part, 0, bytes, length, taken);
                length += taken;
                if (taken < n) {
                    break;
                }
            }
        }
        return lines(bytes, length);
    }

    /// The last lines of the end of a log; one that begins before it is left out.
    private static List<String> lines(byte[] bytes, int length) {
        int start = 0;
        if (length == bytes.length) {
            while (start < length && bytes[start] != '\n') {
                start++;
            }
            start = start + 1 >= length ? 0 : start + 1;
        }
        String text = new String(bytes, start, length - start, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> lines = text.lines().toList();
        return List.copyOf(
                lines.subList(Math.max(0, lines.size() - AlertLimits.LINES_MAX), lines.size()));
    }
}
