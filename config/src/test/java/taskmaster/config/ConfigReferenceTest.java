package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `-Dtaskmaster.docs.write=true` writes the document anew.
final class ConfigReferenceTest {

    private static final Path DOCUMENT = Path.of("../docs/reference/configuration.md");

    @Test
    void documentIsWhatTheTableSays() throws IOException {
        if (Boolean.getBoolean("taskmaster.docs.write")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, ConfigReference.markdown());
        }
        assertThat(ConfigReference.markdown()).isEqualTo(Files.readString(DOCUMENT));
    }

    @Test
    void everySettingHasADocument() {
        assertThat(SettingTable.all()).hasSizeGreaterThan(30);
        assertThat(SettingTable.all()).allSatisfy(s -> assertThat(s.doc()).endsWith("."));
    }

    @Test
    void referenceExampleShowsEverySetting() throws IOException {
        String example = Files.readString(Path.of("../examples/reference.yaml"));
        assertThat(SettingTable.all()).allSatisfy(s -> assertThat(example).contains(s.key() + ":"));
    }
}
