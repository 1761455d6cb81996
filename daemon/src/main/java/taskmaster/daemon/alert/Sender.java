package taskmaster.daemon.alert;

/// Brings messages to one destination. One thread at a time; blocks.
interface Sender {

    /// Sends once, within the timeout of the destination.
    SendResult send(AlertMessage message);
}
