package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertType;

import java.util.List;

/// An [AlertBook] as it is kept on the disk. Times are milliseconds since the epoch.
///
/// @param draftId of the message that the draft will be
/// @param draftDueMillis when; without a meaning if the draft is empty
/// @param troubled displayed names of processes whose recovery is to be told
/// @param sentMillis when messages became due in the last hour
record BookImage(
        String draftId,
        long draftDueMillis,
        List<AlertMessage.Entry> draft,
        long leftOut,
        List<WindowImage> windows,
        List<String> troubled,
        List<Long> sentMillis) {

    /// @param process displayed name; empty for what is about the daemon
    /// @param entry what was counted; null: nothing yet
    record WindowImage(
            AlertType type, String process, long untilMillis, AlertMessage.@Nullable Entry entry) {}
}
