package taskmaster.core;

import java.util.Locale;
import java.util.OptionalInt;

/// Names and numbers of the signals of Linux on x86-64 and aarch64 (signal(7)).
public final class Signals {

    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;

    private static final String[] NAMES = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
        "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
        "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
    };

    /// The range that glibc leaves to programs.
    private static final int RTMIN = 34;

    private static final int RTMAX = 64;

    private Signals() {}

    /// The usual name, such as `SIGTERM` or `SIGRTMIN+3`; `signal 33` where there is none.
    public static String name(int signal) {
        if (signal > 0 && signal < NAMES.length) {
            return "SIG" + NAMES[signal];
        }
        if (signal >= RTMIN && signal <= RTMAX) {
            return signal == RTMIN ? "SIGRTMIN" : "SIGRTMIN+" + (signal - RTMIN);
        }
        return "signal " + signal;
    }

    /// The number of a signal written as `TERM`, `SIGTERM`, `term` or `15`; empty if there is no
    /// such signal.
    public static OptionalInt parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return number(name, 1, RTMAX);
        }
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        if (name.startsWith("RTMIN")) {
            return realtime(name.substring("RTMIN".length()), '+', RTMIN, 1);
        }
        if (name.startsWith("RTMAX")) {
            return realtime(name.substring("RTMAX".length()), '-', RTMAX, -1);
        }
        for (int signal = 1; signal < NAMES.length; signal++) {
            if (NAMES[signal].equals(name)) {
                return OptionalInt.of(signal);
            }
        }
        return alias(name);
    }

    private static OptionalInt alias(String name) {
        return switch (name) {
            case "IOT" -> OptionalInt.of(6);
            case "CLD" -> OptionalInt.of(17);
            case "POLL" -> OptionalInt.of(29);
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt realtime(String offset, char sign, int base, int direction) {
        if (offset.isEmpty()) {
            return OptionalInt.of(base);
        }
        if (offset.charAt(0) != sign) {
            return OptionalInt.empty();
        }
        OptionalInt distance = number(offset.substring(1), 0, RTMAX - RTMIN);
        return distance.isEmpty()
                ? distance
                : OptionalInt.of(base + direction * distance.getAsInt());
    }

    private static OptionalInt number(String digits, int low, int high) {
        if (digits.isEmpty()
                || digits.length() > 2
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int value = Integer.parseInt(digits);
        return value >= low && value <= high ? OptionalInt.of(value) : OptionalInt.empty();
    }
}
