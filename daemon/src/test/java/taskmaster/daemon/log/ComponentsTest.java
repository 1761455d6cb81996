package taskmaster.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import taskmaster.config.LogComponent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The components that have levels are the loggers that the code makes.
class ComponentsTest {

    private static final Pattern CALL = Pattern.compile("getLogger\\(\\s*([^)]*?)\\s*\\)");
    private static final Pattern NAME = Pattern.compile("\"([a-z]+)\"");

    /// The log makes its own lines without a logger.
    private static final Set<String> WITHOUT_LOGGER = Set.of("log");

    @Test
    void everyLoggerIsAComponentAndEveryComponentHasALogger() throws IOException {
        Set<String> loggers = new TreeSet<>(WITHOUT_LOGGER);
        for (Path source : sources()) {
            Matcher call = CALL.matcher(Files.readString(source));
            while (call.find()) {
                Matcher name = NAME.matcher(call.group(1));
                assertThat(name.matches())
                        .as(source + ": a logger has the name of its component: " + call.group())
                        .isTrue();
                loggers.add(name.group(1));
            }
        }
        assertThat(LogComponent.words()).containsExactlyInAnyOrderElementsOf(loggers);
    }

    private static List<Path> sources() throws IOException {
        Path own = Path.of("src/main/java/taskmaster/daemon/log");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.startsWith(own))
                    .toList();
        }
    }
}
