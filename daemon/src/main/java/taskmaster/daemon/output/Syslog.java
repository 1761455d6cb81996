package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;
import taskmaster.linux.Kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Copies of lines to a syslog, one for all processes that name the same. Its thread begins with
/// the first line and sleeps while nothing waits.
///
/// While the syslog does not answer, or is slower than what is written, copies wait, up to
/// [Bounds#SYSLOG_WAITING_BYTES_MAX]; more are dropped. A line is sent once, unless the connection
/// broke in the middle of it; what the receiver had not read when it went away is lost.
public final class Syslog implements LineCopy {

    /// What a waiting message costs beside its bytes: the header of its array, its place in line.
    private static final int OVERHEAD_BYTES = 24;

    private final ForwardTarget target;
    private final Kernel kernel;
    private final SyslogMessages messages;
    private final SyslogTrouble trouble;
    private final Thread thread = new Thread(this::run, "syslog");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean isStarted;
    private boolean isClosing;
    private long endNanos;

    // Of the thread; the closing one aborts the link
    private volatile @Nullable SyslogLink link;
    private long pauseNanos = Bounds.SYSLOG_PAUSE_NANOS_MIN;
    private boolean hasSent;

    private Syslog(ForwardTarget target, Kernel kernel, Consumer<String> report, String host) {
        this.target = target;
        this.kernel = kernel;
        messages = messages(target, host);
        trouble = new SyslogTrouble(name(target), report);
        thread.setDaemon(true);
    }

    /// Copies to a syslog. Nothing is opened before the first line.
    ///
    /// @param target one of the two kinds of syslog
    /// @param problemReport told when copies cannot be sent, and when they can again; on the thread
    ///   `syslog` or on one that offers, and must not block
    public static Syslog open(ForwardTarget target, Kernel kernel, Consumer<String> problemReport) {
        return new Syslog(target, kernel, problemReport, hostName());
    }

    /// Writes messages as a syslog wants them.
    static SyslogMessages messages(ForwardTarget target) {
        return messages(target, hostName());
    }

