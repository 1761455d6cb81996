package taskmaster.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

import taskmaster.config.LogComponent;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/// The hand-over from those who log to the thread that writes. Never blocks: when it is full, the
/// line is dropped and counted.
///
/// Events of the time before the writing thread runs wait in it.
final class LogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /// Lines that may wait for the disk; beyond, the newest are dropped. About 200 bytes each.
    static final int LINES_MAX = 4096;

    private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(LINES_MAX);
    private final LongAdder dropped = new LongAdder();

    @Override
    protected void append(ILoggingEvent event) {
        // The arguments may change before the line is written, so the text is made here.
        event.getFormattedMessage();
        event.getThreadName();
        if (!queue.offer(event)) {
            dropped.increment();
        }
    }

    /// Says something of the log itself, whatever the levels are.
    void tell(Level level, String message) {
        append(own(level, message));
    }

    /// A line that is not from a logger.
    static ILoggingEvent own(Level level, String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(new LoggerContext());
        event.setLoggerName(LogComponent.LOG.word());
        event.setThreadName("log");
        event.setLevel(level);
        event.setMessage(message);
        event.setTimeStamp(System.currentTimeMillis());
        return event;
    }

    /// Makes the writing thread look up if it waits for lines; if the queue is full it does not.
    void wake(Object notice) {
        // A full queue needs no waking.
        var _ = queue.offer(notice);
    }

    BlockingQueue<Object> lines() {
        return queue;
    }

    /// Lines dropped since the last call.
    long takeDropped() {
        return dropped.sumThenReset();
    }
}
