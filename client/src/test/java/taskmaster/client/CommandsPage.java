package taskmaster.client;

import java.util.List;

/// Writes `docs/reference/commands.md` from the table of commands.
final class CommandsPage {
    private CommandsPage() {}

    static String render() {
        StringBuilder out = new StringBuilder();
        out.append("# taskmasterctl\n\n");
        out.append(
                "<!-- Made from the table of commands by CommandsPageTest; change that. -->\n\n");
        out.append("`taskmasterctl [OPTION...] COMMAND [ARGUMENT...]` runs one command.\n");
        out.append(
                "`taskmasterctl [OPTION...]` is a shell: line editing, history, completion by\n");
        out.append("Tab. Ctrl-C drops the line, or ends the command that runs; Ctrl-D leaves.\n");
        out.append("Standard input that is no terminal is read as a script, one command a line.\n");
        out.append("The shell and scripts always end with status 0.\n\n");
        out.append("The daemon is chosen by `-c`, `-p` or `-s`; with none of them it is the one\n");
        out.append("daemon of this user that runs. Names, states and logs are shown with their\n");
        out.append("control characters written out; to a pipe there is no colour. What `--json`\n");
        out.append("prints is in [json.md](json.md).\n\n");
        out.append("## Options\n\nBefore or after the command.\n\n");
        options(out, CommandTable.GLOBAL_OPTIONS);
        out.append("\n## Exit status\n\nThose of supervisorctl. Of every command:\n\n");
        statuses(out, CommandTable.SHARED_EXIT_STATUSES);
        out.append("\nWhere several apply the highest is given, except as `status` says.\n");
        out.append("A reader of the output that goes away ends any command with 141.\n");
        for (CommandSpec command : CommandTable.COMMANDS) {
            command(out, command);
        }
        return out.toString();
    }

    private static void command(StringBuilder out, CommandSpec command) {
        out.append("\n## ").append(command.name().word()).append("\n\n");
        out.append("`").append(command.synopsis()).append("`");
        for (String alias : command.aliases()) {
            out.append(", `").append(alias).append('`');
        }
        out.append(": ").append(command.summary()).append(".\n\n");
        out.append(command.details()).append('\n');
        if (!command.options().isEmpty()) {
            out.append('\n');
            options(out, command.options());
        }
        out.append("\n```sh\n");
        for (String example : command.examples()) {
            out.append("taskmasterctl ").append(example).append('\n');
        }
        out.append("```\n");
        if (!command.exitStatuses().isEmpty()) {
            out.append('\n');
            statuses(out, command.exitStatuses());
        }
    }

    private static void options(StringBuilder out, List<OptionSpec> options) {
        out.append("| option | |\n|---|---|\n");
        for (OptionSpec option : options) {
            out.append("| `").append(option.forms().replace("|", "\\|")).append("` | ");
            out.append(option.summary()).append(" |\n");
        }
    }

    private static void statuses(StringBuilder out, List<String> statuses) {
        out.append("| status | |\n|---|---|\n");
        for (String status : statuses) {
            int blank = status.indexOf(' ');
            out.append("| ").append(status, 0, blank).append(" | ");
            out.append(status.substring(blank + 1)).append(" |\n");
        }
    }
}
