package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertType;

import java.util.List;

/// Alerts for tests.
final class Samples {

    private Samples() {}

    static Alert alert(AlertType type, @Nullable String process) {
        return alert(type, process, 1_700_000_000_000L);
    }

    static Alert alert(AlertType type, @Nullable String process, long epochMillis) {
        return new Alert(
                type,
                process,
                process,
                epochMillis,
                type.key() + " happened",
                null,
                null,
                null,
                0,
                null,
                List.of());
    }
}
