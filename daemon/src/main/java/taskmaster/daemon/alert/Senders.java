package taskmaster.daemon.alert;

import taskmaster.config.AlertDestination;
import taskmaster.linux.Kernel;
import taskmaster.linux.NoFileLimit;

import java.util.Map;

/// Finds who brings messages to a destination. Nothing is opened, started or loaded before the
/// first message.
final class Senders {

    private Senders() {}

    /// The sender of a destination.
    ///
    /// @param environment of commands: the daemon's without what is meant for it alone
    /// @param limit of commands: what the daemon itself was started with
    static Sender of(
            AlertDestination destination,
            Kernel kernel,
            Map<String, String> environment,
            NoFileLimit limit) {
        return message ->
                new SendResult.Refused("cannot send to " + destination.name() + " yet", false);
    }
}
