package taskmaster.config;

import java.util.Locale;
import java.util.Optional;

/// How much the daemon's own log tells; each level includes those before it.
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    /// The level of a name in any case, `warning` included; empty for any other text.
    public static Optional<LogLevel> parse(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "error" -> Optional.of(ERROR);
            case "warn", "warning" -> Optional.of(WARN);
            case "info" -> Optional.of(INFO);
            case "debug" -> Optional.of(DEBUG);
            case "trace" -> Optional.of(TRACE);
            default -> Optional.empty();
        };
    }
}
