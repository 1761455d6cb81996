package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times and sizes as text.
final class Quantities {

    /// Longest time that a setting takes: nothing waits longer for a process.
    static final long NANOS_MAX = TimeUnit.DAYS.toNanos(365);

    /// Largest size that a setting takes, 1 PiB: no file system of today has larger files.
    static final long BYTES_MAX = 1L << 50;

    private static final String NUMBER = "([0-9]{1,18})?(?:\\.([0-9]{1,9}))?";
    private static final Pattern TIME = Pattern.compile(NUMBER + "\\s*(ms|s|m|h|d)?");
    private static final Pattern SIZE =
            Pattern.compile(NUMBER + "\\s*(?:([KMGT])(?:I?B)?|B)?", Pattern.CASE_INSENSITIVE);

    private Quantities() {}

    /// Nanoseconds of `10`, `0.5`, `500ms`, `10s`, `2m`, `1h30m` or `1d`; null for any other text
    /// and beyond [#NANOS_MAX].
    static @Nullable Long nanos(String text) {
        Matcher matcher = TIME.matcher(text);
        long sum = 0;
        int at = 0;
        while (at < text.length() && matcher.find(at) && matcher.start() == at) {
            boolean isWhole = at == 0 && matcher.end() == text.length();
            if (isEmptyNumber(matcher) || (matcher.group(3) == null && !isWhole)) {
                return null;
            }
            long part = scaled(matcher, unitNanos(matcher.group(3)), NANOS_MAX);
            sum += part;
            if (part < 0 || sum > NANOS_MAX) {
                return null;
            }
            at = matcher.end();
        }
        return text.isEmpty() || at < text.length() ? null : sum;
    }

    /// Bytes of `1024`, `64KB`, `50MB`, `1.5GiB`: all units are powers of 1024, as supervisord's.
    /// Null for any other text and beyond [#BYTES_MAX].
    static @Nullable Long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches() || isEmptyNumber(matcher)) {
            return null;
        }
        @Nullable String unit = matcher.group(3);
        if (matcher.group(2) != null && unit == null) {
            return null;
        }
        int power = unit == null ? 0 : "KMGT".indexOf(unit.toUpperCase(Locale.ROOT)) + 1;
        long bytes = scaled(matcher, 1L << (10 * power), BYTES_MAX);
        return bytes < 0 ? null : bytes;
    }

    /// What is wrong with a text that is no time.
    static List<String> timeAdvice(String text) {
        if (text.startsWith("-")) {
            return List.of("a time cannot be negative");
        }
        if (text.matches("[0-9]{1,3}:[0-9]{2}")) {
            return List.of("write `%ss`".formatted(text.replace(":", "m")));
        }
        return List.of();
    }

    /// A time as [#nanos] reads it again, in the largest unit that needs no fraction.
    static String timeText(long nanos) {
        long[] units = {60_000_000_000L, 1_000_000_000L, 1_000_000L};
        String[] names = {"m", "s", "ms"};
        if (nanos == 0) {
            return "0";
        }
        for (int i = 0; i < units.length; i++) {
            if (nanos % units[i] == 0) {
                return nanos / units[i] + names[i];
            }
        }
        return "%d.%09d".formatted(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
    }

    /// A size as [#bytes] reads it again, in the largest unit that needs no fraction.
    static String sizeText(long bytes) {
        var units = new ArrayList<>(List.of("", "KB", "MB", "GB", "TB"));
        long rest = bytes;
        while (rest != 0 && rest % 1024 == 0 && units.size() > 1) {
            rest /= 1024;
            units.removeFirst();
        }
        return rest + units.getFirst();
    }

    private static boolean isEmptyNumber(Matcher matcher) {
        return matcher.group(1) == null && matcher.group(2) == null;
    }

    private static long unitNanos(@Nullable String unit) {
        return switch (unit) {
            case null -> 1_000_000_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> throw new IllegalArgumentException(unit);
        };
    }

    /// The number times the unit; -1 beyond the maximum.
    private static long scaled(Matcher number, long unit, long max) {
        long whole = number.group(1) == null ? 0 : Long.parseLong(number.group(1));
        @Nullable String digits = number.group(2);
        long billionths =
                digits == null ? 0 : Long.parseLong(digits + "0".repeat(9 - digits.length()));
        if (whole > max / unit) {
            return -1;
        }
        long sum = whole * unit + Math.round((double) unit * billionths / 1e9);
        return sum > max ? -1 : sum;
    }
}
