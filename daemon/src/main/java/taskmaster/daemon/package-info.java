/// The daemon: the loop that owns all state, and the edges around it.
///
/// Reading order: [Main] (start to end), [Supervisor] (the loop and its effects), [Inbox],
/// [Spawners] and [DeathWatch] (facts in), [Orders] (what clients ask for), [Reloader], [Announcer]
/// (log and events out). Laws: one thread owns the fleet; everybody else only enqueues; nothing
/// polls; output never passes through the loop.
@NullMarked
package taskmaster.daemon;

import org.jspecify.annotations.NullMarked;
