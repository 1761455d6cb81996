package taskmaster.tests.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.Version;
import taskmaster.tests.gates.Checkout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

final class LauncherBuildTest {
    @TempDir private Path directory;

    @Test
    void missingImageIsBuiltOnceAndAMistakeIsShown() throws Exception {
        Path checkout = copyOfSources();
        Command version =
                Command.of(directory, checkout.resolve("bin/taskmasterctl"), "--version")
                        .with("PATH", maven().getParent() + ":" + System.getenv("PATH"));

        Command.Running one = version.start();
        Command.Running other = version.start();
        List<Command.Outcome> outcomes = List.of(one.end(), other.end());

        assertThat(outcomes)
                .allMatch(outcome -> outcome.status() == 0, "status 0")
                .allMatch(outcome -> outcome.output().equals(Version.TEXT + "\n"), "the version")
                .anyMatch(outcome -> outcome.errors().contains("building the image"))
                .anyMatch(outcome -> outcome.errors().contains("waiting for another build"));
        assertThat(version.run()).isEqualTo(new Command.Outcome(0, Version.TEXT + "\n", ""));

        Path source = checkout.resolve("client/src/main/java/taskmaster/client/Main.java");
        Files.writeString(source, "no Java", StandardOpenOption.APPEND);
        Command.Outcome broken = version.run();

        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.errors())
                .contains("Main.java:[")
                .contains("taskmasterctl: cannot build the image");
    }

    /// A checkout as git would make it, which takes the libraries from where this build has them.
    private Path copyOfSources() throws IOException {
        Path checkout = directory.resolve("a checkout");
        Trees.copy(Checkout.ROOT, checkout, Set.of(".git", ".image", "target"));
        Files.writeString(
                checkout.resolve(".mvn/maven.config"),
                "-o\n-Dmaven.repo.local=%s\n"
                        .formatted(System.getProperty("taskmaster.maven.repository")),
                StandardOpenOption.APPEND);
        return checkout;
    }

    private static Path maven() {
        return Path.of(System.getProperty("taskmaster.maven"));
    }
}
