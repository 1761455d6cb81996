package taskmaster.daemon.alert;

import taskmaster.config.AlertDestination;
import taskmaster.core.AlertType;
import taskmaster.daemon.output.SyslogDelivery;
import taskmaster.daemon.output.SyslogHead;
import taskmaster.daemon.output.SyslogSeverity;
import taskmaster.linux.Kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes a line for each alert to a syslog.
final class SyslogSender implements Sender {

    private final AlertDestination.Syslog syslog;
    private final Kernel kernel;

    SyslogSender(AlertDestination.Syslog syslog, Kernel kernel) {
        this.syslog = syslog;
        this.kernel = kernel;
    }

    @Override
    public SendResult send(AlertMessage message) {
        List<SyslogDelivery.Line> lines = new ArrayList<>();
        if (message.isTest()) {
            lines.add(line(SyslogSeverity.NOTICE, "test", Wording.testNote(message), message));
        }
        int told = Math.min(message.entries().size(), MessageLimits.SYSLOG_LINES_MAX);
        for (AlertMessage.Entry entry : message.entries().subList(0, told)) {
            AlertType type = entry.last().type();
            lines.add(
                    new SyslogDelivery.Line(
                            head(severity(type), type.key()),
                            Wording.headline(entry),
                            entry.last().epochMillis()));
        }
        String left = Wording.leftOut(message, message.entries().size() - told);
        if (left != null) {
            lines.add(line(SyslogSeverity.WARNING, "left_out", left, message));
        }
        try {
            boolean isTelling =
                    SyslogDelivery.send(syslog.target(), kernel, lines, syslog.timeoutNanos());
            String count = lines.size() == 1 ? "1 line" : lines.size() + " lines";
            return new SendResult.Accepted(
                    count + (isTelling ? " written" : " sent by UDP, which is not answered"));
        } catch (IOException e) {
            String name = SyslogDelivery.name(syslog.target());
            return new SendResult.Refused(
                    "cannot send to " + name + ": " + SyslogDelivery.cause(e), false);
        }
    }

    private SyslogDelivery.Line line(
            SyslogSeverity severity, String id, String text, AlertMessage message) {
        long millis =
                message.entries().isEmpty()
                        ? System.currentTimeMillis()
                        : message.entries().getLast().last().epochMillis();
        return new SyslogDelivery.Line(head(severity, id), text, millis);
    }

    private SyslogHead head(SyslogSeverity severity, String id) {
        return new SyslogHead(severity, "taskmaster", kernel.pid(), id);
    }

    private static SyslogSeverity severity(AlertType type) {
        return switch (type) {
            case ABORTED -> SyslogSeverity.CRITICAL;
            case UNEXPECTED_EXIT, RELOAD_REFUSED -> SyslogSeverity.ERROR;
            case KILLED, OUTPUT_DROPPED -> SyslogSeverity.WARNING;
            case RECOVERED -> SyslogSeverity.NOTICE;
        };
    }
}
