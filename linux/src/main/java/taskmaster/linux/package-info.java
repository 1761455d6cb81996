/// The system-call surface of taskmaster: everything that asks Linux for something, and the only
/// module with native access.
///
/// Reading order: [Kernel] (all calls), [SpawnRequest] and [SpawnResult], [ReapResult], [Poller];
/// then [LinuxKernel], which does it by the foreign function API. `Libc` alone names symbols, `Abi`
/// alone holds constants and layouts.
///
/// Laws: no signal ever reaches a process that merely got the pid of one of ours. Expected failures
/// are values and say which step failed. A child gets nothing of the daemon that it was not given.
/// Whatever may block says so, and belongs on a platform thread. Why so: `docs/adr/0001`.
@NullMarked
package taskmaster.linux;

import org.jspecify.annotations.NullMarked;
