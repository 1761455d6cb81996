package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.FleetSpec;
import taskmaster.core.ProgramSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;

/// One load of a configuration: the main file, then what it includes.
final class Loading {

    private final Reading reading;
    private final ProgramBinder programBinder;
    private final TopLevel topLevel;
    private final AlertBinder alertBinder;
    private final YamlReader.Budget budget = new YamlReader.Budget();
    private final List<SourceFile> files = new ArrayList<>();
    private final List<Glob.Result> globs = new ArrayList<>();
    private final Map<Path, Place> included = new HashMap<>();
    private final List<ProgramSpec> programs = new ArrayList<>();
    private final Map<String, Place> programPlaces = new HashMap<>();
    private @Nullable ServerSettings server;
    private @Nullable LogSettings log;
    private @Nullable AlertSettings alerts;

    /// One file that is being read, with what its programs inherit.
    private record Frame(
            SourceText source,
            Map<String, Yaml.Entry> root,
            List<Map<String, Yaml.Entry>> defaults,
            List<Path> ancestors) {}

    Loading(Map<String, String> environment) {
        this.reading = Reading.of(environment);
        this.topLevel = TopLevel.of(reading);
        this.alertBinder = new AlertBinder(reading, topLevel);
        this.programBinder = new ProgramBinder(reading, alertBinder);
    }

    LoadOutcome run(Path file) {
        Path path = file.toAbsolutePath().normalize();
        var empty = new SourceText(0, Texts.harmless(file.toString()), path, "");
        @Nullable SourceText source = read(path, empty.name(), empty.start());
        if (source != null) {
            included.put(path, source.start());
            main(source, path);
        }
        if (reading.problems().hasErrors()) {
            return new LoadOutcome.Refused(reading.problems().errors());
        }
        var settings =
                new Settings(
                        new FleetSpec(List.copyOf(programs)),
                        Objects.requireNonNull(server),
                        Objects.requireNonNull(log),
                        Objects.requireNonNull(alerts),
                        new Sources(files, globs, reading.expander().used()),
                        reading.origins().build());
        return new LoadOutcome.Loaded(settings, reading.problems().warnings());
    }

    /// @param from where problems with reading are reported if they have no place in the file
    private @Nullable SourceText read(Path path, String name, Place from) {
        try {
            byte[] bytes = FileReader.bytes(path);
            files.add(SourceFile.of(path, bytes));
            return new SourceText(files.size() - 1, name, path, FileReader.text(bytes));
        } catch (FileReader.Unreadable unreadable) {
            boolean isInside = unreadable.line() > 1 || unreadable.column() > 1;
            var nothing = new SourceText(files.size(), name, path, "");
            reading.problems()
                    .error(
                            isInside
                                    ? new Place(nothing, unreadable.line(), unreadable.column(), 1)
                                    : from,
                            "cannot read %s: %s".formatted(name, unreadable.cause()),
                            "");
            return null;
        }
    }

    private void main(SourceText source, Path path) {
        @Nullable Map<String, Yaml.Entry> root = root(source);
        if (root != null) {
            topLevel.checkMain(root, source);
            server = topLevel.server(root);
            log = topLevel.log(root);
            alerts = alertBinder.bind(root);
            file(new Frame(source, root, List.of(), List.of(path)));
        }
    }

    /// The outermost mapping of a file; null after a problem, which is reported.
    private @Nullable Map<String, Yaml.Entry> root(SourceText source) {
        YamlReader.Document document = YamlReader.read(source, reading.problems(), budget);
        @Nullable Map<String, Yaml.Entry> root =
                document.isReadable() ? topLevel.root(document.root(), source) : null;
        if (root != null) {
            AlertBinder.hideSecrets(root);
        }
        return root;
    }

    /// Reads what main and included files have in common.
    private void file(Frame frame) {
        var defaults = new ArrayList<Map<String, Yaml.Entry>>();
        @Nullable Map<String, Yaml.Entry> own =
                topLevel.mapping(frame.root(), SettingTable.DEFAULTS, true);
        if (own != null) {
            programBinder.checkDefaults(own);
            defaults.add(own);
        }
        defaults.addAll(frame.defaults());
        @Nullable Map<String, Yaml.Entry> entries =
                topLevel.mapping(frame.root(), SettingTable.PROGRAMS, false);
        if (entries != null) {
            entries.values().forEach(entry -> program(entry, defaults));
        }
        Yaml.@Nullable Entry include = frame.root().get(SettingTable.INCLUDE.key());
        if (include != null) {
            include(
                    include.value(),
                    new Frame(frame.source(), frame.root(), defaults, frame.ancestors()));
        }
    }

