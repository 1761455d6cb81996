/// The daemon's own log: SLF4J in front, Logback's levels and loggers behind it, and one thread
/// that writes.
///
/// Reading order: [DaemonLog] (the door), [LogProvider] (how SLF4J finds Logback without its search
/// for configuration files), `LogQueue` (the hand-over to the writing thread), `LogLine` (the two
/// forms of a line), `LogFile` (the rotated file). Why so: ADR 0006.
///
/// Laws: whoever logs never waits for a disk, a pipe or a terminal; what had to be dropped is
/// counted and told; no control character of a message reaches a terminal.
@NullMarked
package taskmaster.daemon.log;

import org.jspecify.annotations.NullMarked;
