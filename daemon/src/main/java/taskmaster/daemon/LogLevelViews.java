package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.config.LogComponent;
import taskmaster.config.LogLevel;
import taskmaster.daemon.control.Caller;
import taskmaster.daemon.control.RequestRefused;
import taskmaster.daemon.log.DaemonLog;

import java.util.Locale;

/// The levels of the daemon's log, as clients see and change them.
final class LogLevelViews {

    private LogLevelViews() {}

    static LogLevels all() {
        return new LogLevels(
                DaemonLog.levels().stream()
                        .map(
                                one ->
                                        new LogLevels.ComponentView(
                                                one.component().word(),
                                                word(one.level()),
                                                word(one.configured()),
                                                one.component().meaning()))
                        .toList());
    }

    /// Changes them and says who did.
    static LogLevels change(LogLevelRequest request, Caller caller) {
        @Nullable LogComponent component = component(request.component());
        @Nullable LogLevel level = level(request.level());
        DaemonLog.changeLevel(
                component,
                level,
                "%s (by %s): log-level%s %s"
                        .formatted(
                                caller.who(),
                                caller.from(),
                                component == null ? "" : " " + component.word(),
                                level == null ? LogLevelRequest.RESET : word(level)));
        return all();
    }

    private static @Nullable LogComponent component(@Nullable String word) {
        return word == null
                ? null
                : LogComponent.parse(word)
                        .orElseThrow(
                                () ->
                                        new RequestRefused(
                                                400,
                                                "bad_component",
                                                "unknown component `" + word + "`",
                                                "components are "
                                                        + String.join(", ", LogComponent.words())));
    }

    private static @Nullable LogLevel level(String word) {
        return word.equals(LogLevelRequest.RESET)
                ? null
                : LogLevel.parse(word)
                        .orElseThrow(
                                () ->
                                        new RequestRefused(
                                                400,
                                                "bad_level",
                                                "unknown level `" + word + "`",
                                                "levels are error, warn, info, debug, trace and"
                                                        + " reset"));
    }

    private static String word(LogLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
