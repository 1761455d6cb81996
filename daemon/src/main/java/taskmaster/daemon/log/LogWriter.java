package taskmaster.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isReopenWanted;
    private volatile boolean isEndWanted;

    private LogSink sink;
    private boolean isFileFailing;

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
            closeFile(sink);
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
        } catch (RuntimeException bug) {
            batch.setLength(start);
            report("cannot write a log line: " + bug);
        }
        LogFile file = sink.file();
        long room = file == null ? BATCH_CHARS : Math.min(BATCH_CHARS, file.roomBytes());
        if (start > 0 && batch.length() > room) {
            flush(start);
        }
    }

    private void writeDropped() {
        long count = queue.takeDropped();
        if (count > 0) {
            append(own(count + " log lines dropped: they came faster than they could be written"));
        }
    }

    private static ILoggingEvent own(String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(new LoggerContext());
        event.setLoggerName("log");
        event.setThreadName("log");
        event.setLevel(Level.WARN);
        event.setMessage(message);
        event.setTimeStamp(System.currentTimeMillis());
        return event;
    }

    private void flush() {
        flush(batch.length());
    }

    /// Writes the first `chars` of the batch.
    private void flush(int chars) {
        if (chars == 0) {
            return;
        }
        byte[] bytes = batch.substring(0, chars).getBytes(StandardCharsets.UTF_8);
        batch.delete(0, chars);
        if (batch.capacity() > 4 * BATCH_CHARS) {
            batch.trimToSize();
        }
        boolean isInFile = writeToFile(bytes);
        if (sink.toStderr() || !isInFile) {
            writeToStderr(bytes);
        }
    }

    /// False if there is no file or it could not be written; the lines then go to standard error.
    private boolean writeToFile(byte[] bytes) {
        LogFile file = sink.file();
        if (file == null) {
            return false;
        }
        try {
            file.write(bytes, bytes.length);
        } catch (IOException failure) {
            if (!isFileFailing) {
                isFileFailing = true;
                report(
                        "cannot write log %s: %s; its lines go to standard error until it works"
                                .formatted(file.path(), LogFile.cause(failure)));
            }
            return false;
        }
        isFileFailing = false;
        return true;
    }

    private void applyOrders() {
        LogSink next = nextSink.getAndSet(null);
        if (next != null) {
            closeFile(sink);
            sink = next;
            isFileFailing = false;
        }
        if (isReopenWanted) {
            isReopenWanted = false;
            reopenFile();
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

    private void closeFile(LogSink old) {
        try {
            if (old.file() != null) {
                old.file().close();
            }
        } catch (IOException failure) {
            report("cannot close log: " + LogFile.cause(failure));
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
