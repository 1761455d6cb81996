package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The one table of commands and options.
///
/// The parser, the help texts, the completion of the shell and `docs/reference/commands.md` are all
/// made from it; a word that is not here does not exist.
final class CommandTable {
    private static final int MANY = Integer.MAX_VALUE;

    /// Options that may stand before or after any command.
    static final List<OptionSpec> GLOBAL_OPTIONS =
            List.of(
                    new OptionSpec(
                            "c", "config", "FILE", "the daemon that runs this configuration file"),
                    new OptionSpec(
                            "p",
                            "port",
                            "PORT",
                            "the daemon on this TCP port of this machine; its token is found by"
                                    + " itself when the daemon is yours"),
                    new OptionSpec(
                            "s",
                            "server",
                            "SOCKET|URL",
                            "the daemon behind this socket (`/path`, `unix:/path`) or address"
                                    + " (`http://127.0.0.1:9001`)"),
                    new OptionSpec(
                            null,
                            "token-file",
                            "FILE",
                            "read the token for TCP from this file (else `$TASKMASTER_TOKEN`, else"
                                    + " the daemon's own file)"),
                    new OptionSpec(null, "json", null, "print JSON, in a stable form for scripts"),
                    new OptionSpec("h", "help", null, "show help for the command, or for all"),
                    new OptionSpec(null, "version", null, "show the version of this client"));

    /// Exit statuses that every command shares, besides its own.
    static final List<String> SHARED_EXIT_STATUSES =
            List.of(
                    "0 done",
                    "1 the daemon refused, or the command or a name is unknown",
                    "2 an option is wrong",
                    "4 no daemon, no permission to use it, or it went away meanwhile",
                    "130 Ctrl-C");

    private static final String NAMES =
            "A NAME is a program (`web`: all its processes), one process (`web:web_00` or"
                    + " `web:0`), `web:*`, or `all`. Several may be given.";

    /// All commands, in the order of the help text.
    static final List<CommandSpec> COMMANDS =
            List.of(
                    status(),
                    start(),
                    stop(),
                    restart(),
                    reload(),
                    signal(),
                    tail(),
                    pid(),
                    clear(),
                    alert(),
                    logLevel(),
                    shutdown(),
                    version(),
                    help(),
                    exit());

    private CommandTable() {}

    /// The command that goes by this word, or null.
    static @Nullable CommandSpec find(String word) {
        for (CommandSpec command : COMMANDS) {
            if (command.name().word().equals(word) || command.aliases().contains(word)) {
                return command;
            }
        }
        return null;
    }

    /// The row of a command.
    static CommandSpec of(CommandName name) {
        for (CommandSpec command : COMMANDS) {
            if (command.name() == name) {
                return command;
            }
        }
        throw new IllegalStateException("no row for " + name);
    }

    /// Every word that names a command, aliases included.
    static List<String> words() {
        List<String> words = new ArrayList<>();
        for (CommandSpec command : COMMANDS) {
            words.add(command.name().word());
            words.addAll(command.aliases());
        }
        return words;
    }

    /// The global option with that long form, or null.
    static @Nullable OptionSpec globalOption(String word) {
        for (OptionSpec option : GLOBAL_OPTIONS) {
            if (option.word().equals(word)) {
                return option;
            }
        }
        return null;
    }

    private static CommandSpec status() {
        return new CommandSpec(
                CommandName.STATUS,
                List.of(),
                "[--watch] [-v] [NAME...]",
                0,
                MANY,
                ExitStatus.FAILED,
                List.of(
                        new OptionSpec(
                                "v",
                                "verbose",
                                null,
                                "add where the output of each process goes, and how much it was"),
                        new OptionSpec(
                                "w",
                                "watch",
                                null,
                                "show the table again whenever something changes, until Ctrl-C")),
                "show the state of processes",
                "Without a NAME, all processes are listed. One line each: name, state, and what is"
                    + " known: pid and uptime, the next attempt, the last exit and why. If one"
                    + " process is named, indented lines follow: where each stream of its output"
                    + " goes, its bytes and lines since the daemon opened it, what was dropped, and"
                    + " how often its log was rotated; for several `-v` adds them.\n\n"
                        + NAMES
                        + "\n\nThe states are STOPPED, STARTING, RUNNING, BACKOFF (waits for its"
                        + " next attempt), STOPPING, EXITED, ABORTED (gave up) and UNKNOWN. On a"
                        + " terminal they are coloured, unless `NO_COLOR` is set or `TERM` is"
                        + " `dumb`. With `--watch` on a terminal the table is drawn in place; to a"
                        + " pipe, a table (with `--json` a document on one line) is printed at each"
                        + " change.",
                List.of("status", "status web:0", "status -v", "status --json", "status --watch"),
                List.of(
                        "3 a listed process is STOPPED, EXITED, ABORTED or UNKNOWN (wins over 4)",
                        "4 also: a name is unknown"),
                Completion.NAMES);
    }

