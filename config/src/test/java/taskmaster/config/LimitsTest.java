package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.errors;
import static taskmaster.config.Configurations.load;
import static taskmaster.config.Configurations.loaded;
import static taskmaster.config.Configurations.processes;
import static taskmaster.config.Configurations.settings;
import static taskmaster.config.Configurations.write;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

final class LimitsTest {

    @TempDir Path directory;

    private static Diagnostic only(LoadOutcome outcome) {
        assertThat(errors(outcome)).hasSize(1);
        return errors(outcome).getFirst();
    }

    private Diagnostic refusal(Path file) {
        return only(ConfigLoader.load(file, Map.of()));
    }

    @Test
    void missingFileIsRefused() {
        Path file = directory.resolve("nothing.yaml");
        assertThat(refusal(file).message())
                .isEqualTo("cannot read " + file + ": no such file (ENOENT)");
        assertThat(refusal(file).line()).isEqualTo(1);
        assertThat(refusal(file).column()).isEqualTo(1);
    }

    @Test
    void directoryIsRefused() {
        assertThat(refusal(directory).message()).endsWith(": it is a directory (EISDIR)");
    }

    @Test
    void pathThatLeadsNowhereIsRefused() throws IOException {
        Path file = write(directory, "file.yaml", "programs: {}");
        assertThat(refusal(file.resolve("below.yaml")).message()).endsWith("(ENOTDIR)");
        Path loop = directory.resolve("loop.yaml");
        Files.createSymbolicLink(loop, loop);
        assertThat(refusal(loop).message()).endsWith("(ELOOP)");
        Path longName = directory.resolve("x".repeat(300));
        assertThat(refusal(longName).message()).endsWith("(ENAMETOOLONG)");
    }

    @Test
    void unreadableFileIsRefused() throws IOException {
        Path file = write(directory, "secret.yaml", "programs: {}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "root reads everything");
        assertThat(refusal(file).message()).endsWith(": permission denied (EACCES)");
    }

    @Test
    void deviceIsRefusedWithoutReadingIt() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () ->
                        assertThat(refusal(Path.of("/dev/zero")).message())
                                .contains("no regular file"));
    }

    @Test
    void fileOverEightMebibytesIsRefused() {
        Path file = write(directory, "big.yaml", "programs: {} #" + "x".repeat(8 << 20));
        assertThat(refusal(file).message()).endsWith(": it is larger than 8 MiB");
    }

    @Test
    void fileOfEightMebibytesLoads() {
        String head = "programs: {}\n#";
        String text = head + "x".repeat((8 << 20) - head.length());
        assertThat(processes(settings(directory, text))).isEmpty();
    }

    @Test
    void byteOrderMarkIsSkipped() {
        assertThat(processes(settings(directory, "\uFEFFprograms: {a: {cmd: a}}"))).hasSize(1);
    }

    @Test
    void tooManyValuesAreRefused() {
        assertThat(only(load(directory, "x-a: [" + "1,".repeat(600_000) + "]\n")).message())
                .isEqualTo("the file holds more than 500000 values");
    }

    @Test
    void chainOfMergeKeysIsRefused() {
        var text = new StringBuilder("x-0: &a0 {k0: 1}\n");
        for (int i = 1; i < 200; i++) {
            text.append("x-%d: &a%d {<<: *a%d, k%d: 1}\n".formatted(i, i, i - 1, i));
        }
        text.append("programs: {p: {<<: *a199, cmd: a}}");
        assertThat(errors(load(directory, text.toString())))
                .anyMatch(e -> e.message().startsWith("merge keys lead through more than"));
    }

    @Test
    void problemsHaveABound() {
        var text = new StringBuilder("programs: {}\n");
        for (int i = 0; i < 20_000; i++) {
            text.append("unknown").append(i).append(": 1\n");
        }
        assertThat(errors(load(directory, text.toString()))).hasSize(1000);
    }

    @Test
    void hugeWordsDoNotSlowSuggestionsDown() {
        String word = "autorestrat".repeat(100_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    var outcome = load(directory, "programs: {a: {cmd: a, ? " + word + " : 1}}");
                    assertThat(errors(outcome)).hasSize(1);
                    assertThat(errors(outcome).getFirst().render()).hasSizeLessThan(1000);
                });
    }

    @Test
    void tenThousandProcessesLoad() {
        assertThat(processes(settings(directory, "programs: {a: {cmd: a, numprocs: 10000}}")))
                .hasSize(10_000);
    }

    @Test
    void twoProgramsMayShareALogFile() {
        var outcome =
                load(
                        directory,
                        """
                        programs:
                          a: {cmd: a, stdout: /tmp/shared.log, stderr: /tmp/shared.log}
                          b: {cmd: b, stdout: /tmp/shared.log}
                        """);
        assertThat(loaded(outcome).warnings()).isEmpty();
    }
}
