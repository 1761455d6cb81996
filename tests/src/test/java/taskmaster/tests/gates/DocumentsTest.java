package taskmaster.tests.gates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

final class DocumentsTest {
    private static final int README_LINES_MAX = 150;
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @TempDir private Path directory;

    private record Links(int found, List<String> dead) {}

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        Links links = links(documents());

        assertThat(links.dead()).isEmpty();
        assertThat(links.found()).isGreaterThan(20);
    }

    @Test
    void deadLinkIsFound() throws IOException {
        Path document = directory.resolve("bad.md");
        Files.writeString(document, "See [this](bad.md#part), [that](nowhere.md), [x](http://x).");

        assertThat(links(List.of(document)))
                .isEqualTo(new Links(2, List.of(document + ": nowhere.md")));
    }

    @Test
    void readmeIsShort() throws IOException {
        assertThat(Files.readAllLines(Checkout.ROOT.resolve("README.md")))
                .hasSizeLessThanOrEqualTo(README_LINES_MAX);
    }

    private static Links links(List<Path> documents) throws IOException {
        int found = 0;
        List<String> dead = new ArrayList<>();
        for (Path document : documents) {
            Matcher matcher = LINK.matcher(Files.readString(document));
            while (matcher.find()) {
                String target = matcher.group(1);
                if (target.contains("://")) {
                    continue;
                }
                found++;
                if (!Files.exists(document.resolveSibling(target))) {
                    dead.add(document + ": " + target);
                }
            }
        }
        return new Links(found, dead);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(Checkout.ROOT);
                Stream<Path> docs = Files.walk(Checkout.ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