    private static CommandSpec start() {
        return new CommandSpec(
                CommandName.START,
                List.of(),
                "NAME...",
                1,
                MANY,
                ExitStatus.USAGE,
                List.of(),
                "start processes",
                "Starts what does not run, and answers when each process is RUNNING (it has lived"
                        + " for its `starttime`), EXITED (with a `starttime` of 0) or ABORTED. A"
                        + " line is printed for each as it settles; attempts that fail and are"
                        + " tried again (BACKOFF) are waited for. Ctrl-C ends the waiting, not the"
                        + " start.\n\n"
                        + NAMES,
                List.of("start web", "start web:0 db", "start all"),
                List.of(
                        "0 also: it ran already",
                        "2 no NAME, or `NAME:*` of an unknown program",
                        "7 a process was ABORTED"),
                Completion.NAMES);
    }

    private static CommandSpec stop() {
        return new CommandSpec(
                CommandName.STOP,
                List.of(),
                "NAME...",
                1,
                MANY,
                ExitStatus.FAILED,
                List.of(),
                "stop processes",
                "Sends the stop signal, and SIGKILL after `stoptime`; answers when each process is"
                        + " STOPPED. A line is printed for each as it settles. Ctrl-C ends the"
                        + " waiting, not the stop.\n\n"
                        + NAMES,
                List.of("stop web", "stop web:web_01", "stop all"),
                List.of("0 also: it did not run", "1 also: no NAME"),
                Completion.NAMES);
    }

    private static CommandSpec restart() {
        return new CommandSpec(
                CommandName.RESTART,
                List.of(),
                "NAME...",
                1,
                MANY,
                ExitStatus.USAGE,
                List.of(),
                "stop processes and start them again",
                "Stops each process if it runs and starts it; answers as `start` does. The daemon"
                        + " does both, so a client that goes away leaves nothing half done.\n\n"
                        + NAMES,
                List.of("restart web", "restart all"),
                List.of("2 no NAME, or `NAME:*` of an unknown program", "7 a process was ABORTED"),
                Completion.NAMES);
    }

    private static CommandSpec reload() {
        return new CommandSpec(
                CommandName.RELOAD,
                List.of(),
                "[--dry-run]",
                0,
                0,
                ExitStatus.FAILED,
                List.of(
                        new OptionSpec(
                                null,
                                "dry-run",
                                null,
                                "show what would be done, with the settings that cause it; change"
                                        + " nothing")),
                "read the configuration file again and apply what changed",
                "The daemon reads its file again, compares it with what runs, and prints the plan:"
                        + " which processes it keeps, retunes without a restart, respawns, starts"
                        + " and stops, and which settings are the cause. Processes that nothing"
                        + " touches keep their pids.\n\nA file with an error changes nothing: all"
                        + " its errors are shown with their places.",
                List.of("reload --dry-run", "reload"),
                List.of("1 the file has errors; nothing was changed"),
                Completion.NOTHING);
    }

    private static CommandSpec signal() {
        return new CommandSpec(
                CommandName.SIGNAL,
                List.of(),
                "SIGNAL NAME...",
                2,
                MANY,
                ExitStatus.FAILED,
                List.of(),
                "send a signal to running processes",
                "SIGNAL is a name with or without SIG, or a number. The signal goes to the process"
                        + " itself, not to its group.\n\n"
                        + NAMES,
                List.of("signal HUP web", "signal SIGUSR1 web:0", "signal 15 all"),
                List.of("1 also: an unknown signal", "7 a process does not run"),
                Completion.SIGNAL_THEN_NAMES);
    }

    private static CommandSpec tail() {
        return new CommandSpec(
                CommandName.TAIL,
                List.of(),
                "[-f] [-n N] NAME... [stdout] [stderr]",
                1,
                MANY,
                ExitStatus.FAILED,
                List.of(
                        new OptionSpec(
                                "f",
                                "follow",
                                null,
                                "go on printing what is written, until Ctrl-C"),
                        new OptionSpec("n", "lines", "N", "the last N lines (20 if not given)"),
                        new OptionSpec(
                                null,
                                "bytes",
                                "N",
                                "the last N bytes instead; `-N` is the same, as in supervisorctl"),
                        new OptionSpec(null, "raw", null, "pass the bytes as they are")),
                "show the end of the logs of processes",
                "The log is that of standard output, or of `stderr`, or of both if both are given."
                        + " It reaches back into old files, compressed ones too. Following goes on"
                        + " across rotation, and across restarts of the process.\n\n"
                        + NAMES
                        + "\n\n"
                        + "The ends of several logs are printed one after the other, each below a"
                        + " line `==> NAME <==`. Several that are followed are printed as they are"
                        + " written, whole lines only, each behind its name: `web:web_00 | text`,"
                        + " in a colour for each process on a terminal. At most "
                        + FollowedLogs.LOGS_MAX
                        + " can be followed at once. A file that several write to is shown once. A"
                        + " process that a reload removes ends its part; when all have ended, so"
                        + " does the command.\n\n"
                        + "Control characters and escape sequences are shown as text (`\\x1b[31m`),"
                        + " so that no log can do anything to a terminal, now or later. `--raw`"
                        + " passes the bytes of one log as they are, for a copy.",
                List.of(
                        "tail web:0",
                        "tail -f web db",
                        "tail -f web:0 stdout stderr",
                        "tail -n 100 db stderr"),
                List.of(
                        "0 also: every process that was followed has been removed",
                        "1 also: there is no such log, or there are too many to follow"),
                Completion.NAMES_THEN_STREAMS);
    }

