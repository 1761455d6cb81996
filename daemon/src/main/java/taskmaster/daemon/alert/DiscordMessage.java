package taskmaster.daemon.alert;

import taskmaster.api.JsonOutput;

/// A message for a webhook of Discord
/// (https://discord.com/developers/docs/resources/webhook#execute-webhook): `allowed_mentions`
/// without any, so that `@everyone` is a word; Markdown is escaped; no previews of links.
final class DiscordMessage {

    private static final long SUPPRESS_EMBEDS = 1 << 2;

    private DiscordMessage() {}

    static byte[] of(AlertMessage message) {
        ChatText text =
                new ChatText(
                        "**",
                        DiscordMessage::escaped,
                        line -> line.replace('`', '\''),
                        MessageLimits.DISCORD_CHARS_MAX);
        JsonOutput out = new JsonOutput(4096);
        out.beginObject();
        out.key("content").value(text.of(message));
        out.key("allowed_mentions").beginObject();
        out.key("parse").beginArray().endArray();
        out.endObject();
        out.key("flags").value(SUPPRESS_EMBEDS);
        return out.endObject().bytes();
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if ("\\*_~`|>#<[]()-".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
