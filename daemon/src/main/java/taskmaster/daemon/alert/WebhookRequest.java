package taskmaster.daemon.alert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import taskmaster.config.AlertDestination;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Messages as the services behind webhooks want them. Text of others is escaped by the rules of
/// each, so that it mentions nobody and formats nothing.
final class WebhookRequest {

    private static final String JSON = "application/json; charset=utf-8";

    private WebhookRequest() {}

    static HttpPost of(AlertMessage message, AlertDestination.Webhook webhook) {
        return switch (webhook.format()) {
            case GENERIC -> json(webhook, AlertJson.of(message));
            case SLACK -> json(webhook, SlackMessage.of(message));
            case DISCORD -> json(webhook, DiscordMessage.of(message));
            case TEAMS -> json(webhook, TeamsCard.of(message));
            case NTFY -> ntfy(message, webhook);
        };
    }

    private static HttpPost json(AlertDestination.Webhook webhook, byte[] body) {
        return new HttpPost(webhook.url(), body).header("Content-Type", JSON);
    }

    /// https://docs.ntfy.sh/publish/: the text as body, the rest as headers.
    private static HttpPost ntfy(AlertMessage message, AlertDestination.Webhook webhook) {
        int urgency = Wording.urgency(message);
        byte[] text = PlainText.of(message, MessageLimits.NTFY_BYTES_MAX).getBytes(UTF_8);
        return new HttpPost(webhook.url(), text)
                .header("Content-Type", "text/plain; charset=utf-8")
                .header("Title", headerText(Wording.subject(message)))
                .header("Priority", Integer.toString(message.isTest() ? 3 : urgency))
                .header("Tags", tag(message, urgency));
    }

    /// Names of emojis, which ntfy shows before the title.
    private static String tag(AlertMessage message, int urgency) {
        if (message.isTest()) {
            return "test_tube";
        }
        return switch (urgency) {
            case 5 -> "rotating_light";
            case 1, 2 -> "white_check_mark";
            default -> "warning";
        };
    }

    /// As an encoded word (RFC 2047), which ntfy reads, unless it is plain ASCII that looks like
    /// none.
    static String headerText(String text) {
        boolean isPlain = US_ASCII.newEncoder().canEncode(text) && !text.contains("=?");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return isPlain ? text : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}
