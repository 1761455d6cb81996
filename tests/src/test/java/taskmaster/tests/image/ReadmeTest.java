package taskmaster.tests.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.tests.gates.Checkout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Replays the session in the README. Each number in it stands for any number, `...` for any lines,
/// and what only looks (`status`, `tail`) is repeated until it shows what the README shows.
final class ReadmeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    @TempDir private Path directory;

    private record Step(String command, List<String> expected) {
        boolean isLook() {
            return command.contains(" status ") || command.contains(" tail ");
        }

        Pattern pattern() {
            StringBuilder pattern = new StringBuilder();
            for (String line : expected) {
                pattern.append(line.equals("...") ? "(.*\n)*" : Pattern.quote(line) + "\n");
            }
            return Pattern.compile(NUMBER.matcher(pattern).replaceAll("\\\\E[0-9]+\\\\Q"));
        }
    }

    @Test
    void sessionRunsAsItIsWritten() throws Exception {
        List<Step> steps = session();
        assertThat(steps).hasSizeGreaterThan(5);
        try {
            for (Step step : steps) {
                replay(step);
            }
        } finally {
            command("bin/taskmasterctl shutdown").run();
        }
    }

    private void replay(Step step) throws Exception {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        Command.Outcome outcome = command(step.command()).run();
        while (!step.pattern().matcher(outcome.output()).matches()
                && step.isLook()
                && System.nanoTime() < deadlineNanos) {
            outcome = command(step.command()).run();
        }
        assertThat(outcome.output()).as(step + " " + outcome.errors()).matches(step.pattern());
        assertThat(outcome.status()).as(step + " " + outcome.errors()).isZero();
    }

    private Command command(String line) {
        return Command.of(Checkout.ROOT, "/bin/sh", "-c", line)
                .with("TASKMASTER_RUNTIME_DIR", directory.resolve("run"))
                .with("TASKMASTER_STATE_DIR", directory.resolve("state"));
    }

    private static List<Step> session() throws IOException {
        List<Step> steps = new ArrayList<>();
        String text = Files.readString(Checkout.ROOT.resolve("README.md"));
        String block = text.substring(text.indexOf("```console\n"));
        for (String line : block.substring(11, block.indexOf("\n```\n")).split("\n", -1)) {
            if (line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else {
                steps.getLast().expected().add(line);
            }
        }
        return steps;
    }
}
