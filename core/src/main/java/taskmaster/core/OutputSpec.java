package taskmaster.core;

import java.util.List;

/// How the output of a process is written, and where it goes besides its log file. A change of
/// anything here applies to the living process at once, from the next line on.
///
/// @param stripAnsi remove terminal escape sequences, such as colours
/// @param forward where each line goes as well, each target once
/// @param overflow what happens while a log takes nothing
/// @param rotation of its log files
public record OutputSpec(
        OutputFormat format,
        boolean stripAnsi,
        List<ForwardTarget> forward,
        Overflow overflow,
        Rotation rotation) {

    /// Bytes as they come, to the log file alone, and nothing is ever dropped.
    public static OutputSpec raw(Rotation rotation) {
        return new OutputSpec(OutputFormat.RAW, false, List.of(), Overflow.BLOCK, rotation);
    }
}
