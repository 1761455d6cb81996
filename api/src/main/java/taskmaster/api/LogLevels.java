package taskmaster.api;

import java.util.List;

/// How much the daemon's own log tells, by component.
public record LogLevels(List<ComponentView> components) implements Message {

    public LogLevels {
        components = List.copyOf(components);
    }

    /// One component.
    ///
    /// @param level `error`, `warn`, `info`, `debug` or `trace`
    /// @param configured the level that the configuration, or the command line, gives it
    /// @param meaning what it tells of, for people
    public record ComponentView(
            String component, String level, String configured, String meaning) {}
}
