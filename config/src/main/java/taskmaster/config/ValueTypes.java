package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AutoRestart;
import taskmaster.core.Signals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The value types that are one text and no more.
final class ValueTypes {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,10}");
    private static final Pattern OCTAL = Pattern.compile("(?:0o)?[0-7]{1,6}");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,4096}");
    private static final Pattern PORT = Pattern.compile("(?:(.*):)?([0-9]{1,5})");
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]", "::1");

    private ValueTypes() {}

    static final ValueType<Boolean> BOOLEAN =
            new ScalarType<>(
                    "`true` or `false`",
                    ValueTypes::booleanOf,
                    text ->
                            switch (text) {
                                case "1" -> List.of("write `true`");
                                case "0" -> List.of("write `false`");
                                default ->
                                        Suggestions.didYouMean(
                                                text, List.of("true", "false", "yes", "no"), "");
                            });

    static final ValueType<AutoRestart> AUTO_RESTART =
            new ScalarType<>(
                    "`true`, `false` or `unexpected`",
                    ValueTypes::autoRestart,
                    text ->
                            switch (text.toLowerCase(Locale.ROOT)) {
                                case "always", "unless-stopped" -> List.of("write `true`");
                                case "never" -> List.of("write `false`");
                                case "on-failure", "onfailure", "on_failure" ->
                                        List.of("write `unexpected`");
                                default ->
                                        Suggestions.didYouMean(
                                                text, List.of("unexpected", "true", "false"), "");
                            });

    static final ValueType<Integer> UMASK =
            new ScalarType<>(
                    "an octal mode from 0 to 0777",
                    ValueTypes::umask,
                    text ->
                            text.matches("[0-9]*[89][0-9]*")
                                    ? List.of("octal digits are 0 to 7")
                                    : List.of());

    static final ValueType<Integer> SIGNAL =
            new ScalarType<>(
                    "a signal, as `TERM`, `SIGTERM` or `15`",
                    text -> {
                        OptionalInt signal = Signals.parse(text);
                        return signal.isPresent() ? Integer.valueOf(signal.getAsInt()) : null;
                    },
                    ValueTypes::signalAdvice);

    static final ValueType<Long> TIME =
            new ScalarType<>(
                    "a time from 0 to 365 days, as `10`, `0.5`, `500ms`, `10s`, `2m`, `1h` or `1d`",
                    Quantities::nanos,
                    Quantities::timeAdvice);

    static final ValueType<Long> SIZE =
            new ScalarType<>(
                    "a size, as `1048576`, `64KB`, `50MB` or `1GiB`",
                    Quantities::bytes,
                    text ->
                            text.startsWith("-")
                                    ? List.of("a size cannot be negative")
                                    : List.of());

    static final ValueType<Integer> PORT_NUMBER =
            new ScalarType<>(
                    "a port from 1 to 65535, alone or after a loopback address",
                    ValueTypes::port,
                    ValueTypes::portAdvice);

    static final ValueType<LogLevel> LOG_LEVEL =
            new ScalarType<>(
                    "`error`, `warn`, `info`, `debug` or `trace`",
                    text -> LogLevel.parse(text).orElse(null),
                    text ->
                            switch (text.toLowerCase(Locale.ROOT)) {
                                case "critical", "fatal" -> List.of("write `error`");
                                case "blather", "all" -> List.of("write `trace`");
                                default ->
                                        Suggestions.didYouMean(
                                                text,
                                                List.of("error", "warn", "info", "debug", "trace"),
                                                "");
                            });

    static final ValueType<LogFormat> LOG_FORMAT =
            new ScalarType<>(
                    "`text` or `json`",
                    text ->
                            switch (text.toLowerCase(Locale.ROOT)) {
                                case "text" -> LogFormat.TEXT;
                                case "json" -> LogFormat.JSON;
                                default -> null;
                            },
                    ValueTypes::noAdvice);

    static final ValueType<Secret> SECRET =
            new SecretTextType(
                    "up to 4096 printable ASCII characters without blanks",
                    text -> PRINTABLE.matcher(text).matches());

    static ValueType<Integer> integer(int min, int max) {
        String description = "a whole number from %d to %d".formatted(min, max);
        return new ScalarType<>(
                description, text -> wholeNumber(text, min, max), ValueTypes::noAdvice);
    }

    static @Nullable Integer wholeNumber(String text, int min, int max) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            return null;
        }
        long value = Long.parseLong(text);
        return value < min || value > max ? null : (int) value;
    }

    private static List<String> noAdvice(String text) {
        return List.of();
    }

    static @Nullable Boolean booleanOf(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "y" -> Boolean.TRUE;
            case "false", "no", "off", "n" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static @Nullable AutoRestart autoRestart(String text) {
        if (text.equalsIgnoreCase("unexpected")) {
            return AutoRestart.UNEXPECTED;
        }
        @Nullable Boolean always = booleanOf(text);
        return always == null ? null : always ? AutoRestart.ALWAYS : AutoRestart.NEVER;
    }

    private static @Nullable Integer umask(String text) {
        if (!OCTAL.matcher(text).matches()) {
            return null;
        }
        int mask = Integer.parseInt(text.replace("o", ""), 8);
        return mask > 0777 ? null : mask;
    }

    private static List<String> signalAdvice(String text) {
        var names = new ArrayList<String>();
        for (int signal = 1; signal <= 31; signal++) {
            names.add(Signals.name(signal).substring("SIG".length()));
        }
        return Suggestions.didYouMean(
                text.toUpperCase(Locale.ROOT).replaceFirst("^SIG", ""), names, "");
    }

    private static @Nullable Integer port(String text) {
        var matcher = PORT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        boolean isLoopback = matcher.group(1) == null || LOOPBACK.contains(matcher.group(1));
        return isLoopback ? wholeNumber(matcher.group(2), 1, 65535) : null;
    }

    private static List<String> portAdvice(String text) {
        var matcher = PORT.matcher(text);
        boolean isElsewhere =
                matcher.matches()
                        && matcher.group(1) != null
                        && !LOOPBACK.contains(matcher.group(1));
        return isElsewhere
                ? List.of(
                        "TLS is not available yet, so only the loopback interface is possible",
                        "write `port: %s`, and reach it from elsewhere through ssh"
                                .formatted(matcher.group(2)))
                : List.of();
    }
}