    private static CommandSpec pid() {
        return new CommandSpec(
                CommandName.PID,
                List.of(),
                "[NAME...]",
                0,
                MANY,
                ExitStatus.FAILED,
                List.of(),
                "show pids",
                "Without a NAME, the pid of the daemon. Otherwise one pid a line, 0 for a process"
                        + " that does not run.\n\n"
                        + NAMES,
                List.of("pid", "pid web:0", "pid all"),
                List.of("7 a process does not run"),
                Completion.NAMES);
    }

    private static CommandSpec clear() {
        return new CommandSpec(
                CommandName.CLEAR,
                List.of(),
                "NAME...",
                1,
                MANY,
                ExitStatus.FAILED,
                List.of(),
                "empty the logs of processes",
                "Both logs of each process become empty; rotated files stay.\n\n" + NAMES,
                List.of("clear web", "clear all"),
                List.of("1 also: a log could not be emptied"),
                Completion.NAMES);
    }

    private static CommandSpec alert() {
        return new CommandSpec(
                CommandName.ALERT,
                List.of(),
                "test [DEST] | list",
                1,
                2,
                ExitStatus.FAILED,
                List.of(),
                "test who is told when something breaks, or list what was told",
                "`alert test` sends a test alert, to the destination DEST or to all, and says what"
                        + " each answered. It is sent at once and only once, whatever else waits."
                        + " Destinations are named by the configuration: `mail`, the names of"
                        + " `webhooks` and of `alerts.exec`, `syslog`.\n\n"
                        + "`alert list` shows, for each destination, what gathers for the next"
                        + " message, which messages wait and why, what is only counted because it"
                        + " was told a short time ago, and what became of the last messages.",
                List.of("alert test", "alert test mail", "alert list", "alert list --json"),
                List.of("1 also: a destination has not accepted the test, or there is none"),
                Completion.ALERTS);
    }

    private static CommandSpec logLevel() {
        return new CommandSpec(
                CommandName.LOG_LEVEL,
                List.of(),
                "[[COMPONENT] LEVEL]",
                0,
                2,
                ExitStatus.FAILED,
                List.of(),
                "show or change how much the daemon itself logs",
                "Without arguments, the level of each component of the daemon, and the configured"
                    + " one where that is another; with a COMPONENT alone, of that one.\n\n"
                    + "LEVEL is error, warn, info, debug or trace; `reset` is what the"
                    + " configuration says. It holds for all components, or for the COMPONENT, at"
                    + " once, until the daemon ends or a reload brings another `log.level` or"
                    + " `log.levels`. The daemon's log says who changed it. The logs of programs"
                    + " have nothing to do with it.",
                List.of(
                        "log-level",
                        "log-level control debug",
                        "log-level warn",
                        "log-level reset"),
                List.of("1 also: there is no such component or level"),
                Completion.COMPONENT_THEN_LEVEL);
    }

    private static CommandSpec shutdown() {
        return new CommandSpec(
                CommandName.SHUTDOWN,
                List.of(),
                "",
                0,
                0,
                ExitStatus.FAILED,
                List.of(),
                "stop all processes and end the daemon",
                "The daemon stops all processes in order and exits; the command answers when it is"
                        + " done. Nothing is asked first.",
                List.of("shutdown"),
                List.of(),
                Completion.NOTHING);
    }

    private static CommandSpec version() {
        return new CommandSpec(
                CommandName.VERSION,
                List.of(),
                "",
                0,
                0,
                ExitStatus.FAILED,
                List.of(),
                "show the daemon's version",
                "The version alone stands on the line. `taskmasterctl --version` shows the client's"
                        + " and needs no daemon.",
                List.of("version", "version --json"),
                List.of(),
                Completion.NOTHING);
    }

    private static CommandSpec help() {
        return new CommandSpec(
                CommandName.HELP,
                List.of("?"),
                "[COMMAND]",
                0,
                1,
                ExitStatus.FAILED,
                List.of(),
                "show all commands, or one in full",
                "Needs no daemon.",
                List.of("help", "help tail"),
                List.of("1 there is no such command"),
                Completion.COMMANDS);
    }

    private static CommandSpec exit() {
        return new CommandSpec(
                CommandName.EXIT,
                List.of("quit"),
                "",
                0,
                0,
                ExitStatus.FAILED,
                List.of(),
                "leave the shell",
                "Ctrl-D on an empty line does the same. The processes and the daemon are not"
                        + " touched. The shell's exit status is always 0.",
                List.of("exit"),
                List.of(),
                Completion.NOTHING);
    }
}
