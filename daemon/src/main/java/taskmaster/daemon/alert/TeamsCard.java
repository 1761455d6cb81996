package taskmaster.daemon.alert;

import taskmaster.api.JsonOutput;

/// A message for a webhook of the Workflows app in Teams: an adaptive card
/// (https://adaptivecards.io/explorer/). Text of others stands in `TextRun`s, which know no
/// Markdown, no links and no mentions.
final class TeamsCard {

    private final JsonOutput out = new JsonOutput(8192);
    private int blocks;
    private int chars;

    private TeamsCard() {}

    static byte[] of(AlertMessage message) {
        return new TeamsCard().written(message);
    }

    private byte[] written(AlertMessage message) {
        out.beginObject();
        out.key("type").value("message");
        out.key("attachments").beginArray().beginObject();
        out.key("contentType").value("application/vnd.microsoft.card.adaptive");
        out.key("contentUrl").nothing();
        out.key("content").beginObject();
        out.key("$schema").value("http://adaptivecards.io/schemas/adaptive-card.json");
        out.key("type").value("AdaptiveCard");
        out.key("version").value("1.4");
        out.key("body").beginArray();
        body(message);
        out.endArray();
        out.key("msteams").beginObject().key("width").value("Full").endObject();
        out.endObject().endObject().endArray();
        return out.endObject().bytes();
    }

    private void body(AlertMessage message) {
        line(Wording.subject(message), Look.TITLE);
        if (message.isTest()) {
            line(Wording.testNote(message), Look.TEXT);
        }
        boolean isAlone = message.entries().size() == 1 && !message.isTest();
        int told = 0;
        for (AlertMessage.Entry entry : Wording.worstFirst(message.entries())) {
            if (!isAlone && !line(Wording.headline(entry), Look.HEADLINE)) {
                break;
            }
            told++;
            for (Wording.Fact fact : Wording.facts(entry)) {
                line(fact.label() + ": " + fact.value(), Look.TEXT);
            }
            for (String command : Wording.commands(message, entry.last())) {
                line("$ " + command, Look.LISTING);
            }
            for (String line : Harmless.lastLines(entry.last().lastLines())) {
                line("| " + line, Look.LISTING);
            }
        }
        String left = Wording.leftOut(message, message.entries().size() - told);
        if (left != null) {
            write(left, Look.TEXT);
        }
    }

    private enum Look {
        TITLE,
        HEADLINE,
        TEXT,
        LISTING
    }

    /// @return false if there is no room
    private boolean line(String text, Look look) {
        if (blocks >= MessageLimits.TEAMS_BLOCKS_MAX
                || chars + text.length() > MessageLimits.TEAMS_CHARS_MAX) {
            return false;
        }
        write(text, look);
        return true;
    }

    private void write(String text, Look look) {
        blocks++;
        chars += text.length();
        out.beginObject();
        out.key("type").value("RichTextBlock");
        out.key("spacing").value(look == Look.HEADLINE ? "Medium" : "None");
        out.key("inlines").beginArray().beginObject();
        out.key("type").value("TextRun");
        out.key("text").value(text.isEmpty() ? " " : text);
        switch (look) {
            case TITLE -> out.key("weight").value("Bolder").key("size").value("Medium");
            case HEADLINE -> out.key("weight").value("Bolder");
            case LISTING -> out.key("fontType").value("Monospace");
            case TEXT -> {}
        }
        out.endObject().endArray();
        out.endObject();
    }
}
