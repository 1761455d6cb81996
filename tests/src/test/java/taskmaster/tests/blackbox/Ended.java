package taskmaster.tests.blackbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command that has run.
///
/// @param status exit status; 128 + signal where one ended it
record Ended(int status, String out, String err) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    String all() {
        return out + err;
    }

    /// Runs a command to its end with nothing on its standard input.
    static Ended run(List<String> command, Map<String, String> environment, Path directory) {
        return run(command, environment, directory, "");
    }

    /// Runs a command to its end.
    static Ended run(
            List<String> command, Map<String, String> environment, Path directory, String input) {
        try {
            Path in = Files.createTempFile("taskmaster-", ".in");
            Path out = Files.createTempFile("taskmaster-", ".out");
            Path err = Files.createTempFile("taskmaster-", ".err");
            try {
                Files.writeString(in, input);
                var builder = new ProcessBuilder(command).directory(directory.toFile());
                builder.environment().putAll(environment);
                builder.redirectInput(in.toFile());
                builder.redirectOutput(out.toFile()).redirectError(err.toFile());
                int status = await(builder.start(), command);
                return new Ended(status, text(out), text(err));
            } finally {
                for (Path file : List.of(in, out, err)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException failure) {
            throw new AssertionError("cannot run " + command, failure);
        }
    }

    /// Runs a small tool, which must succeed.
    static String tool(String... command) {
        Ended ended = run(List.of(command), Map.of(), Path.of("/"));
        if (ended.status() != 0) {
            throw new AssertionError(List.of(command) + " failed: " + ended);
        }
        return ended.out();
    }

    static int await(Process process, Object command) {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not end: " + command);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new AssertionError("interrupted", e);
        }
    }

    /// Not only UTF-8: programs may print anything.
    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
