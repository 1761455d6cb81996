package taskmaster.core;

/// When a log file is renamed away, and how many old ones stay.
///
/// @param maxBytes size at which the file becomes `NAME.1`; 0 never rotates
/// @param backups number of old files kept, 0 to 1000; 0 truncates at `maxBytes`
public record Rotation(long maxBytes, int backups) {}
