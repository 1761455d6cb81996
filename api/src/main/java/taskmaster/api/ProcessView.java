package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// One process as people and tools see it. What does not apply is null.
///
/// @param name as written in commands: `web`, or `web:web_00` where the program has several
/// @param program of the configuration
/// @param index from 0, within the program
/// @param state STOPPED, STARTING, RUNNING, BACKOFF, STOPPING, EXITED, ABORTED or UNKNOWN; a newer
///   daemon may have others
/// @param pid while it lives
/// @param uptimeSeconds since it was spawned, while it lives
/// @param restarts how often it was started again without being told to
/// @param exitCode of its last end, 0 to 255
/// @param exitSignal of its last end, for example `SIGKILL`
/// @param coreDumped of its last end, where a signal caused it
/// @param expected whether its last end was
/// @param reason why it is in this state, for people
/// @param nextAttemptSeconds until the next start, in BACKOFF
/// @param attempt which start this is or will be, from 1
/// @param startedAt of the present or last life, ISO 8601 in UTC
/// @param stoppedAt of the last end, ISO 8601 in UTC
/// @param stdoutLog path of the file, null if discarded
/// @param stderrLog path of the file, null if discarded
/// @param output what has passed through its streams
/// @param stoppedByOperator it is down because it was told so
/// @param description a ready text in supervisorctl's manner: `pid 12, uptime 0:00:05`
public record ProcessView(
        String name,
        String program,
        int index,
        String state,
        @Nullable Integer pid,
        @Nullable Double uptimeSeconds,
        int restarts,
        @Nullable Integer exitCode,
        @Nullable String exitSignal,
        @Nullable Boolean coreDumped,
        @Nullable Boolean expected,
        @Nullable String reason,
        @Nullable Double nextAttemptSeconds,
        @Nullable Integer attempt,
        @Nullable String startedAt,
        @Nullable String stoppedAt,
        @Nullable String stdoutLog,
        @Nullable String stderrLog,
        ProcessOutput output,
        boolean autostart,
        boolean stoppedByOperator,
        String description)
        implements Message {}
