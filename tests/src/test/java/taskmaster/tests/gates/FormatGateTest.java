package taskmaster.tests.gates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class FormatGateTest {
    @TempDir private Path checkout;

    @Test
    void badFormatIsRefused() throws Exception {
        String output = check("Bad.java", 1);

        assertThat(output)
                .contains("core/src/main/java/taskmaster/core/Bad.java")
                .contains(".ci/format apply");
    }

    @Test
    void goodFormatIsAccepted() throws Exception {
        check("Good.java", 0);
    }

    /// Runs the gate itself, in a checkout of one module with one file.
    private String check(String fixture, int expectedStatus)
            throws IOException, InterruptedException {
        for (String part : List.of("pom.xml", ".ci/format", "bin/launch.sh")) {
            copy(Checkout.ROOT.resolve(part), part);
        }
        copy(
                Checkout.FIXTURES.resolve("format").resolve(fixture + ".txt"),
                "core/src/main/java/taskmaster/core/" + fixture);
        ProcessBuilder builder =
                new ProcessBuilder(
                        ".ci/format",
                        "check",
                        "-Dmaven.repo.local=" + System.getProperty("taskmaster.maven.repository"));
        builder.directory(checkout.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "MAVEN", System.getProperty("taskmaster.maven"),
                                "MAVEN_MODE", System.getProperty("taskmaster.maven.mode")));
        Process gate = builder.start();
        try (InputStream stream = gate.getInputStream()) {
            String output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(gate.waitFor()).as(output).isEqualTo(expectedStatus);
            return output;
        }
    }

    private void copy(Path from, String to) throws IOException {
        Path target = checkout.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(from, target);
    }
}
