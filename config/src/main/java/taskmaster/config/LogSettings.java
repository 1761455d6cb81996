package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.Rotation;

import java.nio.file.Path;

/// The daemon's own log: section `log:`.
///
/// @param file absolute path; null: `taskmasterd.log` among the logs of the programs
public record LogSettings(
        @Nullable Path file, LogLevel level, LogFormat format, Rotation rotation) {}
