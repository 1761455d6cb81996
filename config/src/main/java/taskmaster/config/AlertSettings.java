package taskmaster.config;

import taskmaster.core.AlertSpec;

import java.util.List;

/// Who is told of what, and how often: sections `mail:`, `webhooks:` and `alerts:`.
///
/// @param destinations each name once
/// @param daemon for what is about the daemon itself (`reload_refused`)
/// @param groupNanos so long alerts are gathered into one message after the first
/// @param repeatNanos so long repetitions of an alert are only counted
/// @param perHour messages an hour for each destination; more wait and are folded
public record AlertSettings(
        List<AlertDestination> destinations,
        AlertSpec daemon,
        long groupNanos,
        long repeatNanos,
        int perHour) {

    /// Nobody is told anything.
    public static final AlertSettings NONE =
            new AlertSettings(List.of(), AlertSpec.NONE, 3_000_000_000L, 300_000_000_000L, 30);
}
