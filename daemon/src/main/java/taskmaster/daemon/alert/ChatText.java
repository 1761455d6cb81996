package taskmaster.daemon.alert;

import java.util.List;
import java.util.function.UnaryOperator;

/// A message for a chat: a headline in bold for each alert, and behind it facts and lines as a
/// listing, as far as there is room.
final class ChatText {

    private final String bold;
    private final UnaryOperator<String> escape;
    private final UnaryOperator<String> escapeListing;
    private final StringBuilder text = new StringBuilder();
    private final int charsMax;

    /// @param bold what stands on both sides of bold text
    /// @param escape for text of others
    /// @param escapeListing the same between two lines of three backticks
    ChatText(
            String bold,
            UnaryOperator<String> escape,
            UnaryOperator<String> escapeListing,
            int charsMax) {
        this.bold = bold;
        this.escape = escape;
        this.escapeListing = escapeListing;
        this.charsMax = charsMax;
    }

    String of(AlertMessage message) {
        int tail = 100;
        String subject = Wording.subject(message);
        text.append(bold).append(escape.apply(subject)).append(bold).append('\n');
        if (message.isTest()) {
            text.append(escape.apply(Wording.testNote(message))).append('\n');
        }
        boolean isAlone = message.entries().size() == 1 && !message.isTest();
        int told = 0;
        for (AlertMessage.Entry entry : Wording.worstFirst(message.entries())) {
            String headline =
                    isAlone ? "" : bold + escape.apply(Wording.headline(entry)) + bold + "\n";
            if (text.length() + headline.length() > charsMax - tail) {
                break;
            }
            text.append(headline);
            told++;
            if (told <= MessageLimits.DETAILED_MAX) {
                listing(message, entry, charsMax - tail - text.length());
            }
        }
        String left = Wording.leftOut(message, message.entries().size() - told);
        if (left != null) {
            text.append(left).append('\n');
        }
        return text.toString();
    }

    /// Facts, commands, and as many of the newest lines as there is room for; nothing if not even
    /// the facts fit.
    private void listing(AlertMessage message, AlertMessage.Entry entry, int room) {
        StringBuilder listing = new StringBuilder("```\n");
        for (Wording.Fact fact : Wording.facts(entry)) {
            listing.append(escapeListing.apply(fact.label() + ": " + fact.value())).append('\n');
        }
        for (String command : Wording.commands(message, entry.last())) {
            listing.append(escapeListing.apply("$ " + command)).append('\n');
        }
        int left = room - listing.length() - "```\n".length();
        if (left < 0) {
            return;
        }
        List<String> lines = Harmless.lastLines(entry.last().lastLines());
        int first = lines.size();
        while (first > 0 && left - escapeListing.apply(lines.get(first - 1)).length() - 3 >= 0) {
            first--;
            left -= escapeListing.apply(lines.get(first)).length() + 3;
        }
        lines.subList(first, lines.size())
                .forEach(
                        line ->
                                listing.append("| ")
                                        .append(escapeListing.apply(line))
                                        .append('\n'));
        text.append(listing).append("```\n");
    }
}
