package taskmaster.daemon.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;

import taskmaster.daemon.output.Syslog;
import taskmaster.daemon.output.SyslogHead;
import taskmaster.daemon.output.SyslogSeverity;

/// Gives the daemon's own lines to a syslog: `taskmasterd` as APP-NAME, its pid as PROCID, the
/// component as MSGID.
///
/// [#offer] is confined to the writing thread.
final class SyslogCopy implements AutoCloseable {

    private static final String APPLICATION = "taskmasterd";

    private final Syslog syslog;
    private final long pid;
    private final StringBuilder text = new StringBuilder();

    SyslogCopy(Syslog syslog, long pid) {
        this.syslog = syslog;
        this.pid = pid;
    }

    /// Never waits; what the syslog has no room for, it counts and tells itself.
    void offer(ILoggingEvent event) {
        text.setLength(0);
        LogLine.appendMessage(text, event);
        var head =
                new SyslogHead(
                        severity(event.getLevel()),
                        APPLICATION,
                        pid,
                        LogLine.component(event.getLoggerName()));
        boolean _ = syslog.offer(head, text.toString().getBytes(UTF_8), event.getTimeStamp());
    }

    /// Waits up to a second for what it still sends.
    @Override
    public void close() {
        syslog.close();
    }

    private static SyslogSeverity severity(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return SyslogSeverity.ERROR;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return SyslogSeverity.WARNING;
        }
        return level.isGreaterOrEqual(Level.INFO) ? SyslogSeverity.INFO : SyslogSeverity.DEBUG;
    }
}
