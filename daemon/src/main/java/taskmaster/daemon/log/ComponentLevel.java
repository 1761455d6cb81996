package taskmaster.daemon.log;

import taskmaster.config.LogComponent;
import taskmaster.config.LogLevel;

/// How much one component tells.
///
/// @param configured what the configuration, or the command line, says
public record ComponentLevel(LogComponent component, LogLevel level, LogLevel configured) {}
