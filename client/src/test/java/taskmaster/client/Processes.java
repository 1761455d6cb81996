package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessOutput;
import taskmaster.api.ProcessView;

/// Processes to show.
final class Processes {
    private Processes() {}

    static ProcessView running(String name, int pid) {
        return view(name, "RUNNING", pid, 5.4, 0, null, null, null, null);
    }

    static ProcessView stopped(String name) {
        return view(name, "STOPPED", null, null, 0, null, null, null, null);
    }

    static ProcessView aborted(String name, String reason) {
        return view(name, "ABORTED", null, null, 0, 1, null, reason, null);
    }

    static ProcessView view(
            String name,
            String state,
            @Nullable Integer pid,
            @Nullable Double uptime,
            int restarts,
            @Nullable Integer exitCode,
            @Nullable String exitSignal,
            @Nullable String reason,
            @Nullable Double next) {
        int colon = name.indexOf(':');
        String program = colon < 0 ? name : name.substring(0, colon);
        int index = colon < 0 ? 0 : Integer.parseInt(name.substring(name.lastIndexOf('_') + 1));
        boolean hasEnded = exitCode != null || exitSignal != null;
        return new ProcessView(
                name,
                program,
                index,
                state,
                pid,
                uptime,
                restarts,
                exitCode,
                exitSignal,
                null,
                hasEnded ? Boolean.FALSE : null,
                reason,
                next,
                next == null ? null : 2,
                hasEnded || pid != null ? "2026-11-23T02:51:07.123Z" : null,
                hasEnded ? "2026-11-23T02:51:09.500Z" : null,
                null,
                null,
                ProcessOutput.NOTHING,
                true,
                false,
                "");
    }

    static ProcessView with(
            ProcessView view,
            @Nullable String stdoutLog,
            @Nullable String stderrLog,
            ProcessOutput output) {
        return new ProcessView(
                view.name(),
                view.program(),
                view.index(),
                view.state(),
                view.pid(),
                view.uptimeSeconds(),
                view.restarts(),
                view.exitCode(),
                view.exitSignal(),
                view.coreDumped(),
                view.expected(),
                view.reason(),
                view.nextAttemptSeconds(),
                view.attempt(),
                view.startedAt(),
                view.stoppedAt(),
                stdoutLog,
                stderrLog,
                output,
                view.autostart(),
                view.stoppedByOperator(),
                view.description());
    }
}
