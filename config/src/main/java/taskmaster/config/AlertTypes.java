package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertDestination.Security;
import taskmaster.config.AlertDestination.WebhookFormat;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// The values of settings of alerts that are one text.
final class AlertTypes {

    /// Names that mean something else where a destination is named.
    private static final List<String> TAKEN_NAMES = List.of("mail", "syslog", "all", "none");

    private AlertTypes() {}

    static final ValueType<Security> SECURITY =
            new ScalarType<>(
                    "`ssl`, `starttls` or `none`",
                    text ->
                            switch (lower(text)) {
                                case "ssl" -> Security.SSL;
                                case "starttls" -> Security.STARTTLS;
                                case "none" -> Security.NONE;
                                default -> null;
                            },
                    text ->
                            switch (lower(text)) {
                                case "tls", "ssl/tls", "tls/ssl", "smtps", "implicit" ->
                                        List.of(
                                                "write `ssl` for TLS from the first byte (port"
                                                        + " 465)",
                                                "write `starttls` for STARTTLS (port 587)");
                                case "true", "yes", "on" ->
                                        List.of("write `ssl` or `starttls`, or leave it out");
                                case "false", "no", "off", "plain" -> List.of("write `none`");
                                default -> near(text, "ssl", "starttls", "none");
                            });

    static final ValueType<WebhookFormat> WEBHOOK_FORMAT =
            new ScalarType<>(
                    "`generic`, `slack`, `discord`, `teams` or `ntfy`",
                    text ->
                            switch (lower(text)) {
                                case "generic" -> WebhookFormat.GENERIC;
                                case "slack" -> WebhookFormat.SLACK;
                                case "discord" -> WebhookFormat.DISCORD;
                                case "teams" -> WebhookFormat.TEAMS;
                                case "ntfy" -> WebhookFormat.NTFY;
                                default -> null;
                            },
                    text ->
                            switch (lower(text)) {
                                case "json", "raw", "none" -> List.of("write `generic`");
                                case "mattermost", "rocketchat", "rocket.chat" ->
                                        List.of("it understands `slack`");
                                case "msteams", "ms-teams", "microsoft" -> List.of("write `teams`");
                                default ->
                                        near(text, "generic", "slack", "discord", "teams", "ntfy");
                            });

    /// How long an attempt may take.
    static final ValueType<Long> TIMEOUT = time(1, 300);

    /// So long alerts are gathered.
    static final ValueType<Long> GROUP = time(0, 600);

    /// So long repetitions are counted.
    static final ValueType<Long> REPEAT = time(0, 86_400);

    static final ValueType<String> DESTINATION_NAME =
            new ScalarType<>(
                    "a name of letters, digits, `.`, `_` and `-`, at most %d, that is not `mail`,"
                                    .formatted(ConfigLimits.DESTINATION_NAME_CHARACTERS_MAX)
                            + " `syslog`, `all` or `none`",
                    text -> isName(text) && !TAKEN_NAMES.contains(lower(text)) ? text : null,
                    text ->
                            TAKEN_NAMES.contains(lower(text))
                                    ? List.of("`" + lower(text) + "` means something else in `to`")
                                    : List.of());

    static final ValueType<String> USERNAME = new LineType("a user name in one line");

    static final ValueType<Secret> PASSWORD =
            new SecretTextType(
                    "a password: one line of visible characters and blanks",
                    text ->
                            !text.isEmpty()
                                    && text.length() <= ConfigLimits.PASSWORD_BYTES_MAX
                                    && text.codePoints().noneMatch(Texts::isInvisible));

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= ConfigLimits.DESTINATION_NAME_CHARACTERS_MAX
                && Texts.isLetterOrDigit(text.charAt(0))
                && Texts.isOf(text, "._-");
    }

    private static ValueType<Long> time(int secondsMin, int secondsMax) {
        return new ScalarType<>(
                "a time from %s to %s"
                        .formatted(
                                Quantities.timeText(TimeUnit.SECONDS.toNanos(secondsMin)),
                                Quantities.timeText(TimeUnit.SECONDS.toNanos(secondsMax))),
                text -> {
                    @Nullable Long nanos = Quantities.nanos(text);
                    return nanos == null
                                    || nanos < TimeUnit.SECONDS.toNanos(secondsMin)
                                    || nanos > TimeUnit.SECONDS.toNanos(secondsMax)
                            ? null
                            : nanos;
                },
                Quantities::timeAdvice);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static List<String> near(String text, String... words) {
        return Suggestions.didYouMean(text, List.of(words), "");
    }

    /// A text that stands in one line of a protocol.
    private record LineType(String description) implements ValueType<String> {

        @Override
        public @Nullable String parse(Yaml node, Binding binding) {
            @Nullable String text = binding.text(node, description);
            if (text == null) {
                return null;
            }
            boolean isShort = !Texts.isLonger(text, ConfigLimits.ADDRESS_CHARACTERS_MAX);
            if (text.isBlank() || !isShort || text.codePoints().anyMatch(Texts::isInvisible)) {
                binding.refuseValue(
                        node,
                        text,
                        description,
                        isShort
                                ? List.of()
                                : List.of(
                                        "at most "
                                                + ConfigLimits.ADDRESS_CHARACTERS_MAX
                                                + " bytes"));
                return null;
            }
            return text.strip();
        }
    }
}
