package taskmaster.daemon.alert;

import taskmaster.core.AlertType;
import taskmaster.daemon.alert.Wording.Fact;

import java.util.List;

/// A message as HTML for mail programs, within [MessageLimits#BODY_BYTES_MAX]: inline styles only,
/// nothing from elsewhere, and no colours but those that are read on light and on dark ground.
final class HtmlText {

    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>TITLE</title>
            </head>
            <body style="font-family:sans-serif;font-size:14px;line-height:1.5;margin:16px">
            """;

    private static final String PRE =
            "<pre style=\"margin:4px 0 0;padding:8px;background-color:rgba(128,128,128,0.15);"
                    + "font-family:monospace;font-size:13px;white-space:pre-wrap;"
                    + "overflow-wrap:anywhere\">";

    private static final String LABEL =
            "<td style=\"padding:0 16px 0 0;color:#808080;white-space:nowrap;vertical-align:top\">";

    private HtmlText() {}

    static String of(AlertMessage message) {
        PlainText.Blocks blocks =
                new PlainText.Blocks(MessageLimits.BODY_BYTES_MAX - MessageLimits.BODY_TAIL_BYTES);
        blocks.add(HEAD.replace("TITLE", escaped(Wording.subject(message))));
        if (message.isTest()) {
            blocks.add("<p>" + escaped(Wording.testNote(message)) + "</p>\n");
        }
        List<AlertMessage.Entry> entries = Wording.worstFirst(message.entries());
        int told = 0;
        for (AlertMessage.Entry entry : entries) {
            String full = told < MessageLimits.DETAILED_MAX ? full(message, entry) : brief(entry);
            if (!blocks.add(full) && !blocks.add(brief(entry))) {
                break;
            }
            told++;
        }
        String left = Wording.leftOut(message, entries.size() - told);
        if (left != null) {
            blocks.end("<p>" + left + "</p>\n");
        }
        blocks.end(foot(message));
        return blocks.text();
    }

    private static String brief(AlertMessage.Entry entry) {
        return begin(entry) + "</div>\n";
    }

    private static String begin(AlertMessage.Entry entry) {
        return "<div style=\"border-left:4px solid "
                + colour(entry.last().type())
                + ";padding:0 0 0 12px;margin:0 0 20px\">\n"
                + "<p style=\"font-size:16px;margin:0 0 8px\"><strong>"
                + escaped(Wording.headline(entry))
                + "</strong></p>\n";
    }

    private static String full(AlertMessage message, AlertMessage.Entry entry) {
        StringBuilder html = new StringBuilder(begin(entry));
        html.append("<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\">\n");
        for (Fact fact : Wording.facts(entry)) {
            html.append("<tr>").append(LABEL).append(escaped(fact.label())).append("</td><td>");
            html.append(escaped(fact.value())).append("</td></tr>\n");
        }
        html.append("</table>\n");
        List<String> lines = Harmless.lastLines(entry.last().lastLines());
        if (!lines.isEmpty()) {
            listing(html, "Last lines of standard error", lines);
        }
        listing(html, "To look further", Wording.commands(message, entry.last()));
        return html.append("</div>\n").toString();
    }

    private static void listing(StringBuilder html, String title, List<String> lines) {
        html.append("<p style=\"margin:8px 0 0\">").append(title).append("</p>\n").append(PRE);
        lines.forEach(line -> html.append(escaped(line)).append('\n'));
        html.append("</pre>\n");
    }

    private static String foot(AlertMessage message) {
        return "<p style=\"color:#808080\">taskmaster on "
                + escaped(Harmless.line(message.host(), MessageLimits.SUBJECT_HOST_CHARS_MAX))
                + ", "
                + escaped(Harmless.line(message.configuration(), 200))
                + "</p>\n</body>\n</html>\n";
    }

    private static String colour(AlertType type) {
        return switch (type) {
            case ABORTED, UNEXPECTED_EXIT, RELOAD_REFUSED -> "#d93025";
            case KILLED, OUTPUT_DROPPED -> "#e8a100";
            case RECOVERED -> "#1e8e3e";
        };
    }

    static String escaped(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.toString();
    }
}
