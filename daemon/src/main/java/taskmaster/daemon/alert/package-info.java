/// Tells people what happened: [taskmaster.daemon.alert.Alert] is what happened,
/// [taskmaster.daemon.alert.AlertMessage] what is sent about it, a [taskmaster.daemon.alert.Sender]
/// brings it to one destination.
///
/// Laws: the daemon's loop never waits for anything here; what is to be sent stands on the disk
/// before it is sent; secrets appear in no message, log or answer.
@NullMarked
package taskmaster.daemon.alert;

import org.jspecify.annotations.NullMarked;
