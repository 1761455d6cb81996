package taskmaster.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One destination of alerts.
///
/// @param kind mail, webhook, command or syslog
/// @param gathering alerts that will be in the next message
/// @param dueSeconds until that message is made; null: nothing gathers, or those before it are
///   waited for
/// @param waiting messages that are not accepted yet
/// @param sending whether an attempt is under way
/// @param attempts failed ones for the oldest message
/// @param nextAttemptSeconds null: no attempt has failed
/// @param problem why the last attempt failed; null: it did not
/// @param lastHour messages in the last hour
/// @param maxPerHour how many there may be
/// @param leftOut alerts that will be told as a number only
/// @param suppressed what is only counted now
/// @param results of the last messages, the newest last
public record AlertDestinationView(
        String name,
        String kind,
        int gathering,
        @Nullable Double dueSeconds,
        int waiting,
        boolean sending,
        int attempts,
        @Nullable Double nextAttemptSeconds,
        @Nullable String problem,
        int lastHour,
        int maxPerHour,
        long leftOut,
        List<Suppressed> suppressed,
        List<Result> results) {

    public AlertDestinationView {
        suppressed = List.copyOf(suppressed);
        results = List.copyOf(results);
    }

    /// Repetitions that are told together.
    ///
    /// @param type as in the configuration
    /// @param process null: it is about the daemon
    /// @param untilSeconds until they are told
    public record Suppressed(
            String type, @Nullable String process, int count, Double untilSeconds) {}

    /// How a message ended.
    ///
    /// @param time ISO 8601
    /// @param id of the message
    /// @param summary what it was about
    /// @param ok whether it was accepted
    /// @param answer what the other side said
    public record Result(String time, String id, String summary, boolean ok, String answer) {}
}
