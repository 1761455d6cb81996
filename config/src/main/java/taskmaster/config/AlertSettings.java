package taskmaster.config;

import taskmaster.core.AlertSpec;
import taskmaster.core.AlertType;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/// Who is told of what, and how often: sections `mail:`, `webhooks:` and `alerts:`.
///
/// Two are equal if they do the same, secrets included.
///
/// @param destinations each name once, in the order of the file; empty: nobody is told anything
/// @param daemon what `alerts:` of the file says, for what is about the daemon itself
///   (`reload_refused`); what it says of programs is in each [taskmaster.core.SupervisionSpec]
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
            new AlertSettings(
                    List.of(),
                    new AlertSpec(
                            Collections.unmodifiableSet(
                                    EnumSet.of(AlertType.ABORTED, AlertType.UNEXPECTED_EXIT)),
                            List.of()),
                    3_000_000_000L,
                    300_000_000_000L,
                    30);
}
