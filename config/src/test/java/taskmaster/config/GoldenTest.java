package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What operators read for each kind of mistake. `-Dtaskmaster.golden.write=true` writes the
/// expected files anew; then read the difference.
final class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOME", "/home/me", "USER", "me", "EMPTY", "");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(f -> f.toString().endsWith(".yaml"))
                    .filter(f -> !f.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void mistakesAreShownAsExpected(Path file) throws IOException {
        Path expected = Path.of(file.toString().replaceFirst("yaml$", "expected"));
        String shown = shown(ConfigLoader.load(file, ENVIRONMENT));
        if (Boolean.getBoolean("taskmaster.golden.write")) {
            Files.writeString(expected, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(expected));
    }

    @Test
    void everyKindOfMistakeIsThere() throws IOException {
        assertThat(files()).hasSizeGreaterThan(40);
    }

    private static String shown(LoadOutcome outcome) {
        List<Diagnostic> diagnostics =
                switch (outcome) {
                    case LoadOutcome.Loaded loaded -> loaded.warnings();
                    case LoadOutcome.Refused refused -> refused.errors();
                };
        return Diagnostic.render(diagnostics, "the daemon does not start")
                .replace(absolute() + "/", "/golden/")
                .replace(GOLDEN + "/", "");
    }

    private static Path absolute() {
        try {
            return GOLDEN.toRealPath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
