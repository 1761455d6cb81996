package taskmaster.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;

import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// The thread `log`: takes events from the queue, makes lines and writes them. It sleeps in the
/// queue while nobody logs.
final class LogWriter implements Runnable {

    /// Lines are gathered to this size before they are written at once.
    private static final int BATCH_CHARS = 32_768;

    /// Order to the thread; what it concerns stands in the fields.
    private static final Object NOTICE = new Object();

    private final LogQueue queue;
    private final FileOutputStream stderr;
    private final LogLine line = new LogLine();
    private final StringBuilder batch = new StringBuilder();
    private final List<Object> taken = new ArrayList<>();
    private final AtomicReference<@Nullable LogSink> nextSink = new AtomicReference<>();
    private final Queue<SyslogCopy> retired = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isReopenWanted;
    private volatile boolean isEndWanted;

    private LogSink sink;
    private int batchLines;
    private boolean isFileFailing;

    /// Lines that could not be written since it was told last, and why.
    private long missingLines;

    private String missingCause = "";

    LogWriter(LogQueue queue, LogSink sink, FileOutputStream stderr) {
        this.queue = queue;
        this.sink = sink;
        this.stderr = stderr;
    }

    static FileOutputStream standardError() {
        return new FileOutputStream(FileDescriptor.err);
    }

    void start() {
        Thread thread = new Thread(this, "log");
        thread.setDaemon(true);
        thread.start();
    }

    void useSink(LogSink next) {
        LogSink superseded = nextSink.getAndSet(next);
        if (superseded != null) {
            closeFile(superseded);
            if (superseded.syslog() != null) {
                retired.add(superseded.syslog());
            }
        }
        queue.wake(NOTICE);
    }

    void reopen() {
        isReopenWanted = true;
        queue.wake(NOTICE);
    }

