package taskmaster.core;

/// What the settings say about an end: whether it was expected, and whether the process comes back.
final class RestartPolicy {

    private RestartPolicy() {}

    /// Starts that may fail before the process is given up.
    static int attempts(SupervisionSpec spec) {
        return spec.startRetries() + 1;
    }

    /// Whether the exit code is listed. Death by a signal never is expected.
    static boolean isExpected(SupervisionSpec spec, ExitStatus status) {
        return switch (status) {
            case ExitStatus.Code code -> spec.exitCodes().contains(code.code());
            case ExitStatus.Signaled _, ExitStatus.Unknown _ -> false;
        };
    }

    /// Whether a process that was RUNNING is started again after this end.
    static boolean isRestarted(SupervisionSpec spec, ExitStatus status) {
        return switch (spec.autoRestart()) {
            case ALWAYS -> true;
            case UNEXPECTED -> !isExpected(spec, status);
            case NEVER -> false;
        };
    }

    /// Whether it ended so soon that an immediate restart might spin.
    static boolean isQuick(SupervisionSpec spec, long ranNanos) {
        return ranNanos < Math.max(spec.startNanos(), Limits.HEALTHY_NANOS);
    }

    /// What a retry comes to once the settings have changed under it: it may have become one too
    /// many, or not be wanted any more. Only a retry that follows a failed start has a number above
    /// 1.
    static Next reconsidered(SupervisionSpec spec, History history, Next.Retry retry) {
        if (retry.attempt() > attempts(spec)) {
            return new Next.Abort(retry.reason());
        }
        History.LastExit last = history.last();
        if (retry.attempt() > 1 || last == null || isRestarted(spec, last.status())) {
            return retry;
        }
        return new Next.Exit(last.status(), isExpected(spec, last.status()));
    }
}