    private void program(Yaml.Entry entry, List<Map<String, Yaml.Entry>> defaults) {
        @Nullable Place first = programPlaces.putIfAbsent(entry.name(), entry.key().place());
        if (first != null) {
            reading.problems()
                    .error(
                            entry.key().place(),
                            "duplicate program " + Texts.quoted(entry.name()),
                            "already defined",
                            "it stands first at " + first.origin());
            return;
        }
        @Nullable ProgramSpec program = programBinder.bind(entry, defaults);
        if (program != null) {
            programs.add(program);
        }
    }

    private void include(Yaml node, Frame frame) {
        List<Yaml> items = node instanceof Yaml.Sequence list ? list.items() : List.of(node);
        var binding = new Binding(SettingTable.INCLUDE.key(), Scope.TOP, reading);
        for (Yaml item : items) {
            @Nullable String text =
                    node instanceof Yaml.Sequence
                            ? binding.itemText(item)
                            : binding.text(item, SettingTable.INCLUDE.type().description());
            if (text == null) {
                continue;
            }
            @Nullable String absolute = PathType.absolute(text, item, binding);
            @Nullable Path path = PathType.toPath(absolute, item, binding);
            if (path != null && Glob.isPattern(text)) {
                find(path, text, item, frame);
            } else if (path != null) {
                includeFile(path, item.place(), frame);
            }
        }
    }

    private void find(Path pattern, String shown, Yaml item, Frame frame) {
        var glob = new Glob(frame.source().directory(), pattern.toString());
        try {
            List<Path> matches = glob.matches();
            globs.add(new Glob.Result(glob, matches));
            if (matches.isEmpty()) {
                reading.problems()
                        .warning(item.place(), "no file matches " + Texts.quoted(shown), "");
            }
            for (Path match : matches) {
                if (!match.equals(frame.source().path())) {
                    includeFile(match, item.place(), frame);
                }
            }
        } catch (PatternSyntaxException malformed) {
            reading.problems()
                    .error(
                            item.place(),
                            "not a pattern: " + Texts.oneLine(malformed.getDescription()),
                            "");
        } catch (IOException failed) {
            reading.problems()
                    .error(
                            item.place(),
                            "cannot list what matches %s: %s"
                                    .formatted(
                                            Texts.quoted(shown),
                                            Texts.oneLine(String.valueOf(failed.getMessage()))),
                            "");
        }
    }

    private void includeFile(Path path, Place from, Frame frame) {
        @Nullable Place first = included.putIfAbsent(path, from);
        if (frame.ancestors().contains(path)) {
            reading.problems()
                    .error(
                            from,
                            "%s includes itself".formatted(displayed(path, frame)),
                            "a cycle",
                            cycle(path, frame));
        } else if (first != null) {
            reading.problems()
                    .error(
                            from,
                            "%s is included twice".formatted(displayed(path, frame)),
                            "",
                            "the first time at " + first.origin());
        } else if (frame.ancestors().size() >= ConfigLimits.INCLUDE_DEPTH_MAX
                || files.size() >= ConfigLimits.FILES_MAX) {
            reading.problems()
                    .error(
                            from,
                            "more than %d files, or files included more than %d deep"
                                    .formatted(
                                            ConfigLimits.FILES_MAX, ConfigLimits.INCLUDE_DEPTH_MAX),
                            "");
        } else {
            readIncluded(path, from, frame);
        }
    }

    private static List<String> cycle(Path path, Frame frame) {
        List<Path> chain = frame.ancestors();
        List<String> names =
                chain.subList(chain.indexOf(path), chain.size()).stream()
                        .map(step -> displayed(step, frame))
                        .toList();
        return List.of(String.join(" includes ", names) + " includes " + displayed(path, frame));
    }

    private void readIncluded(Path path, Place from, Frame frame) {
        @Nullable SourceText source = read(path, displayed(path, frame), from);
        if (source == null) {
            return;
        }
        @Nullable Map<String, Yaml.Entry> root = root(source);
        if (root != null) {
            topLevel.checkIncluded(root, source);
            var ancestors = new ArrayList<>(frame.ancestors());
            ancestors.add(path);
            file(new Frame(source, root, frame.defaults(), ancestors));
        }
    }

    /// A path as the operator would write it: beside the including file as that one was named.
    private static String displayed(Path path, Frame frame) {
        Path directory = frame.source().directory();
        if (!path.startsWith(directory)) {
            return Texts.harmless(path.toString());
        }
        @Nullable Path shown = Path.of(frame.source().name()).getParent();
        Path relative = directory.relativize(path);
        return Texts.harmless((shown == null ? relative : shown.resolve(relative)).toString());
    }
}
