package taskmaster.daemon.control;

/// Where reading begins: so much before the end.
public sealed interface LogStart {

    /// The last `count` lines; what follows the last line feed is a line too.
    record Lines(int count) implements LogStart {}

    /// The last `count` bytes.
    record Bytes(long count) implements LogStart {}
}
