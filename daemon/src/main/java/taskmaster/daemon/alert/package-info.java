/// Tells people what happened: [taskmaster.daemon.alert.Alert] is what happened,
/// [taskmaster.daemon.alert.AlertMessage] what is sent about it, a [taskmaster.daemon.alert.Sender]
/// brings it to one destination.
///
/// Reading order: [taskmaster.daemon.alert.Alerts] (the thread that owns all, and the life of an
/// alert), [taskmaster.daemon.alert.AlertBook] (what is told when; pure),
/// [taskmaster.daemon.alert.Spool] (what outlives the daemon), [taskmaster.daemon.alert.Courier]
/// (attempts), [taskmaster.daemon.alert.Senders].
///
/// Laws: the daemon's loop never waits for anything here; what is to be sent stands on the disk
/// before it is sent; secrets appear in no message, log or answer.
@NullMarked
package taskmaster.daemon.alert;

import org.jspecify.annotations.NullMarked;
