package taskmaster.tests.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.tests.gates.Checkout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class ImageTest {
    private static final String SINCE = "2026-01-02T03:04:05.678Z";

    @TempDir private Path checkout;

    @Test
    void imageStaysWhileItIsUsed() throws Exception {
        for (String part : List.of("bin", "dist")) {
            Trees.copy(Checkout.ROOT.resolve(part), checkout.resolve(part), Set.of("target"));
        }
        Path first = make();
        Process user =
                new ProcessBuilder("tail", "-f", first.resolve("lib/taskmasterctl.jar").toString())
                        .redirectErrorStream(true)
                        .start();
        Path second;
        try {
            change();
            second = make();
            assertThat(images()).containsExactlyInAnyOrder(first, second);
        } finally {
            user.destroyForcibly().waitFor();
        }
        change();
        Path third = make();

        assertThat(images()).containsExactly(third);
        assertThat(second).isNotEqualTo(third);
        assertThat(Files.getLastModifiedTime(checkout.resolve(".image/stamp")).toInstant())
                .isEqualTo(SINCE);
    }

    /// Makes an image of two jars that are none: what training them would show is shown elsewhere.
    private Path make() throws IOException, InterruptedException {
        Path daemon = Files.writeString(checkout.resolve("daemon-0.jar"), "no jar");
        Path client = Files.writeString(checkout.resolve("client-0.jar"), "no jar");
        Command.Outcome outcome =
                Command.of(
                                checkout,
                                checkout.resolve("dist/make-image"),
                                SINCE,
                                daemon + ":" + client + ":" + checkout.resolve("classes"))
                        .run();
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.errors()).contains("cannot train the AOT caches");
        Path image = checkout.resolve(".image/current").toRealPath();
        assertThat(checkout.resolve(".image/stamp"))
                .content()
                .isEqualTo(image.getFileName() + "\n");
        return image;
    }

    private void change() throws IOException {
        Files.writeString(
                checkout.resolve("bin/launch.sh"), "# changed\n", StandardOpenOption.APPEND);
    }

    private List<Path> images() throws IOException {
        try (Stream<Path> entries = Files.list(checkout.toRealPath().resolve(".image"))) {
            return entries.filter(Files::isDirectory)
                    .filter(e -> !Files.isSymbolicLink(e))
                    .toList();
        }
    }
}
