package taskmaster.config;

import taskmaster.core.ProcessSpec;
import taskmaster.core.ProgramSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Writes and loads configurations for tests.
final class Configurations {

    static final Map<String, String> ENVIRONMENT =
            Map.of("HOME", "/home/me", "USER", "me", "EMPTY", "", "DOLLAR", "$x ${y} $$");

    private Configurations() {}

    static Path write(Path directory, String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static LoadOutcome load(Path directory, String text) {
        return ConfigLoader.load(write(directory, "taskmaster.yaml", text), ENVIRONMENT);
    }

    static LoadOutcome.Loaded loaded(LoadOutcome outcome) {
        return switch (outcome) {
            case LoadOutcome.Loaded loaded -> loaded;
            case LoadOutcome.Refused refused ->
                    throw new AssertionError(Diagnostic.render(refused.errors(), "not loaded"));
        };
    }

    static List<Diagnostic> errors(LoadOutcome outcome) {
        return switch (outcome) {
            case LoadOutcome.Loaded loaded -> throw new AssertionError("loaded: " + loaded);
            case LoadOutcome.Refused refused -> refused.errors();
        };
    }

    static Settings settings(Path directory, String text) {
        return loaded(load(directory, text)).settings();
    }

    /// The first process of a file with one program `p` that has these settings.
    static ProcessSpec process(Path directory, String... settings) {
        var text = new StringBuilder("programs:\n  p:\n");
        for (String setting : settings) {
            text.append("    ").append(setting.replace("\n", "\n    ")).append('\n');
        }
        if (!text.toString().contains("    cmd:")) {
            text.append("    cmd: a\n");
        }
        return processes(settings(directory, text.toString())).getFirst();
    }

    static List<ProcessSpec> processes(Settings settings) {
        return settings.fleet().programs().stream()
                .map(ProgramSpec::processes)
                .flatMap(List::stream)
                .toList();
    }
}
