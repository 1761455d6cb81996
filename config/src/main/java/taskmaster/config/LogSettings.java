package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;
import taskmaster.core.Rotation;

import java.nio.file.Path;
import java.util.Map;

/// The daemon's own log: section `log:`.
///
/// @param file absolute path; null: `taskmasterd.log` among the logs of the programs
/// @param levels of components that have one of their own
/// @param syslog [ForwardTarget.LocalSyslog] or [ForwardTarget.RemoteSyslog], which gets each line
///   too; null: none
public record LogSettings(
        @Nullable Path file,
        LogLevel level,
        Map<LogComponent, LogLevel> levels,
        LogFormat format,
        Rotation rotation,
        @Nullable ForwardTarget syslog) {}
