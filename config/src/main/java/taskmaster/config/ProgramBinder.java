package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertSpec;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessSpec;
import taskmaster.core.ProgramSpec;
import taskmaster.core.SupervisionSpec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;

/// Makes a [ProgramSpec] of one entry of `programs:`.
final class ProgramBinder {

    private static final List<Setting<?>> PER_PROCESS =
            SettingTable.of(Section.PROGRAM).values().stream()
                    .filter(Setting::isPerProcess)
                    .toList();

    private final Reading reading;
    private final AlertBinder alerts;
    private final SectionReader reader;
    private int processesLeft = ConfigLimits.PROCESSES_MAX;

    /// @param alerts has read the sections of the file about alerts before the first program comes
    ProgramBinder(Reading reading, AlertBinder alerts) {
        this.reading = reading;
        this.alerts = alerts;
        this.reader = new SectionReader(reading);
    }

    /// Reports what is wrong with the settings of `defaults:`, so that it is known even if no
    /// program takes them.
    void checkDefaults(Map<String, Yaml.Entry> defaults) {
        reader.hasOnlyKnownKeys(Section.PROGRAM, defaults);
        Yaml.@Nullable Entry command = defaults.get(SettingTable.CMD.key());
        if (command != null) {
            reading.problems()
                    .error(
                            command.key().place(),
                            "`cmd` cannot stand in `defaults`",
                            "",
                            "give each program its own");
        }
        Bound bound = reader.bind(Section.PROGRAM, List.of(defaults), new Scope("NAME", 0));
        alerts(bound, List.of(defaults));
        reading.expander().takeHasSeenProcessNumber();
    }

    /// The program; null after a problem, which is reported.
    ///
    /// @param defaults mappings that hold where the program says nothing, the strongest first
    @Nullable ProgramSpec bind(Yaml.Entry program, List<Map<String, Yaml.Entry>> defaults) {
        boolean isValid = hasValidName(program.key());
        @Nullable Map<String, Yaml.Entry> own = own(program);
        if (own == null) {
            return null;
        }
        isValid &= reader.hasOnlyKnownKeys(Section.PROGRAM, own);
        var layers = new ArrayList<Map<String, Yaml.Entry>>();
        layers.add(own);
        layers.addAll(defaults);
        var scope = new Scope(program.name(), 0);
        Bound bound = reader.bind(Section.PROGRAM, layers, scope);
        boolean differs = reading.expander().takeHasSeenProcessNumber();
        if (!own.containsKey(SettingTable.CMD.key())) {
            missingCommand(program);
            isValid = false;
        }
        int processes = bound.orDefault(SettingTable.NUMPROCS);
        isValid &= fits(processes, own, program);
        if (!isValid || !bound.isValid()) {
            return null;
        }
        reading.origins().addProgram(program.name(), layers, reading.mergeKeys());
        if (differs) {
            Bound template = perProcess(layers, scope, Scope.TEMPLATE);
            if (template.isValid()) {
                reading.origins().addTemplate(program.name(), launch(template, bound));
            }
        }
        return program(program.name(), processes, bound, layers, differs);
    }

    private @Nullable ProgramSpec program(
            String name,
            int numprocs,
            Bound bound,
            List<Map<String, Yaml.Entry>> layers,
            boolean differs) {
        SupervisionSpec supervision = supervision(bound, alerts(bound, layers));
        LaunchSpec first = launch(bound, bound);
        new OutputChecks(reading, layers).program(first, supervision.output());
        var processes = new ArrayList<ProcessSpec>(numprocs);
        for (int i = 0; i < numprocs; i++) {
            LaunchSpec launch = first;
            if (differs && i > 0) {
                Bound own = perProcess(layers, new Scope(name, i), i);
                if (!own.isValid()) {
                    return null;
                }
                launch = launch(own, bound);
            }
            var id = new ProcessId(name, i);
            processes.add(new ProcessSpec(id, id.displayName(numprocs), launch, supervision));
        }
        return new ProgramSpec(name, List.copyOf(processes));
    }

    private Bound perProcess(List<Map<String, Yaml.Entry>> layers, Scope scope, int process) {
        var bound = new Bound();
        for (Setting<?> setting : PER_PROCESS) {
            reader.bindOne(setting, layers, new Scope(scope.program(), process), bound);
        }
        return bound;
    }

    private static LaunchSpec launch(Bound perProcess, Bound shared) {
        @Nullable Integer umask = shared.get(SettingTable.UMASK);
        @Nullable SortedMap<String, String> environment = perProcess.get(SettingTable.ENV);
        @Nullable List<String> command = perProcess.get(SettingTable.CMD);
        return new LaunchSpec(
                command == null ? List.of() : command,
                umask == null ? OptionalInt.empty() : OptionalInt.of(umask),
                perProcess.get(SettingTable.WORKINGDIR),
                environment == null ? Collections.emptySortedMap() : environment,
                perProcess.orDefault(SettingTable.STDOUT),
                perProcess.orDefault(SettingTable.STDERR));
    }

