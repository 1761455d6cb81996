package taskmaster.config;

import java.nio.file.Path;
import java.util.Map;

/// Reads a configuration.
public final class ConfigLoader {

    private ConfigLoader() {}

    /// Reads the file, what it includes, and the variables it names. Never throws for bad input.
    ///
    /// @param file as the operator named it; diagnostics repeat it so
    /// @param environment of the daemon, for `${VAR}` and `~/`
    public static LoadOutcome load(Path file, Map<String, String> environment) {
        return new Loading(environment).run(file);
    }
}
