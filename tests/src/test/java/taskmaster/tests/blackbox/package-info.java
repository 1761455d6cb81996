/// The examination: the real daemon, real processes and the real client, looked at from outside.
///
/// Read [Daemon] first, which is one run of `taskmasterd` in a directory of its own, then
/// [Daemons], which ends whatever a test began. Laws: a test waits for conditions ([Await]), never
/// for time; it signals only processes that carry its own marker; it leaves nothing behind, also
/// when it fails.
@NullMarked
package taskmaster.tests.blackbox;

import org.jspecify.annotations.NullMarked;
