package taskmaster.daemon.alert;

import java.util.List;

/// What a message is about, in one short line for logs and lists.
final class Summary {

    private static final int NAMED_MAX = 3;

    private Summary() {}

    /// `web unexpected_exit x37, db aborted and 5 more`
    static String of(AlertMessage message) {
        if (message.isTest()) {
            return "test";
        }
        List<AlertMessage.Entry> entries = message.entries();
        StringBuilder text = new StringBuilder();
        int named = Math.min(NAMED_MAX, entries.size());
        for (AlertMessage.Entry entry : entries.subList(0, named)) {
            String process = entry.last().process();
            text.append(text.isEmpty() ? "" : ", ");
            text.append(process == null ? "taskmaster" : process).append(' ');
            text.append(entry.last().type().key());
            if (entry.count() > 1) {
                text.append(" x").append(entry.count());
            }
        }
        long others = entries.size() - named + message.leftOut();
        if (others > 0) {
            text.append(" and ").append(others).append(" more");
        }
        return text.toString();
    }
}