    /// Writes what waits and ends the thread.
    ///
    /// @return false if that took longer than allowed; the thread then still tries
    boolean stop(long timeoutNanos) throws InterruptedException {
        isEndWanted = true;
        queue.wake(NOTICE);
        return ended.await(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        try {
            while (!isEndWanted || !queue.lines().isEmpty()) {
                Object first = queue.lines().take();
                applyOrders();
                taken.add(first);
                queue.lines().drainTo(taken);
                writeTaken();
            }
            applyOrders();
            writeDropped();
            flush();
        } catch (InterruptedException interrupted) {
            // Nobody interrupts this thread; if someone does, the log ends and says so.
            report("the daemon's log ends: interrupted");
        } finally {
            end();
            ended.countDown();
        }
    }

    private void writeTaken() {
        writeDropped();
        for (Object item : taken) {
            if (item instanceof ILoggingEvent event) {
                append(event);
            }
        }
        taken.clear();
        flush();
    }

    private void append(ILoggingEvent event) {
        int start = batch.length();
        try {
            line.append(batch, event, sink.format());
            if (sink.syslog() != null) {
                sink.syslog().offer(event);
            }
            batchLines++;
        } catch (RuntimeException bug) {
            batch.setLength(start);
            report("cannot write a log line: " + bug);
            return;
        }
        LogFile file = sink.file();
        long room = file == null ? BATCH_CHARS : Math.min(BATCH_CHARS, file.roomBytes());
        if (start > 0 && batch.length() > room) {
            flush(start, batchLines - 1);
        }
    }

    private void writeDropped() {
        long count = queue.takeDropped();
        if (count > 0) {
            append(own(count + " log lines dropped: they came faster than they could be written"));
        }
    }

    private static ILoggingEvent own(String message) {
        return LogQueue.own(Level.WARN, message);
    }

    private void flush() {
        flush(batch.length(), batchLines);
    }

    /// Writes the first `chars` of the batch, which are so many lines.
    private void flush(int chars, int lines) {
        if (chars == 0) {
            return;
        }
        byte[] bytes = batch.substring(0, chars).getBytes(StandardCharsets.UTF_8);
        batch.delete(0, chars);
        batchLines -= lines;
        if (batch.capacity() > 4 * BATCH_CHARS) {
            batch.trimToSize();
        }
        boolean isInFile = writeToFile(bytes, lines);
        if (sink.toStderr() || !isInFile) {
            writeToStderr(bytes);
        }
    }

    /// False if there is no file or it could not be written; the lines then go to standard error.
    private boolean writeToFile(byte[] bytes, int lines) {
        LogFile file = sink.file();
        if (file == null) {
            return false;
        }
        try {
            if (missingLines > 0) {
                tellMissing(file);
            }
            file.write(bytes, bytes.length);
        } catch (IOException failure) {
            missingLines += lines;
            missingCause = LogFile.cause(failure);
            if (!isFileFailing) {
                isFileFailing = true;
                fail(
                        "cannot write log %s: %s; its lines go to standard error until it works"
                                .formatted(file.path(), missingCause));
            }
            return false;
        }
        isFileFailing = false;
        String problem = file.takeProblem();
        if (problem != null) {
            queue.tell(Level.WARN, problem);
        }
        return true;
    }

    /// Says in the file where lines are missing in it.
    private void tellMissing(LogFile file) throws IOException {
        String message =
                "%d log %s missing here: %s%s"
                        .formatted(
                                missingLines,
                                missingLines == 1 ? "line is" : "lines are",
                                missingCause,
                                sink.toStderr()
                                        ? "; standard error has them"
                                        : "; with `-d` nothing else has them");
        ILoggingEvent event = own(message);
        var text = new StringBuilder();
        line.append(text, event, sink.format());
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        file.write(bytes, bytes.length);
        missingLines = 0;
        report(message.replace(" here", " in log " + file.path()));
        if (sink.syslog() != null) {
            sink.syslog().offer(event);
        }
    }

    private void applyOrders() {
        LogSink next = nextSink.getAndSet(null);
        if (next != null) {
            closeFile(sink);
            retire(sink.syslog(), next);
            sink = next;
            isFileFailing = false;
        }
        for (SyslogCopy old = retired.poll(); old != null; old = retired.poll()) {
            retire(old, sink);
        }
        if (isReopenWanted) {
            isReopenWanted = false;
            reopenFile();
        }
    }

    /// Ends a syslog that is no longer wanted; waits up to a second for what it still sends.
    private static void retire(@Nullable SyslogCopy old, LogSink next) {
        if (old != null && old != next.syslog()) {
            old.close();
        }
    }

    private void reopenFile() {
        LogFile file = sink.file();
        if (file == null) {
            return;
        }
        try {
            file.reopen();
        } catch (IOException failure) {
            String problem =
                    "cannot reopen log %s: %s; the file in use stays in use"
                            .formatted(file.path(), LogFile.cause(failure));
            append(own(problem));
        }
    }

    /// The last words: of the syslog too, whose own last words are lines of this log.
    private void end() {
        if (sink.syslog() != null) {
            sink.syslog().close();
            queue.lines().drainTo(taken);
            writeTaken();
        }
        if (missingLines > 0) {
            writeToFile(new byte[0], 0);
        }
        closeFile(sink);
    }

    private void closeFile(LogSink old) {
        try {
            if (old.file() != null) {
                old.file().close();
            }
        } catch (IOException failure) {
            report("cannot close log: " + LogFile.cause(failure));
        }
    }

    /// Says that the file cannot be written to those who can still be told.
    private void fail(String problem) {
        report(problem);
        if (sink.syslog() != null) {
            sink.syslog().offer(LogQueue.own(Level.ERROR, problem));
        }
    }

    private void report(String problem) {
        writeToStderr(("taskmasterd: " + problem + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void writeToStderr(byte[] bytes) {
        try {
            stderr.write(bytes);
        } catch (IOException unwritable) {
            // Standard error is closed or its reader gone: there is nobody left to tell.
            return;
        }
    }
}
