package taskmaster.client;

import java.util.ArrayList;
import java.util.List;

/// The help pages, made from the table of commands.
final class HelpText {
    private static final int COLUMNS = 80;
    private static final int NAME_COLUMNS = 12;
    private static final int OPTION_COLUMNS = 26;

    private HelpText() {}

    static int run(Screen screen, Invocation invocation) throws ClientFailure {
        if (invocation.isJson()) {
            screen.json(json());
            return ExitStatus.OK;
        }
        if (invocation.arguments().isEmpty()) {
            screen.lines(all());
            return ExitStatus.OK;
        }
        String topic = invocation.arguments().getFirst();
        CommandSpec command = CommandTable.find(topic);
        if (command == null) {
            String near = Suggestion.nearest(topic, CommandTable.words());
            throw ClientFailure.usage(
                    ExitStatus.FAILED,
                    "no help on `" + topic + "`: no such command",
                    near == null ? "`help` lists all" : "did you mean `" + near + "`?");
        }
        screen.lines(one(command));
        return ExitStatus.OK;
    }

    /// The overview, without a line end at its end.
    static String all() {
        StringBuilder out = new StringBuilder();
        out.append("usage: taskmasterctl [OPTION...] [COMMAND [ARGUMENT...]]\n\n");
        out.append("Without a command, a shell. The commands of both:\n\n");
        for (CommandSpec command : CommandTable.COMMANDS) {
            row(out, command.name().word(), NAME_COLUMNS, command.summary());
        }
        out.append("\nOptions, before or after the command:\n\n");
        options(out, CommandTable.GLOBAL_OPTIONS);
        out.append('\n');
        wrap(
                out,
                "Without -c, -p and -s, the one daemon of this user that runs is meant. `help"
                        + " COMMAND` shows a command in full, with its exit statuses.",
                "");
        return out.toString().stripTrailing();
    }

    /// One command in full, without a line end at its end.
    static String one(CommandSpec command) {
        StringBuilder out = new StringBuilder();
        out.append("usage: ").append(command.synopsis()).append("\n\n");
        out.append(command.summary()).append('\n');
        for (String paragraph : command.details().split("\n\n", -1)) {
            out.append('\n');
            wrap(out, paragraph, "");
        }
        if (!command.options().isEmpty()) {
            out.append("\nOptions (and --json, --help):\n\n");
            options(out, command.options());
        }
        out.append("\nExamples:\n\n");
        for (String example : command.examples()) {
            out.append("  ").append(example).append('\n');
        }
        out.append("\nExit status:\n\n");
        for (String status : statuses(command)) {
            int blank = status.indexOf(' ');
            row(out, status.substring(0, blank), 4, status.substring(blank + 1));
        }
        return out.toString().stripTrailing();
    }

    /// The exit statuses of a command, its own beside those that all share, in order.
    static List<String> statuses(CommandSpec command) {
        List<String> statuses = new ArrayList<>(CommandTable.SHARED_EXIT_STATUSES);
        for (String own : command.exitStatuses()) {
            int at = 0;
            while (at < statuses.size() && number(statuses.get(at)) <= number(own)) {
                at++;
            }
            statuses.add(at, own);
        }
        return statuses;
    }

    private static int number(String status) {
        return Integer.parseInt(status.substring(0, status.indexOf(' ')));
    }

    private static void options(StringBuilder out, List<OptionSpec> options) {
        for (OptionSpec option : options) {
            String forms = option.letter() == null ? "    " + option.forms() : option.forms();
            row(out, forms, OPTION_COLUMNS, option.summary());
        }
    }

    private static void row(StringBuilder out, String name, int columns, String text) {
        StringBuilder left = new StringBuilder("  ").append(name);
        do {
            left.append(' ');
        } while (left.length() < columns + 2);
        wrapAfter(out, left.toString(), text, " ".repeat(columns + 2));
    }

    private static void wrap(StringBuilder out, String text, String indent) {
        wrapAfter(out, indent, text, indent);
    }

    private static void wrapAfter(StringBuilder out, String first, String text, String indent) {
        StringBuilder line = new StringBuilder(first);
        boolean hasWord = false;
        for (String word : text.split(" ", -1)) {
            if (hasWord && line.length() + 1 + word.length() > COLUMNS) {
                out.append(line).append('\n');
                line = new StringBuilder(indent);
                hasWord = false;
            }
            line.append(hasWord ? " " : "").append(word);
            hasWord = true;
        }
        out.append(line).append('\n');
    }

    private static String json() {
        StringBuilder out = new StringBuilder("{\"commands\":[");
        for (CommandSpec command : CommandTable.COMMANDS) {
            out.append(command.name() == CommandName.STATUS ? "" : ",");
            out.append("{\"name\":").append(JsonText.quoted(command.name().word()));
            out.append(",\"aliases\":").append(JsonText.array(command.aliases()));
            out.append(",\"usage\":").append(JsonText.quoted(command.synopsis()));
            out.append(",\"summary\":").append(JsonText.quoted(command.summary()));
            List<String> options = new ArrayList<>();
            for (OptionSpec option : command.options()) {
                options.add(option.forms());
            }
            out.append(",\"options\":").append(JsonText.array(options)).append('}');
        }
        return out.append("]}").toString();
    }
}
