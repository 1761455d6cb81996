package taskmaster.config;

import static taskmaster.config.Section.AUTH;
import static taskmaster.config.Section.LOG;
import static taskmaster.config.Section.LOGROTATE;
import static taskmaster.config.Section.PROGRAM;
import static taskmaster.config.Section.SERVER;
import static taskmaster.config.Section.TOP;

import org.jspecify.annotations.Nullable;

import taskmaster.config.Setting.Change;
import taskmaster.core.AutoRestart;
import taskmaster.core.ForwardTarget;
import taskmaster.core.OutputFormat;
import taskmaster.core.Overflow;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/// Every setting, once: parsing, suggestions and `docs/reference/configuration.md` follow it.
final class SettingTable {

    private static final String FIRST = "0.1";
    private static final List<Setting<?>> ALL = new ArrayList<>();

    private SettingTable() {}

    static final Setting<Object> PROGRAMS =
            row(
                    TOP,
                    "programs",
                    new StructureType<>("a mapping of programs by name"),
                    "required",
                    Change.STRUCTURE,
                    "The programs. `programs: {}` is none; a main file without `programs` and"
                            + " without `include` is an error, so that a file cut short stops"
                            + " nothing.");

    static final Setting<Object> DEFAULTS =
            row(
                    TOP,
                    "defaults",
                    new StructureType<>("a mapping of settings of a program, without `cmd`"),
                    "none",
                    Change.STRUCTURE,
                    "What holds for a program that does not say otherwise. `env`, `logrotate` and"
                            + " `alerts` are added to those of the program, key by key; all others"
                            + " are replaced.");

    static final Setting<Object> INCLUDE =
            row(
                    TOP,
                    "include",
                    new StructureType<>("a path or pattern, or a list of them"),
                    "none",
                    Change.STRUCTURE,
                    "More files, see [Several files](#several-files).");

    static final Setting<Object> LOG_SECTION =
            row(
                    TOP,
                    "log",
                    new StructureType<>("a mapping"),
                    "none",
                    Change.STRUCTURE,
                    "The daemon's own log, see [`log`](#log).");

    static final Setting<Object> SERVER_SECTION =
            row(
                    TOP,
                    "server",
                    new StructureType<>("a mapping"),
                    "none",
                    Change.STRUCTURE,
                    "How the daemon is controlled, see [`server`](#server).");

    static final Setting<List<String>> CMD =
            row(
                    PROGRAM,
                    "cmd",
                    new CommandType(),
                    "required",
                    Change.RESPAWN,
                    "What to execute. A text is split by shell quoting, without a shell: no pipes,"
                        + " no `$VAR`, no wildcards. A name without `/` is looked up in the"
                        + " program's `PATH`; one with `/` is found from the working directory.");

    static final Setting<Integer> NUMPROCS =
            row(
                    PROGRAM,
                    "numprocs",
                    ValueTypes.integer(1, ConfigLimits.PROCESSES_MAX),
                    "`1`",
                    Change.COUNT,
                    "How many processes run it. With more than one they are called `NAME:NAME_00`,"
                            + " `NAME:NAME_01` and so on.");

    static final Setting<Integer> PRIORITY =
            row(
                    PROGRAM,
                    "priority",
                    ValueTypes.integer(-1_000_000, 1_000_000),
                    "`999`",
                    Change.LIVE,
                    "Programs start in ascending order of it, then in file order, and stop in"
                            + " reverse.");

    static final Setting<Boolean> AUTOSTART =
            row(
                    PROGRAM,
                    "autostart",
                    ValueTypes.BOOLEAN,
                    "`true`",
                    Change.LIVE,
                    "Start it when the daemon starts, or when a reload brings it.");

    static final Setting<AutoRestart> AUTORESTART =
            row(
                    PROGRAM,
                    "autorestart",
                    ValueTypes.AUTO_RESTART,
                    "`unexpected`",
                    Change.LIVE,
                    "Start it again when it exits: always (`true`), never (`false`), or when its"
                            + " exit code is not in `exitcodes` (`unexpected`; death by a signal is"
                            + " always unexpected).");

    static final Setting<SortedSet<Integer>> EXITCODES =
            row(
                    PROGRAM,
                    "exitcodes",
                    new ExitCodesType(),
                    "`0`",
                    Change.LIVE,
                    "The exit codes that are expected. `[]`: none is.");

    static final Setting<Integer> STARTRETRIES =
            row(
                    PROGRAM,
                    "startretries",
                    ValueTypes.integer(0, 1_000_000),
                    "`3`",
                    Change.LIVE,
                    "How often a failed start is tried again before the process is `ABORTED`; 3"
                            + " means four attempts.");

    static final Setting<Long> STARTTIME =
            row(
                    PROGRAM,
                    "starttime",
                    ValueTypes.TIME,
                    "`1`",
                    Change.LIVE,
                    "How long it must live to count as `RUNNING`; an end before that is a failed"
                            + " start, whatever its exit code. `0`: at once.");

