package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AutoRestart;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.ProcessSpec;
import taskmaster.core.ProgramSpec;
import taskmaster.core.Rotation;
import taskmaster.core.Signals;
import taskmaster.core.StreamTarget;
import taskmaster.core.SupervisionSpec;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Shows settings as YAML that can be loaded again, each with the place it came from. Secrets are
/// redacted.
public final class PrintConfig {

    private final Origins origins;
    private final PrintAlerts alerts;
    private final StringBuilder out = new StringBuilder();

    private PrintConfig(Settings settings) {
        this.origins = settings.origins();
        this.alerts = new PrintAlerts(this, origins, settings.alerts());
    }

    /// All settings, defaults included; ends with a newline.
    public static String yaml(Settings settings) {
        var print = new PrintConfig(settings);
        print.server(settings.server());
        print.log(settings.log());
        print.alerts.sections();
        List<ProgramSpec> programs = settings.fleet().programs();
        print.out.append(programs.isEmpty() ? "programs: {}\n" : "programs:\n");
        programs.forEach(print::program);
        return print.out.toString();
    }

    private void server(ServerSettings server) {
        out.append("server:\n");
        @Nullable String port =
                server.port().isPresent() ? Integer.toString(server.port().getAsInt()) : null;
        section("server", SettingTable.PORT, port);
        section("server", SettingTable.SOCKET, text(server.socket()));
        out.append("  auth:\n");
        auth(SettingTable.TOKEN, text(server.token()));
        auth(SettingTable.TOKEN_FILE, text(server.tokenFile()));
    }

    private void auth(Setting<?> setting, @Nullable String value) {
        line("    ", setting, value, origins.ofSection("server", "auth." + setting.key()));
    }

    private void log(LogSettings log) {
        out.append("log:\n");
        section("log", SettingTable.LOG_FILE, text(log.file()));
        section("log", SettingTable.LOG_LEVEL, lower(log.level()));
        levels(log.levels());
        section("log", SettingTable.LOG_FORMAT, lower(log.format()));
        section("log", SettingTable.LOG_SYSLOG, YamlText.value(SyslogType.text(log.syslog())));
        rotation("  ", log.rotation(), key -> origins.ofSection("log", key));
    }

    private void levels(Map<LogComponent, LogLevel> levels) {
        if (levels.isEmpty()) {
            section("log", SettingTable.LOG_LEVELS, null);
            return;
        }
        out.append("  ").append(SettingTable.LOG_LEVELS.key()).append(":\n");
        levels.forEach(
                (component, level) ->
                        put(
                                "    ",
                                component.word(),
                                lower(level),
                                origins.ofSection("log", "levels." + component.word())));
    }

    private void program(ProgramSpec program) {
        out.append("  ").append(YamlText.quoted(program.name())).append(":\n");
        ProcessSpec first = program.processes().getFirst();
        Optional<LaunchSpec> template = origins.ofTemplate(program.name());
        var lines = new ProgramLines(program.name());
        lines.launch(template.orElse(first.launch()), template.isPresent());
        lines.line(SettingTable.NUMPROCS, Integer.toString(program.processes().size()));
        lines.supervision(first.supervision());
    }

    /// The lines of one program.
    private final class ProgramLines {
        private final String program;

        ProgramLines(String program) {
            this.program = program;
        }

        private Optional<Origin> origin(String key) {
            return origins.ofProgram(program, key);
        }

        void line(Setting<?> setting, @Nullable String value) {
            PrintConfig.this.line("    ", setting, value, origin(setting.key()));
        }

        /// @param isTemplate texts are written as the expander wants them already
        void launch(LaunchSpec launch, boolean isTemplate) {
            line(
                    SettingTable.CMD,
                    YamlText.list(
                            launch.command().stream().map(w -> value(w, isTemplate)).toList()));
            @Nullable String directory = launch.workingDirectory();
            line(SettingTable.WORKINGDIR, directory == null ? null : value(directory, isTemplate));
            line(
                    SettingTable.UMASK,
                    launch.umask().isPresent()
                            ? "%03o".formatted(launch.umask().getAsInt())
                            : null);
            environment(launch.environment(), isTemplate);
            line(SettingTable.STDOUT, target(launch.stdout(), isTemplate));
            line(SettingTable.STDERR, target(launch.stderr(), isTemplate));
        }

        private void environment(Map<String, String> environment, boolean isTemplate) {
            if (environment.isEmpty()) {
                line(SettingTable.ENV, null);
                return;
            }
            out.append("    env:\n");
            environment.forEach(
                    (name, text) ->
                            put(
                                    "      ",
                                    YamlText.quoted(name),
                                    Texts.isSecretName(name)
                                            ? YamlText.quoted(Secret.REDACTED)
                                            : value(text, isTemplate),
                                    origin("env." + name)));
        }

