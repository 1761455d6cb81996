package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertType;

import java.util.List;

/// Something that happened of which people may want to know.
///
/// @param program of the configuration; null: it is about the daemon
/// @param process displayed name; null: it is about the daemon
/// @param epochMillis when
/// @param text one line for people: `exited unexpectedly: exit code 1 after 3 s`
/// @param exitCode 0 to 255
/// @param exitSignal for example `SIGSEGV`
/// @param uptimeSeconds how long it had run
/// @param restarts how often it was started again without being told to
/// @param nextAttemptSeconds until the next start
/// @param lastLines of standard error, the newest last, as they came
public record Alert(
        AlertType type,
        @Nullable String program,
        @Nullable String process,
        long epochMillis,
        String text,
        @Nullable Integer exitCode,
        @Nullable String exitSignal,
        @Nullable Double uptimeSeconds,
        int restarts,
        @Nullable Double nextAttemptSeconds,
        List<String> lastLines) {

    /// The same with a text of [AlertLimits#TEXT_CHARS_MAX] characters at most.
    Alert bounded() {
        return text.length() <= AlertLimits.TEXT_CHARS_MAX
                ? this
                : new Alert(
                        type,
                        program,
                        process,
                        epochMillis,
                        text.substring(0, AlertLimits.TEXT_CHARS_MAX - 3) + "...",
                        exitCode,
                        exitSignal,
                        uptimeSeconds,
                        restarts,
                        nextAttemptSeconds,
                        lastLines);
    }

    /// The same with other lines.
    Alert withLines(List<String> lines) {
        return new Alert(
                type,
                program,
                process,
                epochMillis,
                text,
                exitCode,
                exitSignal,
                uptimeSeconds,
                restarts,
                nextAttemptSeconds,
                List.copyOf(lines));
    }
}
