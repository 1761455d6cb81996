package taskmaster.config;

import taskmaster.core.FleetSpec;

import java.util.Map;

/// A valid configuration with every default filled in.
///
/// @param sources what it was read from
/// @param origins where each setting stands
public record Settings(
        FleetSpec fleet,
        ServerSettings server,
        LogSettings log,
        AlertSettings alerts,
        Sources sources,
        Origins origins) {

    /// Whether loading again would give the same. Reads the files and compares checksums; parses
    /// nothing. False when a file cannot be read.
    ///
    /// @param environment as given to [ConfigLoader#load]
    public boolean isUnchanged(Map<String, String> environment) {
        return sources.isUnchanged(environment);
    }
}
