package taskmaster.daemon.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import taskmaster.core.ForwardTarget;
import taskmaster.linux.Kernel;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;

/// Sends a few messages to a syslog at once and says what came of it, over a link of its own that
/// is closed afterwards.
public final class SyslogDelivery {

    private SyslogDelivery() {}

    /// One message.
    ///
    /// @param text without a line feed
    public record Line(SyslogHead head, String text, long wallMillis) {}

    /// Sends them in this order. Blocks, at most about as long as is allowed and a connection
    /// needs.
    ///
    /// @return false if it cannot be known whether anybody took them: UDP does not tell
    /// @throws IOException that [#cause] explains; some may have been sent
    public static boolean send(
            ForwardTarget target, Kernel kernel, List<Line> lines, long timeoutNanos)
            throws IOException {
        SyslogMessages messages = Syslog.messages(target);
        try (SyslogLink link = SyslogLink.open(target, kernel);
                LinkTimeout timeout = new LinkTimeout(link, timeoutNanos)) {
            try {
                for (Line line : lines) {
                    link.send(
                            messages.message(
                                    line.head(), line.text().getBytes(UTF_8), line.wallMillis()));
                }
            } catch (IOException e) {
                if (timeout.isOver()) {
                    throw new SocketTimeoutException();
                }
                throw e;
            }
            return link.isTelling();
        }
    }

    /// The syslog's name for people.
    public static String name(ForwardTarget target) {
        return Syslog.name(target);
    }

    /// Why a delivery failed, for people.
    public static String cause(IOException failure) {
        return failure instanceof SocketTimeoutException
                ? "it takes nothing (ETIMEDOUT)"
                : SyslogTrouble.cause(failure);
    }

    /// Aborts a link when the time is over.
    private static final class LinkTimeout implements AutoCloseable {

        private final SyslogLink link;
        private final long endNanos;

        // Guarded by this
        private boolean isOver;
        private boolean isClosed;

        LinkTimeout(SyslogLink link, long timeoutNanos) {
            this.link = link;
            endNanos = System.nanoTime() + timeoutNanos;
            Thread.ofPlatform().daemon().name("alert-timeout").start(this::expire);
        }

        private synchronized void expire() {
            try {
                long rest;
                while (!isClosed && (rest = endNanos - System.nanoTime()) > 0) {
                    wait(rest / 1_000_000 + 1);
                }
            } catch (InterruptedException _) {
                return; // nobody interrupts this thread
            }
            if (!isClosed) {
                isOver = true;
                link.abort();
            }
        }

        synchronized boolean isOver() {
            return isOver;
        }

        @Override
        public synchronized void close() {
            isClosed = true;
            notifyAll();
        }
    }
}
