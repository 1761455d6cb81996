package taskmaster.tests.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command to run in a process of its own.
///
/// @param directory the working directory, where its output is kept meanwhile
/// @param environment on top of ours
record Command(List<String> words, Path directory, Map<String, String> environment) {
    /// Far more than a build of the image takes on a busy machine.
    private static final int PATIENCE_SECONDS = 600;

    /// How it ended and what it wrote.
    record Outcome(int status, String output, String errors) {}

    static Command of(Path directory, Object... words) {
        return new Command(
                List.of(words).stream().map(Object::toString).toList(), directory, Map.of());
    }

    Command with(String variable, Object value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value.toString());
        return new Command(words, directory, more);
    }

    /// Starts it; it is killed if it has not ended when [Running#end()] is out of patience.
    Running start() throws IOException {
        Path output = Files.createTempFile("command", ".out");
        Path errors = Files.createTempFile("command", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return new Running(builder.start(), output, errors);
    }

    Outcome run() throws IOException, InterruptedException {
        return start().end();
    }

    /// A command under way.
    record Running(Process process, Path output, Path errors) {

        Outcome end() throws IOException, InterruptedException {
            boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!hasEnded) {
                process.destroyForcibly().waitFor();
            }
            Outcome outcome =
                    new Outcome(
                            process.exitValue(),
                            Files.readString(output),
                            Files.readString(errors));
            Files.delete(output);
            Files.delete(errors);
            if (!hasEnded) {
                throw new AssertionError("killed after " + PATIENCE_SECONDS + " s: " + outcome);
            }
            return outcome;
        }
    }
}
