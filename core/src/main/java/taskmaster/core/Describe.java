package taskmaster.core;

/// Words for people.
public final class Describe {

    private Describe() {}

    /// `exit code 3`, `killed by SIGKILL`, `killed by SIGSEGV (core dumped)`, `exit status
    /// unknown`.
    public static String status(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Code code -> "exit code " + code.code();
            case ExitStatus.Signaled signaled ->
                    "killed by "
                            + Signals.name(signaled.signal())
                            + (signaled.coreDumped() ? " (core dumped)" : "");
            case ExitStatus.Unknown _ -> "exit status unknown";
        };
    }

    /// `12 ms`, `1.5 s`, `2 m 3 s`, `3 h 4 m`, `5 d 6 h`.
    public static String duration(long nanos) {
        long millis = Math.max(0, nanos) / 1_000_000;
        if (millis < 1000) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            long tenths = millis % 1000 / 100;
            return seconds + (tenths == 0 ? "" : "." + tenths) + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " m " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " m";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }
}
