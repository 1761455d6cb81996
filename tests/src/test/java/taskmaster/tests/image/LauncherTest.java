package taskmaster.tests.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.api.Version;
import taskmaster.tests.gates.Checkout;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

final class LauncherTest {
    private static final Path BIN = Checkout.ROOT.resolve("bin");
    private static final Command.Outcome CLIENT_VERSION =
            new Command.Outcome(0, Version.TEXT + "\n", "");

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"taskmasterd", "taskmasterctl"})
    void programStartsFromItsCache(String program) throws Exception {
        Command.Outcome outcome = onlyFromCache(BIN.resolve(program)).run();

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).contains(Version.TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"taskmasterd", "taskmasterctl"})
    void copiedImageStartsFromItsCache(String program) throws Exception {
        Path image = copyOfImage();

        Command.Outcome outcome = onlyFromCache(image.resolve("bin").resolve(program)).run();

        assertThat(outcome.status()).as(outcome.toString()).isZero();
    }

    @Test
    void shellStartsFromACacheOfItsOwn() throws Exception {
        Path image = copyOfImage();
        Command shell =
                Command.of(
                                directory,
                                "/bin/sh",
                                "-c",
                                "echo exit | script -qec '\"an image/bin/taskmasterctl\"'"
                                        + " /dev/null")
                        .with("JDK_JAVA_OPTIONS", "-XX:AOTMode=on")
                        .with("TASKMASTER_RUNTIME_DIR", directory)
                        .with("TASKMASTER_STATE_DIR", directory)
                        .with("TERM", "xterm");

        assertThat(shell.run().output()).contains("taskmaster> ");

        Files.delete(image.resolve("lib/shell.aot"));
        assertThat(shell.run().output()).doesNotContain("taskmaster> ");
    }

    @Test
    void missingCacheIsNoticedByTheseTests() throws Exception {
        Path image = copyOfImage();
        Files.delete(image.resolve("lib/taskmasterctl.aot"));

        Command.Outcome outcome = onlyFromCache(image.resolve("bin/taskmasterctl")).run();

        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void imageOfAnotherJdkRunsWithoutItsCacheAndWithoutNoise() throws Exception {
        Path image = copyOfImage();
        Files.write(image.resolve("jdk"), List.of("/nonexistent", "none"));

        Command.Outcome outcome =
                Command.of(directory, image.resolve("bin/taskmasterctl"), "--version")
                        .with("JAVA_HOME", System.getProperty("java.home"))
                        .run();

        assertThat(outcome).isEqualTo(CLIENT_VERSION);
    }

    @Test
    void launcherIsFoundThroughLinksFromAnywhere() throws Exception {
        Path place = Files.createDirectories(directory.resolve("a place"));
        Path client = copyOfImage().resolve("bin/taskmasterctl");
        Files.createSymbolicLink(place.resolve("first"), client);
        Files.createSymbolicLink(directory.resolve("second"), Path.of("a place/first"));

        for (String word : List.of("second", "./second", "a place/first")) {
            Command command =
                    Command.of(directory, "/bin/sh", "-c", "exec \"$0\" --version", word)
                            .with("PATH", directory + ":" + System.getenv("PATH"));
            assertThat(command.run()).as(word).isEqualTo(CLIENT_VERSION);
        }
    }

    @Test
    void programsWithSpacesInTheirPathStart() throws Exception {
        assertThat(copyOfImage().toString()).contains(" ");
        Path client = copyOfImage().resolve("bin/taskmasterctl");

        assertThat(Command.of(directory, client, "--version").run()).isEqualTo(CLIENT_VERSION);
    }

    @Test
    void launcherBecomesTheDaemon() throws Exception {
        // Where there is no image yet, that it is being built would be the first line.
        assertThat(Command.of(directory, BIN.resolve("taskmasterd"), "--version").run().status())
                .isZero();
        Path file = directory.resolve("none.yaml");
        Files.writeString(file, "programs: {}\n");
        ProcessBuilder builder =
                new ProcessBuilder(BIN.resolve("taskmasterd").toString(), "-c", file.toString());
        builder.environment()
                .putAll(
                        Map.of(
                                "TASKMASTER_RUNTIME_DIR", directory.resolve("run").toString(),
                                "TASKMASTER_STATE_DIR", directory.resolve("state").toString()));
        Process launched = builder.redirectErrorStream(true).start();
        try (BufferedReader output = launched.inputReader()) {
            String first = output.readLine();

            assertThat(first).startsWith("taskmaster ");
            assertThat(launched.info().command())
                    .hasValueSatisfying(command -> assertThat(command).endsWith("/bin/java"));
        } finally {
            launched.destroy();
            launched.waitFor(30, TimeUnit.SECONDS);
            launched.destroyForcibly();
        }
        assertThat(launched.exitValue()).isZero();
    }

    private Command onlyFromCache(Path program) {
        return Command.of(directory, program, "--version")
                .with("JDK_JAVA_OPTIONS", "-XX:AOTMode=on");
    }

    private Path copyOfImage() throws IOException {
        Path copy = directory.resolve("an image");
        if (!Files.exists(copy)) {
            Trees.copy(Checkout.ROOT.resolve(".image/current").toRealPath(), copy, Set.of());
        }
        return copy;
    }
}