    static final Setting<Integer> STOPSIGNAL =
            row(
                    PROGRAM,
                    "stopsignal",
                    ValueTypes.SIGNAL,
                    "`TERM`",
                    Change.LIVE,
                    "The signal that asks it to end.");

    static final Setting<Long> STOPTIME =
            row(
                    PROGRAM,
                    "stoptime",
                    ValueTypes.TIME,
                    "`10`",
                    Change.LIVE,
                    "How long it may take to end before SIGKILL.");

    static final Setting<Boolean> STOP_GROUP =
            row(
                    PROGRAM,
                    "stop_group",
                    ValueTypes.BOOLEAN,
                    "`false`",
                    Change.LIVE,
                    "Send the stop signal to its whole process group at once. Otherwise the process"
                            + " gets it, and what is left of the group when it has gone.");

    static final Setting<String> WORKINGDIR =
            row(
                    PROGRAM,
                    "workingdir",
                    new PathType(),
                    "the daemon's",
                    Change.RESPAWN,
                    "Its working directory.");

    static final Setting<Integer> UMASK =
            row(
                    PROGRAM,
                    "umask",
                    ValueTypes.UMASK,
                    "the daemon's",
                    Change.RESPAWN,
                    "Its file mode mask, octal however it is written: `022`, `\"022\"`, `0o22`,"
                            + " `22`.");

    static final Setting<SortedMap<String, String>> ENV =
            row(
                    PROGRAM,
                    "env",
                    new EnvironmentType(),
                    "none",
                    Change.RESPAWN,
                    "Variables on top of the daemon's environment. Values are kept as they are"
                        + " written: `X: 022` is `022`, `X: yes` is `yes`; no value is the empty"
                        + " text.");

    static final Setting<StreamTarget> STDOUT =
            row(
                    PROGRAM,
                    "stdout",
                    new StreamType(false),
                    "`auto`",
                    Change.OUTPUT,
                    "Where its standard output goes: a file, which is appended to; `none` discards;"
                        + " `auto` is a file of its own in the state directory; `/dev/stdout` and"
                        + " `/dev/stderr` are the daemon's own. From one file to another the change"
                        + " is live.");

    static final Setting<StreamTarget> STDERR =
            row(
                    PROGRAM,
                    "stderr",
                    new StreamType(true),
                    "`auto`",
                    Change.OUTPUT,
                    "The same for standard error; `stdout` sends it wherever standard output"
                            + " goes.");

    static final Setting<OutputFormat> FORMAT =
            row(
                    PROGRAM,
                    "format",
                    OutputTypes.FORMAT,
                    "`raw`",
                    Change.LIVE,
                    "The form of the lines in its logs: `raw` leaves every byte as it is,"
                        + " `prefixed` puts the time and the name of the process before each line,"
                        + " `json` makes each line an object.");

    static final Setting<Boolean> STRIP_ANSI =
            row(
                    PROGRAM,
                    "strip_ansi",
                    ValueTypes.BOOLEAN,
                    "`false`",
                    Change.LIVE,
                    "Remove terminal escape sequences, such as colours, from its output.");

    static final Setting<List<ForwardTarget>> FORWARD =
            row(
                    PROGRAM,
                    "forward",
                    new ForwardType(),
                    "`none`",
                    Change.LIVE,
                    "Where each of its lines goes besides its logs: the daemon's own `stdout` or"
                        + " `stderr`, the machine's `syslog` (`/dev/log`, or another socket), or a"
                        + " syslog server (`HOST`, `HOST:514` or `[::1]:514`). `none` undoes what"
                        + " `defaults` say.");

    static final Setting<Overflow> OVERFLOW =
            row(
                    PROGRAM,
                    "overflow",
                    OutputTypes.OVERFLOW,
                    "`block`",
                    Change.LIVE,
                    "What happens while its log takes nothing, because the disk is full or too"
                        + " slow: the program waits in its write and nothing is lost (`block`), or"
                        + " it goes on and its output is dropped and counted (`drop`).");

    static final Setting<RotationType.Partial> LOGROTATE_OF_PROGRAM =
            row(
                    PROGRAM,
                    "logrotate",
                    new RotationType(),
                    "see [`logrotate`](#logrotate)",
                    Change.LIVE,
                    "When its log files are renamed away.");

    static final Setting<Long> MAXBYTES =
            row(
                    LOGROTATE,
                    "maxbytes",
                    ValueTypes.SIZE,
                    "`50MB`",
                    Change.LIVE,
                    "The size at which `NAME` becomes `NAME.1`. `0`: never.");

    static final Setting<Integer> BACKUPS =
            row(
                    LOGROTATE,
                    "backups",
                    ValueTypes.integer(0, 1000),
                    "`10`",
                    Change.LIVE,
                    "How many old files stay: `NAME.1` (the newest) to `NAME.N`. `0`: the file is"
                            + " emptied.");

    static final Setting<Rotation.Interval> INTERVAL =
            row(
                    LOGROTATE,
                    "interval",
                    OutputTypes.INTERVAL,
                    "`none`",
                    Change.LIVE,
                    "When the clock makes `NAME` become `NAME.1`, whatever its size: at each full"
                            + " hour, or at midnight, in the daemon's time zone. An empty file"
                            + " stays.");

