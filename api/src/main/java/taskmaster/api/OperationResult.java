package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// What became of one process in an operation; one line of NDJSON while it runs.
///
/// @param name of the process, or what was asked for where there is no such process
/// @param ok false makes the client's exit status other than 0
/// @param outcome one of [Outcome]; a newer daemon may have others
/// @param message for people
/// @param state of the process afterwards, null if there is none
/// @param pid if it lives
public record OperationResult(
        String name,
        boolean ok,
        String outcome,
        String message,
        @Nullable String state,
        @Nullable Integer pid)
        implements Message {}
