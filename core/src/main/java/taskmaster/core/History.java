package taskmaster.core;

import org.jspecify.annotations.Nullable;

/// What is remembered of a process over its states.
///
/// @param restarts how often it was started again without being told to
/// @param quickDeaths consecutive deaths within max(starttime, 1 s), failed starts included
/// @param last its last end, null if it never ended
public record History(int restarts, int quickDeaths, @Nullable LastExit last) {

    public static final History NONE = new History(0, 0, null);

    /// One end of a process.
    ///
    /// @param expected its exit code is listed, or it was told to stop
    public record LastExit(
            int pid, ExitStatus status, boolean expected, long startedNanos, long endedNanos) {}

    History withQuickDeaths(int count) {
        return new History(restarts, count, last);
    }

    History withRestart() {
        return new History(restarts + 1, quickDeaths, last);
    }

    History withLast(LastExit exit) {
        return new History(restarts, quickDeaths, exit);
    }
}
