package taskmaster.daemon.alert;

import taskmaster.config.AlertDestination;
import taskmaster.linux.Kernel;

/// Finds who brings messages to a destination. Nothing is opened, started or loaded before the
/// first message.
final class Senders {

    private Senders() {}

    /// The sender of a destination.
    static Sender of(AlertDestination destination, Kernel kernel, ChildSettings settings) {
        return switch (destination) {
            case AlertDestination.Mail mail ->
                    message -> new MailSender(mail, TrustedAuthorities.ofSystem()).send(message);
            case AlertDestination.Webhook webhook ->
                    message ->
                            new WebhookSender(webhook, TrustedAuthorities.ofSystem()).send(message);
            case AlertDestination.Command command -> new CommandSender(command, kernel, settings);
            case AlertDestination.Syslog syslog -> new SyslogSender(syslog, kernel);
        };
    }
}
