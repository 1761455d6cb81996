package taskmaster.core;

/// One process as the configuration wants it.
///
/// @param name the displayed name, see [ProcessId#displayName]
public record ProcessSpec(
        ProcessId id, String name, LaunchSpec launch, SupervisionSpec supervision) {}
