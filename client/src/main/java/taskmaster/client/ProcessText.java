package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessView;

/// Says in words what is known of a process: the last column of `status`.
final class ProcessText {
    private ProcessText() {}

    /// @param nowSeconds since 1970
    static String of(ProcessView process, long nowSeconds) {
        return switch (process.state()) {
            case "RUNNING" -> alive(process) + restarts(process);
            case "STARTING" -> alive(process) + attempt(process);
            case "STOPPING" -> alive(process);
            case "BACKOFF" -> backoff(process);
            case "ABORTED", "UNKNOWN" -> why(process);
            case "EXITED" -> exit(process) + ago(process, nowSeconds);
            case "STOPPED" -> stopped(process, nowSeconds);
            default -> process.description();
        };
    }

    /// As supervisord writes it: `0:00:05`, `1 day, 1:01:01`, `2 days, 0:00:00`.
    static String duration(long seconds) {
        long rest = Math.max(0, seconds);
        long days = rest / 86_400;
        rest %= 86_400;
        StringBuilder out = new StringBuilder();
        if (days > 0) {
            out.append(days).append(days == 1 ? " day, " : " days, ");
        }
        out.append(rest / 3600).append(':');
        twoDigits(out, rest / 60 % 60);
        out.append(':');
        twoDigits(out, rest % 60);
        return out.toString();
    }

    private static void twoDigits(StringBuilder out, long number) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static String alive(ProcessView process) {
        if (process.pid() == null) {
            return "";
        }
        Double uptime = process.uptimeSeconds();
        return "pid "
                + process.pid()
                + (uptime == null ? "" : ", uptime " + duration(uptime.longValue()));
    }

    private static String restarts(ProcessView process) {
        if (process.restarts() == 0) {
            return "";
        }
        String exit = lastExit(process);
        return (process.restarts() == 1 ? ", 1 restart" : ", " + process.restarts() + " restarts")
                + (exit == null ? "" : ", last: " + exit);
    }

    private static String attempt(ProcessView process) {
        Integer attempt = process.attempt();
        return attempt == null || attempt <= 1 ? "" : ", attempt " + attempt;
    }

    private static String backoff(ProcessView process) {
        StringBuilder out = new StringBuilder();
        Double next = process.nextAttemptSeconds();
        if (next != null) {
            out.append("next attempt in ").append(tenths(next)).append(" s");
            if (process.attempt() != null) {
                out.append(" (attempt ").append(process.attempt()).append(')');
            }
            out.append(": ");
        }
        return out.append(why(process)).toString();
    }

    private static String tenths(double seconds) {
        long tenths = Math.max(0, Math.round(seconds * 10));
        return tenths / 10 + "." + tenths % 10;
    }

    private static String why(ProcessView process) {
        String reason = process.reason();
        if (reason != null && !reason.isEmpty()) {
            return reason;
        }
        String exit = lastExit(process);
        return exit == null ? "unknown error (try `tail " + process.name() + "`)" : exit;
    }

    private static String stopped(ProcessView process, long nowSeconds) {
        if (process.startedAt() == null && process.stoppedAt() == null) {
            return process.reason() == null ? "Not started" : why(process);
        }
        return exit(process) + ago(process, nowSeconds);
    }

    private static String exit(ProcessView process) {
        String exit = lastExit(process);
        if (exit == null) {
            String reason = process.reason();
            return reason == null || reason.isEmpty() ? "exit status unknown" : reason;
        }
        boolean isUnexpected = Boolean.FALSE.equals(process.expected());
        return isUnexpected ? exit + " (unexpected)" : exit;
    }

    private static @Nullable String lastExit(ProcessView process) {
        if (process.exitSignal() != null) {
            boolean hasCore = Boolean.TRUE.equals(process.coreDumped());
            return "terminated by " + process.exitSignal() + (hasCore ? " (core dumped)" : "");
        }
        return process.exitCode() == null ? null : "exit status " + process.exitCode();
    }

    private static String ago(ProcessView process, long nowSeconds) {
        String stopped = process.stoppedAt();
        long then = stopped == null ? -1 : epochSeconds(stopped);
        return then < 0 ? "" : ", " + duration(nowSeconds - then) + " ago";
    }

    /// Seconds since 1970 of `2026-11-23T02:51:07.123Z`, or -1 for what is no such time.
    ///
    /// By hand because the first use of `java.time` costs a fifth of a one-shot command.
    static long epochSeconds(String time) {
        if (time.length() < 20 || time.charAt(10) != 'T' || !time.endsWith("Z")) {
            return -1;
        }
        long year = number(time, 0, 4);
        long month = number(time, 5, 7);
        long day = number(time, 8, 10);
        long hour = number(time, 11, 13);
        long minute = number(time, 14, 16);
        long second = number(time, 17, 19);
        if (Math.min(Math.min(year, month), Math.min(day, Math.min(hour, minute))) < 0
                || second < 0) {
            return -1;
        }
        // Days since 1970-01-01, with years that begin in March so that the leap day comes last.
        long marchYear = month <= 2 ? year - 1 : year;
        long dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long days =
                365 * marchYear
                        + marchYear / 4
                        - marchYear / 100
                        + marchYear / 400
                        + dayOfYear
                        - 719_468;
        return days * 86_400 + hour * 3600 + minute * 60 + second;
    }

    private static long number(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