    private AlertSpec alerts(Bound bound, List<Map<String, Yaml.Entry>> layers) {
        ProgramAlertsType.@Nullable Partial own = bound.get(AlertTable.PROGRAM_ALERTS);
        Yaml.@Nullable Entry entry = layers.getFirst().get(AlertTable.PROGRAM_ALERTS.key());
        if (entry != null && own != null && own.on() != null && !own.on().isEmpty()) {
            alerts.warnIfNobody(entry.key().place());
        }
        return alerts.ofProgram(own);
    }

    private static SupervisionSpec supervision(Bound bound, AlertSpec alerts) {
        return new SupervisionSpec(
                bound.orDefault(SettingTable.AUTOSTART),
                bound.orDefault(SettingTable.AUTORESTART),
                bound.orDefault(SettingTable.EXITCODES),
                bound.orDefault(SettingTable.STARTRETRIES),
                bound.orDefault(SettingTable.STARTTIME),
                bound.orDefault(SettingTable.STOPSIGNAL),
                bound.orDefault(SettingTable.STOPTIME),
                bound.orDefault(SettingTable.STOP_GROUP),
                bound.orDefault(SettingTable.PRIORITY),
                output(bound),
                alerts);
    }

    private static OutputSpec output(Bound bound) {
        RotationType.@Nullable Partial rotation = bound.get(SettingTable.LOGROTATE_OF_PROGRAM);
        return new OutputSpec(
                bound.orDefault(SettingTable.FORMAT),
                bound.orDefault(SettingTable.STRIP_ANSI),
                bound.orDefault(SettingTable.FORWARD),
                bound.orDefault(SettingTable.OVERFLOW),
                (rotation == null ? RotationType.Partial.NOTHING : rotation).orDefaults());
    }

    private @Nullable Map<String, Yaml.Entry> own(Yaml.Entry program) {
        return switch (program.value()) {
            case Yaml.Mapping mapping -> reading.mergeKeys().entries(mapping);
            case Yaml.Scalar scalar when scalar.isNull() -> Map.of();
            case Yaml.Scalar scalar -> notAMapping(program, scalar);
            case Yaml.Sequence list -> notAMapping(program, list);
        };
    }

    private @Nullable Map<String, Yaml.Entry> notAMapping(Yaml.Entry program, Yaml value) {
        reading.problems()
                .error(
                        value.place(),
                        "program %s must be a mapping of settings, not %s"
                                .formatted(Texts.quoted(program.name()), value.kind()),
                        "",
                        value instanceof Yaml.Scalar scalar
                                ? List.of(
                                        "write `cmd: "
                                                + Texts.oneLine(scalar.text())
                                                + "` below it")
                                : List.of());
        return null;
    }

    private void missingCommand(Yaml.Entry program) {
        reading.problems()
                .error(
                        program.key().place(),
                        "program %s has no `cmd`".formatted(Texts.quoted(program.name())),
                        "what should it execute?",
                        "add `cmd: /path/of/program` below it");
    }

    /// Counts the processes of all programs.
    private boolean fits(int processes, Map<String, Yaml.Entry> own, Yaml.Entry program) {
        boolean fitted = processesLeft >= 0;
        processesLeft -= processes;
        if (fitted && processesLeft < 0) {
            Yaml.@Nullable Entry numprocs = own.get(SettingTable.NUMPROCS.key());
            reading.problems()
                    .error(
                            numprocs == null ? program.key().place() : numprocs.value().place(),
                            "more than %d processes in all".formatted(ConfigLimits.PROCESSES_MAX),
                            "the limit is passed here");
        }
        return processesLeft >= 0;
    }

    private boolean hasValidName(Yaml.Scalar key) {
        String name = key.text();
        @Nullable String fault = fault(name);
        if (fault != null) {
            reading.problems()
                    .error(
                            key.place(),
                            "%s cannot be the name of a program".formatted(Texts.quoted(name)),
                            fault);
        }
        return fault == null;
    }

    private static @Nullable String fault(String name) {
        return switch (name) {
            case "" -> "empty";
            case "all" -> "`all` means all programs";
            case ".", ".." -> "it is a directory";
            default -> faultOfCharacters(name);
        };
    }

    private static @Nullable String faultOfCharacters(String name) {
        for (int c : name.codePoints().toArray()) {
            if (c == ':' || c == '/') {
                return "it holds a `" + Character.toString(c) + "`";
            }
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                return "it holds a blank";
            }
            if (Texts.isInvisible(c)) {
                return "it holds a control character";
            }
        }
        boolean isTooLong = Texts.isLonger(name, ConfigLimits.NAME_BYTES_MAX);
        return isTooLong ? "longer than " + ConfigLimits.NAME_BYTES_MAX + " bytes" : null;
    }
}
