package taskmaster.core;

/// What happens to output while its log takes nothing: the disk is full, slow or dead, or the
/// reader of a pipe has stopped.
public enum Overflow {
    /// The process waits in its write, and nothing is lost.
    BLOCK,
    /// The process goes on; what it writes meanwhile is dropped and counted.
    DROP
}
