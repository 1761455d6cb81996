package taskmaster.daemon.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import taskmaster.daemon.alert.Wording.Fact;

import java.util.List;

/// A message as plain text, within [MessageLimits#BODY_BYTES_MAX].
final class PlainText {

    private static final int LABEL_CHARS = 15;

    private PlainText() {}

    static String of(AlertMessage message) {
        return of(message, MessageLimits.BODY_BYTES_MAX);
    }

    /// The beginning of it, with as many alerts as there is room for.
    ///
    /// @param bytesMax of its UTF-8, at least a few hundred
    static String of(AlertMessage message, int bytesMax) {
        int tail = Math.min(MessageLimits.BODY_TAIL_BYTES, bytesMax / 4);
        Blocks blocks = new Blocks(bytesMax - tail);
        if (message.isTest()) {
            blocks.add(Wording.testNote(message) + "\n\n");
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
            blocks.end(left + "\n\n");
        }
        blocks.end(foot(message, Math.max(80, tail - 200)));
        return blocks.text();
    }

    private static String brief(AlertMessage.Entry entry) {
        return Wording.headline(entry) + "\n\n";
    }

    private static String full(AlertMessage message, AlertMessage.Entry entry) {
        StringBuilder text = new StringBuilder(Wording.headline(entry)).append("\n\n");
        for (Fact fact : Wording.facts(entry)) {
            text.append("  ").append(fact.label());
            text.repeat(' ', Math.max(1, LABEL_CHARS - fact.label().length()));
            text.append(fact.value()).append('\n');
        }
        List<String> lines = Harmless.lastLines(entry.last().lastLines());
        if (!lines.isEmpty()) {
            text.append("\n  Last lines of standard error:\n");
            lines.forEach(line -> text.append("  | ").append(line).append('\n'));
        }
        text.append("\n  To look further:\n");
        Wording.commands(message, entry.last())
                .forEach(command -> text.append("    ").append(command).append('\n'));
        return text.append("\n\n").toString();
    }

    private static String foot(AlertMessage message, int charsMax) {
        String foot =
                "-- \ntaskmaster on "
                        + Harmless.line(message.host(), MessageLimits.SUBJECT_HOST_CHARS_MAX)
                        + ", "
                        + Harmless.line(message.configuration(), charsMax / 3)
                        + "\n";
        return foot;
    }

    /// Gathers blocks as long as there is room.
    static final class Blocks {

        private final StringBuilder text = new StringBuilder();
        private int bytesLeft;

        Blocks(int bytesMax) {
            bytesLeft = bytesMax;
        }

        /// Adds a block if there is room.
        ///
        /// @return false if there is none
        boolean add(String block) {
            int bytes = block.getBytes(UTF_8).length;
            if (bytes > bytesLeft) {
                return false;
            }
            bytesLeft -= bytes;
            text.append(block);
            return true;
        }

        /// Adds what room was kept for.
        void end(String block) {
            text.append(block);
        }

        String text() {
            return text.toString();
        }
    }
}
