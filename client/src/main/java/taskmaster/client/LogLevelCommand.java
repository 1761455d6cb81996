package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.api.LogLevels.ComponentView;

import java.util.ArrayList;
import java.util.List;

/// `log-level`: how much the daemon's own log tells.
final class LogLevelCommand {
    /// What may stand for LEVEL, for completion and to tell it from a component.
    static final List<String> LEVELS =
            List.of("error", "warn", "info", "debug", "trace", LogLevelRequest.RESET);

    private LogLevelCommand() {}

    static int run(Screen screen, Daemon daemon, Invocation invocation) throws ClientFailure {
        LogLevels levels = levels(daemon, invocation.arguments());
        if (invocation.isJson()) {
            screen.json(levels);
        } else {
            print(screen, levels.components());
        }
        return ExitStatus.OK;
    }

    private static LogLevels levels(Daemon daemon, List<String> arguments) throws ClientFailure {
        return switch (arguments.size()) {
            case 0 -> daemon.logLevels();
            case 1 ->
                    LEVELS.contains(arguments.getFirst())
                            ? daemon.changeLogLevels(
                                    new LogLevelRequest(null, arguments.getFirst()))
                            : only(arguments.getFirst(), daemon.logLevels());
            default -> change(daemon, arguments.getFirst(), arguments.getLast());
        };
    }

    private static LogLevels change(Daemon daemon, String component, String level)
            throws ClientFailure {
        try {
            return only(component, daemon.changeLogLevels(new LogLevelRequest(component, level)));
        } catch (ClientFailure failure) {
            throw switch (failure.code()) {
                case "bad_level" -> near(failure, level, LEVELS);
                case "bad_component" -> near(failure, component, words(daemon.logLevels()));
                default -> failure;
            };
        }
    }

    private static ClientFailure near(ClientFailure failure, String word, List<String> known) {
        String near = Suggestion.nearest(word, known);
        return near == null
                ? failure
                : new ClientFailure(
                        failure.status(),
                        failure.code(),
                        failure.text(),
                        "did you mean `" + near + "`?");
    }

    private static LogLevels only(String component, LogLevels all) throws ClientFailure {
        for (ComponentView view : all.components()) {
            if (view.component().equals(component)) {
                return new LogLevels(List.of(view));
            }
        }
        List<String> known = new ArrayList<>(LEVELS);
        known.addAll(words(all));
        String near = Suggestion.nearest(component, known);
        throw ClientFailure.usage(
                ExitStatus.FAILED,
                "`" + component + "` is neither a level nor a component of the daemon",
                near == null ? "`log-level` lists the components" : "did you mean `" + near + "`?");
    }

    /// The components, for completion and suggestions.
    static List<String> words(LogLevels levels) {
        return levels.components().stream().map(ComponentView::component).toList();
    }

    private static void print(Screen screen, List<ComponentView> components) {
        for (ComponentView view : components) {
            String line = "%-9s%-7s%s".formatted(view.component(), view.level(), note(view));
            screen.line(line.stripTrailing());
        }
    }

    private static String note(ComponentView view) {
        @Nullable String configured =
                view.level().equals(view.configured()) ? null : view.configured();
        return configured == null
                ? view.meaning()
                : "(configured: " + configured + ") " + view.meaning();
    }
}
