package taskmaster.daemon.control;

/// A part of the file that a log is written to now, ready to be read.
///
/// @param follower at the first byte of it; ends after the last
/// @param start the first byte, counted from 0
/// @param end the one after the last; not beyond the start if the file has no such bytes
/// @param total bytes of the file as it was when it was opened
public record LogSlice(LogFollower follower, long start, long end, long total) {

    boolean isEmpty() {
        return start >= end;
    }

    long bytes() {
        return end - start;
    }
}
