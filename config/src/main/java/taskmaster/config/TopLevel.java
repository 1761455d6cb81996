package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;
import taskmaster.core.Rotation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Reads the outermost mapping of a file: which sections it has, and what `server:` and `log:` say.
record TopLevel(Reading reading, SectionReader sections) {

    /// Sections about the daemon, of which there is one.
    private static final List<Setting<?>> MAIN_ONLY =
            List.of(
                    SettingTable.LOG_SECTION,
                    SettingTable.SERVER_SECTION,
                    AlertTable.MAIL_SECTION,
                    AlertTable.WEBHOOKS,
                    AlertTable.ALERTS_SECTION);

    static TopLevel of(Reading reading) {
        return new TopLevel(reading, new SectionReader(reading));
    }

    /// The outermost mapping, empty for an empty file; null if it is something else, which is
    /// reported.
    @Nullable Map<String, Yaml.Entry> root(@Nullable Yaml document, SourceText source) {
        return switch (document) {
            case null -> Map.of();
            case Yaml.Mapping mapping -> reading.mergeKeys().entries(mapping);
            case Yaml.Scalar scalar when scalar.isNull() -> Map.of();
            case Yaml.Scalar scalar -> notAMapping(scalar, source);
            case Yaml.Sequence list -> notAMapping(list, source);
        };
    }

    private @Nullable Map<String, Yaml.Entry> notAMapping(Yaml document, SourceText source) {
        reading.problems()
                .error(
                        source.start(),
                        "the file must be a mapping with `programs:`, not " + document.kind(),
                        "");
        return null;
    }

    /// Reports what a main file cannot hold, or lacks.
    void checkMain(Map<String, Yaml.Entry> root, SourceText source) {
        if (!root.containsKey(SettingTable.PROGRAMS.key())
                && !root.containsKey(SettingTable.INCLUDE.key())) {
            reading.problems()
                    .error(source.start(), "the file has no `programs:`", "", noPrograms());
        }
        checkKeys(root);
    }

    /// Reports what an included file cannot hold.
    void checkIncluded(Map<String, Yaml.Entry> root, SourceText source) {
        checkKeys(root);
        if (root.isEmpty()) {
            reading.problems().warning(source.start(), "the included file holds nothing", "");
        }
        for (Setting<?> setting : MAIN_ONLY) {
            Yaml.@Nullable Entry entry = root.get(setting.key());
            if (entry != null) {
                reading.problems()
                        .error(
                                entry.key().place(),
                                "`%s` cannot stand in an included file".formatted(setting.key()),
                                "",
                                "move it to the main file");
            }
        }
    }

    private void checkKeys(Map<String, Yaml.Entry> root) {
        var known = new HashMap<>(root);
        known.keySet().removeIf(key -> key.startsWith("x-"));
        sections.hasOnlyKnownKeys(Section.TOP, known);
    }

    /// A section that is a mapping; null if it is absent or of another kind, which is reported.
    @Nullable Map<String, Yaml.Entry> mapping(
            Map<String, Yaml.Entry> root, Setting<?> setting, boolean mayBeEmpty) {
        Yaml.@Nullable Entry entry = root.get(setting.key());
        if (entry == null) {
            return null;
        }
        if (entry.value() instanceof Yaml.Mapping mapping) {
            return reading.mergeKeys().entries(mapping);
        }
        boolean isEmpty = entry.value() instanceof Yaml.Scalar scalar && scalar.isNull();
        if (isEmpty && !mayBeEmpty) {
            reading.problems()
                    .error(
                            entry.key().place(),
                            "`%s` has no value".formatted(setting.key()),
                            "",
                            noPrograms());
        } else if (!isEmpty) {
            reading.problems()
                    .error(
                            entry.value().place(),
                            "`%s` must be %s, not %s"
                                    .formatted(
                                            setting.key(),
                                            setting.type().description(),
                                            entry.value().kind()),
                            "");
        }
        return null;
    }

    private static List<String> noPrograms() {
        return List.of("write `programs: {}` if it is to have none");
    }

    ServerSettings server(Map<String, Yaml.Entry> root) {
        Bound bound = section(root, SettingTable.SERVER_SECTION, Section.SERVER);
        @Nullable Integer port = bound.get(SettingTable.PORT);
        AuthType.@Nullable Partial auth = bound.get(SettingTable.AUTH_OF_SERVER);
        return new ServerSettings(
                port == null ? OptionalInt.empty() : OptionalInt.of(port),
                bound.get(SettingTable.SOCKET),
                auth == null ? null : auth.token(),
                auth == null ? null : auth.tokenFile());
    }

    LogSettings log(Map<String, Yaml.Entry> root) {
        Bound bound = section(root, SettingTable.LOG_SECTION, Section.LOG);
        List<ForwardTarget> syslog = bound.orDefault(SettingTable.LOG_SYSLOG);
        @Nullable Map<LogComponent, LogLevel> levels = bound.get(SettingTable.LOG_LEVELS);
        RotationType.@Nullable Partial rotation = bound.get(SettingTable.LOGROTATE_OF_LOG);
        Rotation whole = (rotation == null ? RotationType.Partial.NOTHING : rotation).orDefaults();
        Yaml.@Nullable Entry section = root.get(SettingTable.LOG_SECTION.key());
        if (section != null && section.value() instanceof Yaml.Mapping mapping) {
            new OutputChecks(reading, List.of(reading.mergeKeys().entries(mapping)))
                    .rotation(whole);
        }
        return new LogSettings(
                bound.get(SettingTable.LOG_FILE),
                bound.orDefault(SettingTable.LOG_LEVEL),
                levels == null ? Map.of() : levels,
                bound.orDefault(SettingTable.LOG_FORMAT),
                whole,
                syslog.isEmpty() ? null : syslog.getFirst());
    }

    /// The values of a section; none if it is absent.
    Bound section(Map<String, Yaml.Entry> root, Setting<?> setting, Section section) {
        @Nullable Map<String, Yaml.Entry> entries = mapping(root, setting, true);
        if (entries == null) {
            return new Bound();
        }
        sections.hasOnlyKnownKeys(section, entries);
        reading.origins().addSection(setting.key(), entries, reading.mergeKeys());
        return sections.bind(section, List.of(entries), Scope.TOP);
    }
}
