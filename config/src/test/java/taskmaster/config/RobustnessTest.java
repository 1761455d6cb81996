package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Broken files are values: whatever stands in a file, the loader answers, and soon.
final class RobustnessTest {

    private static final long SEED = Long.getLong("taskmaster.seed", 20261123L);
    private static final int ROUNDS = Integer.getInteger("taskmaster.rounds", 1000);

    /// Pieces that mean something to YAML, to the expander or to the binder.
    private static final List<String> PIECES =
            List.of(
                    ":",
                    ": ",
                    "-",
                    "- ",
                    "\n",
                    "\n  ",
                    "\t",
                    "#",
                    "&a ",
                    "*a",
                    "<<: *a",
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "'",
                    "|\n",
                    ">\n",
                    "? ",
                    "!!str ",
                    "!x ",
                    "%",
                    "@",
                    "`",
                    "---\n",
                    "...\n",
                    "${",
                    "}",
                    "${A:-",
                    "$$",
                    "${process_num}",
                    "~",
                    "null",
                    "\\",
                    "\0",
                    "\uFEFF",
                    "\u202E",
                    "é",
                    "😀",
                    "programs:",
                    "defaults:",
                    "include:",
                    "*.yaml",
                    "999999999999",
                    "-1",
                    "0x",
                    ",",
                    "env:",
                    "alerts:",
                    "mail:",
                    "webhooks: [",
                    "headers: {",
                    "to: ",
                    "cmd:",
                    "x-a: &a ",
                    "all",
                    "\r");

    @TempDir Path directory;

    @Test
    void mutatedFilesNeverThrowAndNeverHang() throws IOException {
        List<String> seeds =
                List.of(
                        Files.readString(Path.of("../examples/mission.yaml")),
                        Files.readString(Path.of("../examples/reference.yaml")),
                        Files.readString(Path.of("src/test/resources/golden/many-at-once.yaml")),
                        Files.readString(Path.of("src/test/resources/golden/alerts.yaml")),
                        Files.readString(Path.of("src/test/resources/golden/alerts-routes.yaml")),
                        Files.readString(Path.of("src/test/resources/golden/expansion.yaml")));
        var random = new Random(SEED);
        Path file = directory.resolve("taskmaster.yaml");
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())), random);
            Files.write(file, bytes);
            String place = "seed %d, round %d".formatted(SEED, round);
            LoadOutcome outcome =
                    Assertions.assertTimeout(
                            Duration.ofSeconds(10),
                            () -> ConfigLoader.load(file, Map.of("A", "${A}", "HOME", "/h")),
                            place);
            check(outcome, place);
        }
    }

    private static void check(LoadOutcome outcome, String place) {
        switch (outcome) {
            case LoadOutcome.Loaded loaded ->
                    assertThat(PrintConfig.yaml(loaded.settings())).as(place).isNotEmpty();
            case LoadOutcome.Refused refused -> {
                assertThat(refused.errors()).as(place).isNotEmpty();
                assertThat(Diagnostic.render(refused.errors(), "refused"))
                        .as(place)
                        .doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]");
            }
        }
    }

    private static byte[] mutated(String text, Random random) {
        var mutant = new StringBuilder(text);
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count && !mutant.isEmpty(); i++) {
            int at = random.nextInt(mutant.length());
            int length = Math.min(mutant.length() - at, 1 + random.nextInt(20));
            switch (random.nextInt(4)) {
                case 0 -> mutant.delete(at, at + length);
                case 1 -> mutant.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> mutant.insert(at, mutant.substring(at, at + length));
                default -> {
                    int from = random.nextInt(mutant.length());
                    int to = Math.min(mutant.length(), from + random.nextInt(200));
                    mutant.insert(at, mutant.substring(from, to));
                }
            }
        }
        byte[] bytes = mutant.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