    static final Setting<Boolean> COMPRESS =
            row(
                    LOGROTATE,
                    "compress",
                    OutputTypes.COMPRESS,
                    "`false`",
                    Change.LIVE,
                    "Whether old files are compressed by gzip: `NAME.1.gz` to `NAME.N.gz`.");

    static final Setting<Path> LOG_FILE =
            row(
                    LOG,
                    "file",
                    new FilePathType(4095),
                    "`taskmasterd.log` beside the logs of the programs",
                    Change.LIVE,
                    "The file of the daemon's own log; in the foreground it goes to standard error"
                            + " too.");

    static final Setting<LogLevel> LOG_LEVEL =
            row(
                    LOG,
                    "level",
                    ValueTypes.LOG_LEVEL,
                    "`info`",
                    Change.LIVE,
                    "How much it tells. `taskmasterctl log-level` changes it until the next"
                            + " restart of the daemon, or a reload that changes this or `levels`.");

    static final Setting<Map<LogComponent, LogLevel>> LOG_LEVELS =
            row(
                    LOG,
                    "levels",
                    new LevelsType(),
                    "none",
                    Change.LIVE,
                    "Other levels for single [components](#components).");

    static final Setting<LogFormat> LOG_FORMAT =
            row(
                    LOG,
                    "format",
                    ValueTypes.LOG_FORMAT,
                    "`text`",
                    Change.LIVE,
                    "Lines for people, or one JSON object a line.");

    static final Setting<RotationType.Partial> LOGROTATE_OF_LOG =
            row(
                    LOG,
                    "logrotate",
                    new RotationType(),
                    "see [`logrotate`](#logrotate)",
                    Change.LIVE,
                    "When `file` is renamed away.");

    static final Setting<List<ForwardTarget>> LOG_SYSLOG =
            row(
                    LOG,
                    "syslog",
                    new SyslogType(),
                    "`none`",
                    Change.LIVE,
                    "A syslog that gets each line too: the machine's own (`/dev/log`, or another"
                            + " socket), or a server (`HOST`, `HOST:514` or `[::1]:514`).");

    static final Setting<Integer> PORT =
            row(
                    SERVER,
                    "port",
                    ValueTypes.PORT_NUMBER,
                    "none",
                    Change.DAEMON,
                    "TCP port of the control server, on the loopback interface only: `9001`,"
                        + " `127.0.0.1:9001`, `localhost:9001` or `\"[::1]:9001\"`. `-p` wins over"
                        + " it.");

    static final Setting<Path> SOCKET =
            row(
                    SERVER,
                    "socket",
                    new FilePathType(ConfigLimits.SOCKET_PATH_BYTES_MAX),
                    "in the runtime directory",
                    Change.DAEMON,
                    "The control socket.");

    static final Setting<AuthType.Partial> AUTH_OF_SERVER =
            row(
                    SERVER,
                    "auth",
                    new AuthType(),
                    "see [`auth`](#auth)",
                    Change.DAEMON,
                    "How clients on TCP prove that they may.");

    static final Setting<Secret> TOKEN =
            row(
                    AUTH,
                    "token",
                    ValueTypes.SECRET,
                    "made by the daemon",
                    Change.DAEMON,
                    "What a client must show on TCP. Never printed.");

    static final Setting<Path> TOKEN_FILE =
            row(
                    AUTH,
                    "token_file",
                    new FilePathType(4095),
                    "in the runtime directory",
                    Change.DAEMON,
                    "A file that holds the token; not together with `token`.");

    static {
        ALL.addAll(AlertTable.rows());
    }

    private static final Map<Section, Map<String, Setting<?>>> BY_SECTION = bySection();

    /// All rows in the order of the document.
    static List<Setting<?>> all() {
        return List.copyOf(ALL);
    }

    /// The rows of a section by key.
    static Map<String, Setting<?>> of(Section section) {
        return BY_SECTION.getOrDefault(section, Map.of());
    }

    /// The row of a key; null if the section has none.
    static @Nullable Setting<?> find(Section section, String key) {
        return of(section).get(key);
    }

    private static <T> Setting<T> row(
            Section section,
            String key,
            ValueType<T> type,
            String defaultText,
            Change change,
            String doc) {
        var setting = new Setting<>(section, key, type, defaultText, change, FIRST, doc);
        ALL.add(setting);
        return setting;
    }

    private static Map<Section, Map<String, Setting<?>>> bySection() {
        var sections = new EnumMap<Section, Map<String, Setting<?>>>(Section.class);
        ALL.forEach(
                s ->
                        sections.computeIfAbsent(s.section(), _ -> new LinkedHashMap<>())
                                .put(s.key(), s));
        return sections;
    }

    /// A part of the file that [Loading] reads by itself.
    record StructureType<T>(String description) implements ValueType<T> {
        @Override
        public @Nullable T parse(Yaml node, Binding binding) {
            throw new IllegalStateException("read by Loading");
        }
    }
}
