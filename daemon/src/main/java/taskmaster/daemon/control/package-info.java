/// The control server: HTTP on a Unix socket and, if a port is configured, on the loopback
/// interface.
///
/// Reading order: [Operations] (all that it asks of the daemon), [Routes] (all that it answers to),
/// [ControlServer], [ControlLimits].
///
/// Laws: this package knows the daemon only through [Operations]; one thread (`control`) runs all
/// connections and never blocks; files are read on worker threads; a client, broken or hostile,
/// harms only itself; nothing wakes while no client is connected.
@NullMarked
package taskmaster.daemon.control;

import org.jspecify.annotations.NullMarked;
