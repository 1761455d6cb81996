package taskmaster.daemon;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.jspecify.annotations.Nullable;

import taskmaster.config.LogLevel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// The daemon's command line.
///
/// @param config null: none was named and none was found
/// @param isBackground it was started by [Detacher]: the log does not go to standard error
/// @param logLevel overrides that of the file
record Options(
        Mode mode,
        @Nullable Path config,
        OptionalInt port,
        boolean json,
        boolean detached,
        boolean isBackground,
        @Nullable Path pidfile,
        @Nullable LogLevel logLevel) {

    /// What the daemon is asked to do.
    enum Mode {
        RUN,
        CHECK,
        PRINT_CONFIG,
        VERSION,
        HELP
    }

    /// Where a configuration is looked for when none is named.
    static final List<Path> SEARCH =
            List.of(Path.of("taskmaster.yaml"), Path.of("/etc/taskmaster/taskmaster.yaml"));

    /// How [Detacher] starts the daemon; not for people.
    static final String BACKGROUND = "--background";

    static final String HELP =
            """
            usage: taskmasterd -c FILE [-p PORT] [OPTIONS]

            Runs the programs of a configuration file and keeps them alive, in the foreground.

              -c, --config FILE    the configuration; without: ./taskmaster.yaml, then
                                   /etc/taskmaster/taskmaster.yaml
              -p, --port PORT      listen on this port of the loopback interface too
                  --check          say whether the configuration is valid, and exit (0 or 2)
                  --print-config   print all settings and where each comes from, and exit
                  --json           with --check: problems as JSON
              -d, --detach         go to the background once everything is up
                  --pidfile FILE   write the pid there
                  --log-level LEVEL  error, warn, info, debug or trace
                  --version        print the version, and exit
              -h, --help           print this, and exit

            Signals: TERM and INT stop everything in order, a second one at once; HUP reloads the
            configuration; USR1 writes the state into the log; USR2 reopens all log files.
            Exit codes: 0 ended as told, 1 failed, 2 wrong usage or configuration, 3 already running
            or port in use.
            """;

    static Options parse(String[] arguments) throws StartRefused {
        CommandLine line;
        try {
            line =
                    DefaultParser.builder()
                            .setAllowPartialMatching(false)
                            .get()
                            .parse(table(), arguments);
        } catch (ParseException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
        if (!line.getArgList().isEmpty()) {
            throw usage("unexpected argument `" + line.getArgList().getFirst() + "`");
        }
        return new Options(
                mode(line),
                config(line.getOptionValue("config")),
                port(line.getOptionValue("port")),
                line.hasOption("json"),
                line.hasOption("detach"),
                line.hasOption("background"),
                path(line.getOptionValue("pidfile")),
                level(line.getOptionValue("log-level")));
    }

    private static org.apache.commons.cli.Options table() {
        return new org.apache.commons.cli.Options()
                .addOption(Option.builder("c").longOpt("config").hasArg().get())
                .addOption(Option.builder("p").longOpt("port").hasArg().get())
                .addOption(Option.builder().longOpt("check").get())
                .addOption(Option.builder().longOpt("print-config").get())
                .addOption(Option.builder().longOpt("json").get())
                .addOption(Option.builder("d").longOpt("detach").get())
                .addOption(Option.builder().longOpt("background").get())
                .addOption(Option.builder().longOpt("pidfile").hasArg().get())
                .addOption(Option.builder().longOpt("log-level").hasArg().get())
                .addOption(Option.builder().longOpt("version").get())
                .addOption(Option.builder("h").longOpt("help").get());
    }

    private static StartRefused usage(String message) {
        return new StartRefused(ExitCode.USAGE, message + "\ntry: taskmasterd --help");
    }

    private static Mode mode(CommandLine line) {
        if (line.hasOption("help")) {
            return Mode.HELP;
        }
        if (line.hasOption("version")) {
            return Mode.VERSION;
        }
        if (line.hasOption("check")) {
            return Mode.CHECK;
        }
        return line.hasOption("print-config") ? Mode.PRINT_CONFIG : Mode.RUN;
    }

    private static @Nullable Path config(@Nullable String value) throws StartRefused {
        if (value != null) {
            if (value.isEmpty()) {
                throw usage("-c needs the name of a file");
            }
            return Path.of(value);
        }
        return SEARCH.stream().filter(Files::exists).findFirst().orElse(null);
    }

    private static @Nullable Path path(@Nullable String value) {
        return value == null ? null : Path.of(value).toAbsolutePath();
    }

    private static OptionalInt port(@Nullable String value) throws StartRefused {
        if (value == null) {
            return OptionalInt.empty();
        }
        try {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65_535) {
                return OptionalInt.of(port);
            }
        } catch (NumberFormatException _) {
            // Answered below.
        }
        throw usage("`" + value + "` is not a port: 1 to 65535");
    }

    private static @Nullable LogLevel level(@Nullable String value) throws StartRefused {
        if (value == null) {
            return null;
        }
        for (LogLevel level : LogLevel.values()) {
            if (level.name().equals(value.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        throw usage("`" + value + "` is not a level: error, warn, info, debug or trace");
    }
}
