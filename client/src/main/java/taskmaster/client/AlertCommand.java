package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.AlertDestinationView;
import taskmaster.api.AlertList;
import taskmaster.api.OperationResult;
import taskmaster.api.OperationResults;

import java.util.ArrayList;
import java.util.List;

/// `alert test` and `alert list`: who is told when something breaks, and whether that works.
final class AlertCommand {
    static final String TEST = "test";
    private static final String LIST = "list";

    /// What may stand after `alert`.
    static final List<String> VERBS = List.of(TEST, LIST);

    private AlertCommand() {}

    static int run(Screen screen, Daemon daemon, Invocation invocation) throws ClientFailure {
        List<String> words = invocation.arguments();
        return switch (words.getFirst()) {
            case TEST -> test(screen, daemon, invocation);
            case LIST -> {
                if (words.size() > 1) {
                    throw wrong("`alert list` takes no arguments", null);
                }
                yield list(screen, daemon.alerts(), invocation.isJson());
            }
            default -> {
                String near = Suggestion.nearest(words.getFirst(), VERBS);
                throw wrong(
                        "`alert` has no `" + words.getFirst() + "`",
                        near == null ? null : "did you mean `alert " + near + "`?");
            }
        };
    }

    private static ClientFailure wrong(String text, @Nullable String hint) {
        return ClientFailure.usage(
                ExitStatus.FAILED, text, hint == null ? "usage: alert test [DEST] | list" : hint);
    }

    private static int test(Screen screen, Daemon daemon, Invocation invocation)
            throws ClientFailure {
        List<String> words = invocation.arguments();
        List<OperationResult> results = new ArrayList<>();
        try {
            daemon.testAlerts(
                    words.size() > 1 ? words.get(1) : null,
                    result -> {
                        results.add(result);
                        if (!invocation.isJson()) {
                            screen.line(line(result));
                            screen.flush();
                        }
                    });
        } finally {
            if (invocation.isJson()) {
                screen.json(new OperationResults(results));
            }
        }
        boolean isDone = results.stream().allMatch(OperationResult::ok);
        return isDone ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static String line(OperationResult result) {
        String answer = SafeText.visible(result.message());
        return result.name()
                + (result.ok() ? ": sent" : ": FAILED")
                + (answer.isEmpty() ? "" : ": " + answer);
    }

    /// Names of destinations, for completion.
    static List<String> names(AlertList list) {
        return list.destinations().stream().map(AlertDestinationView::name).toList();
    }

    private static int list(Screen screen, AlertList list, boolean isJson) {
        if (isJson) {
            screen.json(list);
            return ExitStatus.OK;
        }
        if (list.spoolProblem() != null) {
            screen.line("alerts are kept in memory only: " + SafeText.visible(list.spoolProblem()));
        }
        if (list.destinations().isEmpty()) {
            screen.line("nobody is told: no destination is configured");
        }
        list.destinations().forEach(one -> screen.lines(AlertText.of(one).stripTrailing()));
        return ExitStatus.OK;
    }
}