        void supervision(SupervisionSpec spec) {
            line(SettingTable.PRIORITY, Integer.toString(spec.priority()));
            line(SettingTable.AUTOSTART, Boolean.toString(spec.autostart()));
            line(SettingTable.AUTORESTART, autoRestart(spec.autoRestart()));
            line(
                    SettingTable.EXITCODES,
                    YamlText.list(spec.exitCodes().stream().map(String::valueOf).toList()));
            line(SettingTable.STARTRETRIES, Integer.toString(spec.startRetries()));
            line(SettingTable.STARTTIME, Quantities.timeText(spec.startNanos()));
            line(SettingTable.STOPSIGNAL, Signals.name(spec.stopSignal()).replaceFirst("^SIG", ""));
            line(SettingTable.STOPTIME, Quantities.timeText(spec.stopWaitNanos()));
            line(SettingTable.STOP_GROUP, Boolean.toString(spec.stopGroup()));
            output(spec.output());
            alerts.program(program, spec.alerts());
        }

        private void output(OutputSpec spec) {
            line(SettingTable.FORMAT, lower(spec.format()));
            line(SettingTable.STRIP_ANSI, Boolean.toString(spec.stripAnsi()));
            line(
                    SettingTable.FORWARD,
                    spec.forward().isEmpty()
                            ? ForwardType.NONE
                            : YamlText.list(
                                    spec.forward().stream()
                                            .map(target -> YamlText.value(ForwardType.text(target)))
                                            .toList()));
            line(SettingTable.OVERFLOW, lower(spec.overflow()));
            rotation("    ", spec.rotation(), this::origin);
        }
    }

    /// Where a key stands.
    private interface Finder {
        Optional<Origin> find(String key);
    }

    private void section(String section, Setting<?> setting, @Nullable String value) {
        line("  ", setting, value, origins.ofSection(section, setting.key()));
    }

    private void rotation(String indent, Rotation rotation, Finder finder) {
        out.append(indent).append("logrotate:\n");
        var part = new RotationLines(indent + "  ", finder);
        part.line(SettingTable.MAXBYTES, Quantities.sizeText(rotation.maxBytes()));
        part.line(SettingTable.BACKUPS, Integer.toString(rotation.backups()));
        part.line(SettingTable.INTERVAL, lower(rotation.interval()));
        part.line(SettingTable.COMPRESS, Boolean.toString(rotation.isCompressed()));
    }

    /// The lines of one `logrotate`.
    private final class RotationLines {
        private final String indent;
        private final Finder finder;

        RotationLines(String indent, Finder finder) {
            this.indent = indent;
            this.finder = finder;
        }

        void line(Setting<?> setting, String value) {
            put(indent, setting.key(), value, finder.find("logrotate." + setting.key()));
        }
    }

    /// A line of its own, above those that belong to it.
    void heading(String text) {
        out.append(text).append('\n');
    }

    /// A setting without a value becomes a comment that says what holds.
    void line(String indent, Setting<?> setting, @Nullable String value, Optional<Origin> origin) {
        if (value == null) {
            put(indent, "# " + setting.key(), setting.defaultText(), Optional.empty());
        } else {
            put(indent, setting.key(), value, origin);
        }
    }

    void put(String indent, String key, String value, Optional<Origin> origin) {
        out.append(indent).append(key).append(": ").append(value).append("  # ");
        out.append(origin.map(PrintConfig::shown).orElse("default")).append('\n');
    }

    /// A file's name cannot end the comment.
    private static String shown(Origin origin) {
        return origin.toString().replaceAll("\\p{Cntrl}", "?");
    }

    private static String value(String text, boolean isTemplate) {
        return isTemplate ? YamlText.quoted(text) : YamlText.value(text);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : YamlText.value(value.toString());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String autoRestart(AutoRestart policy) {
        return switch (policy) {
            case ALWAYS -> "true";
            case UNEXPECTED -> "unexpected";
            case NEVER -> "false";
        };
    }

    private static String target(StreamTarget target, boolean isTemplate) {
        return switch (target) {
            case StreamTarget.ToFile file -> value(file.path(), isTemplate);
            case StreamTarget.ToOwnFile _ -> "auto";
            case StreamTarget.Discarded _ -> "none";
            case StreamTarget.ToDaemonStdout _ -> "/dev/stdout";
            case StreamTarget.ToDaemonStderr _ -> "/dev/stderr";
            case StreamTarget.MergedIntoStdout _ -> "stdout";
        };
    }
}
