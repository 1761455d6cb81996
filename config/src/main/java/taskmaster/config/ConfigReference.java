package taskmaster.config;

import java.util.TreeMap;

/// Renders `docs/reference/configuration.md` from [SettingTable] and the rules beside it.
final class ConfigReference {

    private static final String INTRODUCTION =
            """
            # Configuration

            Generated from the table of settings (`taskmaster.config.SettingTable`); a test compares it.
            `taskmasterd --check -c FILE` validates a file, `taskmasterd --print-config -c FILE` shows every
            setting with where it came from.

            One YAML file (UTF-8, at most 8 MiB) describes all programs:

            ```yaml
            programs:
              web:
                cmd: /usr/bin/web --port 80${process_num:2}
                numprocs: 4
                stdout: logs/web.log
                stderr: stdout
            ```

            All mistakes are reported at once, each with its place. A file with a mistake is not used: the
            daemon does not start, and a reload changes nothing.
            """;

    private static final String RULES =
            """
            ## Values

            **Times** are seconds, with or without a fraction, or carry a unit: `10`, `0.5`, `500ms`, `10s`,
            `2m`, `1h30m`, `1d`; at most 365 days. **Sizes** are bytes or carry a unit: `65536`, `64KB`, `50MB`,
            `1GiB`; every unit is a power of 1024, as in supervisord, with or without the `i`. **Booleans** may
            be written in every way of YAML 1.1: `true`, `yes`, `on`, `y` and their opposites.

            **Paths** that are not absolute begin at the directory of the file that they stand in; `~/` at the
            start is the home directory of the daemon's user. `.` and `..` are resolved by name, as the shell's
            `cd` does. A command with a `/` in it is different: it is found from the working directory of the
            program (`${here}/run.sh` names one beside the file).

            **Names** of programs hold no blank, no `:`, no `/`, nothing invisible, and at most 100 bytes;
            `all`, `.` and `..` are not names.

            YAML anchors, aliases and merge keys (`<<: *anchor`, `<<: [*one, *two]`) work; keys at the top that
            begin with `x-` are ignored and can hold anchors. An unknown key, a duplicate key and a key without
            a value are mistakes (`env:`, `logrotate:`, `headers:`, `defaults:` and the other sections of the
            file may be empty).

            ## Variables

            `${...}` is replaced in every value, never in keys, after the YAML is parsed and before the value
            gets its type; in single quotes too. What is put in is not looked at again. A `cmd` is split into
            words after it: a value with blanks needs quotes around it.

            | write | get |
            |---|---|
            | `${NAME}` | the variable of the daemon's environment; a mistake if it is not set |
            | `${NAME:-text}` | the same, or the text if it is unset or empty |
            | `${NAME:?message}` | the same, or a mistake with the message if it is unset or empty |
            | `${program_name}` | the name of the program |
            | `${process_num}` | the number of the process, from 0 (in `cmd`, `workingdir`, `env`, `stdout`, `stderr`) |
            | `${process_num:2}` | the same with at least two digits: `00`, `01` |
            | `${here}` | the directory of the file that the value stands in |
            | `$$` | `$` |

            A `$` before anything else stays: `$HOME` is left to a shell, if one runs. The texts of `:-` and
            `:?` may hold `${...}` again.

            ## Several files

            `include` is a path or a pattern (`*`, `?`, `[a-z]`, `{a,b}` in any part), or a list of them. What a
            pattern finds is read in the order of its paths; a name that begins with a dot is not found by `*`.
            A pattern without a match is a warning; a path without a file is a mistake; the including file
            itself is skipped. Included files hold `programs`, `defaults`, `include` and `x-` keys. Their
            programs come after those of the including file; their `defaults` hold for themselves and what they
            include, on top of the includer's. A program may stand only once in all files.
            """;

    private ConfigReference() {}

    static String markdown() {
        var out = new StringBuilder(INTRODUCTION);
        table(out, "The file", Section.TOP, "Keys at the outermost level.");
        table(
                out,
                "Programs",
                Section.PROGRAM,
                "Below `programs.NAME`, and below `defaults` (but for `cmd`).");
        table(out, "`logrotate`", Section.LOGROTATE, "Below `logrotate` of a program or of `log`.");
        table(out, "`log`", Section.LOG, "The daemon's own log. In the main file only.");
        components(out);
        table(out, "`server`", Section.SERVER, "The control server. In the main file only.");
        table(out, "`auth`", Section.AUTH, "Below `auth` of `server`.");
        alerts(out);
        out.append('\n').append(RULES);
        foreign(out);
        return out.toString();
    }

    private static void alerts(StringBuilder out) {
        table(
                out,
                "`mail`",
                Section.MAIL,
                "Mail over SMTP; as a destination it is called `mail`. In the main file only.");
        table(
                out,
                "`webhooks`",
                Section.WEBHOOK,
                "Each entry of the list is a destination that gets an HTTP request. In the main"
                        + " file only.");
        table(
                out,
                "`alerts`",
                Section.ALERTS,
                "What is told, to whom, and how often. In the main file only.");
        table(out, "`exec`", Section.EXEC, "Each entry of the list below `exec` of `alerts`.");
        table(
                out,
                "`alerts` of a program",
                Section.PROGRAM_ALERTS,
                "Below `alerts` of a program. Each key overrules that of `alerts` of the file.");
    }

    private static void table(StringBuilder out, String title, Section section, String text) {
        out.append("\n## ").append(title).append("\n\n").append(text).append("\n\n");
        out.append("| key | value | default | meaning | a change needs | since |\n");
        out.append("|---|---|---|---|---|---|\n");
        for (Setting<?> setting : SettingTable.of(section).values()) {
            out.append("| `")
                    .append(setting.key())
                    .append("` | ")
                    .append(setting.type().description())
                    .append(" | ")
                    .append(setting.defaultText())
                    .append(" | ")
                    .append(setting.doc())
                    .append(" | ")
                    .append(setting.change().text())
                    .append(" | ")
                    .append(setting.since())
                    .append(" |\n");
        }
    }

    private static void components(StringBuilder out) {
        out.append(
                """

                ### Components

                Each line of the daemon's log names the part of the daemon that it is from. `log.levels` and
                `taskmasterctl log-level` know these:

                | component | tells of |
                |---|---|
                """);
        for (LogComponent component : LogComponent.values()) {
            out.append("| `%s` | %s |\n".formatted(component.word(), component.meaning()));
        }
    }

    private static void foreign(StringBuilder out) {
        out.append(
                """

                ## Names of others

                What the checker says to keys of supervisord and of others that it knows:

                | key | answer |
                |---|---|
                """);
        new TreeMap<>(ForeignNames.ofPrograms())
                .forEach((name, answer) -> out.append("| `%s` | %s |\n".formatted(name, answer)));
    }
}
