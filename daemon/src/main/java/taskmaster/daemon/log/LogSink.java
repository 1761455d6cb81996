package taskmaster.daemon.log;

import org.jspecify.annotations.Nullable;

import taskmaster.config.LogFormat;

/// Where lines go and in which form.
///
/// @param file null: none
/// @param toStderr also (or, without a file, only) to standard error
/// @param syslog null: none
record LogSink(
        @Nullable LogFile file, boolean toStderr, LogFormat format, @Nullable SyslogCopy syslog) {}