    private static SyslogMessages messages(ForwardTarget target, String host) {
        boolean isTcp = target instanceof ForwardTarget.RemoteSyslog remote && remote.isTcp();
        return new SyslogMessages(
                host, isTcp ? Bounds.SYSLOG_MESSAGE_BYTES_MAX : Bounds.SYSLOG_DATAGRAM_BYTES_MAX);
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    /// What it is called for people.
    static String name(ForwardTarget target) {
        return switch (target) {
            case ForwardTarget.LocalSyslog(String path) -> "syslog " + path;
            case ForwardTarget.RemoteSyslog(boolean isTcp, String host, int port) ->
                    (isTcp ? "syslog+tcp://" : "syslog+udp://")
                            + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                            + ":"
                            + port;
            case ForwardTarget.DaemonStdout _, ForwardTarget.DaemonStderr _ ->
                    throw new IllegalArgumentException("not a syslog: " + target);
        };
    }

    @Override
    public boolean offer(
            byte[] bytes, int from, int to, String process, boolean isStderr, long wallMillis) {
        return offer(
                to - from, () -> messages.message(bytes, from, to, process, isStderr, wallMillis));
    }

    /// Takes a message of the daemon's own, or drops it if too much waits already. Any thread.
    ///
    /// @param text without a line feed
    /// @return false if it was dropped
    public boolean offer(SyslogHead head, byte[] text, long wallMillis) {
        return offer(text.length, () -> messages.message(head, text, wallMillis));
    }

    private boolean offer(int bytes, Supplier<byte[]> made) {
        lock.lock();
        try {
            if (isClosing) {
                return false;
            }
            if (hasRoom(bytes)) {
                byte[] message = made.get();
                waiting.add(message);
                waitingBytes += message.length + OVERHEAD_BYTES;
                if (!isStarted) {
                    start();
                } else if (waiting.size() == 1) {
                    changed.signal();
                }
                return true;
            }
        } finally {
            lock.unlock();
        }
        trouble.dropped();
        return false;
    }

    private void start() {
        try {
            thread.start();
            isStarted = true;
        } catch (OutOfMemoryError _) {
            // No thread to be had now (`pids.max`, `ulimit -u`): the next line tries again.
        }
    }

    private boolean hasRoom(int bytes) {
        return waiting.size() < Bounds.SYSLOG_WAITING_LINES_MAX
                && waitingBytes + bytes + OVERHEAD_BYTES <= Bounds.SYSLOG_WAITING_BYTES_MAX;
    }

    private void run() {
        try {
            byte @Nullable [] message;
            while ((message = next()) != null) {
                if (!deliver(message)) {
                    trouble.lost();
                    break;
                }
            }
        } finally {
            closeLink();
        }
    }

    /// The next message, when there is one; null at the end.
    private byte @Nullable [] next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !isClosing) {
                changed.awaitUninterruptibly();
            }
            if (isOver()) {
                return null;
            }
            byte[] message = waiting.poll();
            if (message != null) {
                waitingBytes -= message.length + OVERHEAD_BYTES;
            }
            return message;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return isClosing && endNanos - System.nanoTime() <= 0;
    }

    /// @return false at the end
    private boolean deliver(byte[] message) {
        int links = 0;
        while (links < Bounds.SYSLOG_ATTEMPTS_MAX) {
            boolean isProven = link != null && hasSent;
            try {
                SyslogLink current = link;
                if (current == null) {
                    current = connect();
                    links++;
                }
                current.send(message);
                sent(current);
                return true;
            } catch (IOException e) {
                boolean isTelling = link != null && link.isTelling();
                closeLink();
                if (mustEnd()) {
                    return false;
                }
                // A receiver that was restarted is reached at once, and that is no trouble.
                if (!isProven || !isTelling) {
                    trouble.failed(e);
                    if (!pause()) {
                        return false;
                    }
                }
            }
        }
        trouble.lost();
        return true;
    }

    private SyslogLink connect() throws IOException {
        SyslogLink opened = SyslogLink.open(target, kernel);
        hasSent = false;
        link = opened;
        if (mustEnd()) { // who closes may have looked before there was a link to abort
            throw new IOException("given up");
        }
        return opened;
    }

    private boolean mustEnd() {
        lock.lock();
        try {
            return isOver();
        } finally {
            lock.unlock();
        }
    }

    private void sent(SyslogLink current) {
        hasSent = true;
        if (trouble.isOpen() && count() == 0) {
            trouble.drained(current.isTelling());
        }
        if (!trouble.isOpen()) {
            pauseNanos = Bounds.SYSLOG_PAUSE_NANOS_MIN;
        }
    }

    private int count() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Waits before the next attempt.
    ///
    /// @return false if there is to be none
    private boolean pause() {
        long rest = pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, Bounds.SYSLOG_PAUSE_NANOS_MAX);
        lock.lock();
        try {
            while (rest > 0 && !isClosing) {
                rest = changed.awaitNanos(rest);
            }
            return !isClosing;
        } catch (InterruptedException _) {
            return true; // nobody interrupts this thread
        } finally {
            lock.unlock();
        }
    }

    private void closeLink() {
        @Nullable SyslogLink current = link;
        link = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (isClosing) {
                return;
            }
            isClosing = true;
            endNanos = System.nanoTime() + Bounds.SYSLOG_FAREWELL_NANOS;
            changed.signal();
            if (!isStarted) {
                return;
            }
        } finally {
            lock.unlock();
        }
        join();
        @Nullable SyslogLink current = link;
        if (current != null) {
            current.abort();
        }
        trouble.ended(count());
    }

    private void join() {
        try {
            thread.join(Duration.ofNanos(Bounds.SYSLOG_FAREWELL_NANOS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
