package taskmaster.core;

import java.util.SortedSet;

/// How a process is watched. A change of anything here applies to the living process at once.
///
/// @param autostart start it with the daemon
/// @param exitCodes expected exit codes, each 0 to 255
/// @param startRetries further attempts after a first failed start, 0 or more
/// @param startNanos how long it must live to count as RUNNING; 0: RUNNING at once
/// @param stopSignal number of the signal that asks it to end
/// @param stopWaitNanos how long it may take before SIGKILL
/// @param stopGroup send the stop signal to the whole process group at once
/// @param priority starts in ascending order, stops in descending order
public record SupervisionSpec(
        boolean autostart,
        AutoRestart autoRestart,
        SortedSet<Integer> exitCodes,
        int startRetries,
        long startNanos,
        int stopSignal,
        long stopWaitNanos,
        boolean stopGroup,
        int priority,
        OutputSpec output,
        AlertSpec alerts) {}
