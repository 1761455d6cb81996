package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// Asks for a test of destinations of alerts.
///
/// @param name of one; null: all
public record AlertTestRequest(@Nullable String name) implements Message {}
