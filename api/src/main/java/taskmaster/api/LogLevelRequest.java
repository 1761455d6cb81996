package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// The body of log-levels.
///
/// @param component null: all
/// @param level `error`, `warn`, `info`, `debug` or `trace`; `reset`: as configured
public record LogLevelRequest(@Nullable String component, String level) implements Message {

    /// The level that stands for the configured one.
    public static final String RESET = "reset";
}
