package taskmaster.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

import org.jspecify.annotations.Nullable;

import taskmaster.config.LogFormat;
import taskmaster.daemon.output.UtcTime;

import java.util.Locale;

/// Turns a logging event into the bytes of its line, as text for people or as one JSON object.
///
/// Confined to the writing thread.
final class LogLine {

    /// A longer message is cut, so that no line can be larger than the batch that holds it.
    static final int MESSAGE_CHARS_MAX = 16_384;

    /// Stack frames told of one exception.
    private static final int FRAMES_MAX = 100;

    /// Causes followed down from an exception; also ends a circle of causes.
    private static final int CAUSES_MAX = 8;

    private final UtcTime time = new UtcTime();

    /// Appends the event and a line end.
    void append(StringBuilder out, ILoggingEvent event, LogFormat format) {
        switch (format) {
            case TEXT -> appendText(out, event);
            case JSON -> appendJson(out, event);
        }
        out.append('\n');
    }

    /// Appends what a syslog gets of the event, whose header has the time, the level and the
    /// component: the message, and of exceptions their names and messages.
    static void appendMessage(StringBuilder out, ILoggingEvent event) {
        cut(out, event.getFormattedMessage(), LogFormat.TEXT);
        IThrowableProxy thrown = event.getThrowableProxy();
        String lead = ": ";
        for (int depth = 0; thrown != null && depth < CAUSES_MAX; depth++) {
            summary(out, thrown, lead, LogFormat.TEXT);
            lead = ", caused by ";
            thrown = thrown.getCause();
        }
    }

    private void appendText(StringBuilder out, ILoggingEvent event) {
        time.append(out, event.getTimeStamp());
        String level = event.getLevel().toString();
        out.append(' ').append(level).repeat(' ', Math.max(1, 6 - level.length()));
        escaped(out, component(event.getLoggerName()), LogFormat.TEXT);
        out.append("  ");
        cut(out, event.getFormattedMessage(), LogFormat.TEXT);
        IThrowableProxy thrown = event.getThrowableProxy();
        String lead = "\n    ";
        for (int depth = 0; thrown != null && depth < CAUSES_MAX; depth++) {
            trace(out, thrown, lead, "\n        at ", LogFormat.TEXT);
            lead = "\n    caused by ";
            thrown = thrown.getCause();
        }
    }

    private void appendJson(StringBuilder out, ILoggingEvent event) {
        out.append("{\"time\":\"");
        time.append(out, event.getTimeStamp());
        out.append("\",\"level\":\"").append(lower(event.getLevel())).append("\",\"logger\":\"");
        escaped(out, component(event.getLoggerName()), LogFormat.JSON);
        out.append("\",\"thread\":\"");
        escaped(out, event.getThreadName(), LogFormat.JSON);
        out.append("\",\"message\":\"");
        cut(out, event.getFormattedMessage(), LogFormat.JSON);
        IThrowableProxy thrown = event.getThrowableProxy();
        String lead = "\",\"error\":\"";
        for (int depth = 0; thrown != null && depth < CAUSES_MAX; depth++) {
            trace(out, thrown, lead, "\\n\\tat ", LogFormat.JSON);
            lead = "\\ncaused by ";
            thrown = thrown.getCause();
        }
        out.append("\"}");
    }

    private static void trace(
            StringBuilder out, IThrowableProxy thrown, String lead, String at, LogFormat format) {
        summary(out, thrown, lead, format);
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int shown = frames == null ? 0 : Math.min(frames.length, FRAMES_MAX);
        for (int index = 0; index < shown; index++) {
            out.append(at);
            escaped(out, frames[index].getStackTraceElement().toString(), format);
        }
    }

    private static void summary(
            StringBuilder out, IThrowableProxy thrown, String lead, LogFormat format) {
        out.append(lead).append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            out.append(": ");
            cut(out, thrown.getMessage(), format);
        }
    }

    private static void cut(StringBuilder out, @Nullable String text, LogFormat format) {
        if (text == null) {
            out.append("null");
        } else if (text.length() <= MESSAGE_CHARS_MAX) {
            escaped(out, text, format);
        } else {
            escaped(out, text.substring(0, MESSAGE_CHARS_MAX), format);
            out.append("... (").append(text.length() - MESSAGE_CHARS_MAX).append(" more)");
        }
    }

    /// Control characters and those that turn the direction of writing never come out as they are:
    /// a name or a path chosen by someone else must not move the cursor or fake a line.
    private static void escaped(StringBuilder out, String text, LogFormat format) {
        boolean json = format == LogFormat.JSON;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c >= ' ' && c < 0x7f) {
                if (json && (c == '"' || c == '\\')) {
                    out.append('\\');
                }
                out.append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c == '\r') {
                out.append("\\r");
            } else if (c < 0xa0 || isDirection(c)) {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit(c >> shift & 15, 16));
                }
            } else {
                out.append(c);
            }
        }
    }

    private static boolean isDirection(char c) {
        return (c >= '\u200e' && c <= '\u200f')
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    /// The last part of a logger's name: `loop` of `loop`, `Reaper` of `taskmaster.daemon.Reaper`.
    static String component(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String lower(Level level) {
        return level.toString().toLowerCase(Locale.ROOT);
    }
}
