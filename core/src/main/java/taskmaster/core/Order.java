package taskmaster.core;

/// An [Effect] and the process that it is for.
///
/// @param spec of the process when the effect was decided
public record Order(ProcessSpec spec, Effect effect) {}
