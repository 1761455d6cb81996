package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.errors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

final class DiagnosticTest {

    @TempDir Path directory;

    @Test
    void rendersAsTheHouseStyleShows() {
        String text =
                "programs:\n"
                        + "  # a comment\n".repeat(9)
                        + "  web:\n    cmd: web\n    umask: 022\n"
                        + "    autorestrat: always\n  db:\n    umask: 022\n";
        Path file = Configurations.write(directory, "taskmaster.yaml", text);
        String shown =
                Diagnostic.render(
                                errors(ConfigLoader.load(file, Map.of())),
                                "reload refused, the running configuration is unchanged")
                        .replace(directory + "/", "");
        assertThat(shown)
                .isEqualTo(
                        """
                        error: unknown setting `autorestrat`
                          --> taskmaster.yaml:14:5
                           |
                        14 |     autorestrat: always
                           |     ^^^^^^^^^^^ not a setting of a program
                           = help: did you mean `autorestart`?

                        error: program `db` has no `cmd`
                          --> taskmaster.yaml:15:3
                           |
                        15 |   db:
                           |   ^^ what should it execute?
                           = help: add `cmd: /path/of/program` below it
                        2 errors: reload refused, the running configuration is unchanged
                        """);
    }

    @Test
    void caretStandsBelowItsPlaceAfterTabsAndWideCharacters() {
        var source = new SourceText(0, "f", Path.of("/f"), "\ta: \uD83D\uDE00 b: \u001B[31mc");
        var diagnostic =
                source.diagnostic(
                        Diagnostic.Severity.ERROR,
                        new Place(source, 1, 7, 2),
                        "m",
                        "",
                        java.util.List.of());
        assertThat(diagnostic.snippet()).isEqualTo(" a: ? b: ?[31mc");
        assertThat(diagnostic.caretOffset()).isEqualTo(6);
    }
}
