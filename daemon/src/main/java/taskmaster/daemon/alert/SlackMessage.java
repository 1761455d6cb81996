package taskmaster.daemon.alert;

import taskmaster.api.JsonOutput;

/// A message for an incoming webhook of Slack
/// (https://docs.slack.dev/messaging/formatting-message-text/): `&`, `<` and `>` are escaped, so
/// that neither `<!channel>` nor a link can be written by others. Mattermost and Rocket.Chat
/// understand it too.
final class SlackMessage {

    private SlackMessage() {}

    static byte[] of(AlertMessage message) {
        ChatText text =
                new ChatText(
                        "*",
                        SlackMessage::escaped,
                        line -> escaped(line.replace('`', '\'')),
                        MessageLimits.SLACK_CHARS_MAX);
        JsonOutput out = new JsonOutput(4096);
        out.beginObject();
        out.key("text").value(text.of(message));
        out.key("mrkdwn").value(true);
        out.key("link_names").value(false);
        out.key("unfurl_links").value(false);
        out.key("unfurl_media").value(false);
        return out.endObject().bytes();
    }

    /// Backticks and stars would only spoil the form, but Mattermost knows `@channel` in text,
    /// hence the invisible character behind the sign.
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("*", "\u2217")
                .replace("@", "@\u200b");
    }
}
