package taskmaster.api;

/// The body of reload.
///
/// @param dryRun only say what would be done
public record ReloadRequest(boolean dryRun) implements Message {}
