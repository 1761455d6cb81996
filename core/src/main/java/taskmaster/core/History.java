package taskmaster.core;

import org.jspecify.annotations.Nullable;

/// What is remembered of a process over its states.
///
/// @param restarts how often it was started again without being told to
/// @param quickDeaths consecutive deaths within max(starttime, 1 s), failed starts included
/// @param last its last end, null if it never ended
/// @param survivor what outlived SIGKILL and is not dead yet, null if there is none; as long as it
///   lives nothing is started, for there must be no second copy
public record History(
        int restarts, int quickDeaths, @Nullable LastExit last, @Nullable Survivor survivor) {

    public static final History NONE = new History(0, 0, null, null);

    /// One end of a process.
    ///
    /// @param expected its exit code is listed, or it was told to stop
    public record LastExit(
            int pid, ExitStatus status, boolean expected, long startedNanos, long endedNanos) {}

    /// A process that not even SIGKILL has ended (it hangs in the kernel).
    public record Survivor(int pid, long startedNanos) {}

    /// Whether the process of this pid was given up and is not dead yet.
    boolean isSurvivor(int pid) {
        return survivor != null && survivor.pid() == pid;
    }

    History withQuickDeaths(int count) {
        return new History(restarts, count, last, survivor);
    }

    History withRestart() {
        return new History(restarts + 1, quickDeaths, last, survivor);
    }

    History withLast(LastExit exit) {
        return new History(restarts, quickDeaths, exit, survivor);
    }

    History withSurvivor(@Nullable Survivor one) {
        return new History(restarts, quickDeaths, last, one);
    }
}
