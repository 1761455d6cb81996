/// Capture of the output of supervised programs: named pipes in, log files out, one thread between.
///
/// Reading order: [OutputCapture] (the door), `CaptureLoop` (the thread), `Streams` (what it does),
/// `Pump` and `Workbench` (how bytes move), `Pipe` and `Form` (one stream), `Sink` with `FileSink`
/// and `DescriptorSink` (where bytes go), `Destinations` (one writer per path), `Fifos` (the named
/// pipes), `LineFormats` (the forms of lines), `Syslog` (copies of lines), [Backups] and
/// [Compressor] (old files), [LogReader] (reading back).
///
/// Laws:
/// - Bytes never pass through the daemon's loop, and nothing here grows with what programs write:
///   what cannot be written stays in the pipe, and the program waits.
/// - One writer per path, however many streams share it; within a line they never mix.
/// - A log file is rotated at the end of a line; what is lost is counted and reported.
/// - Nobody wakes while nothing is written.
@NullMarked
package taskmaster.daemon.output;

import org.jspecify.annotations.NullMarked;
