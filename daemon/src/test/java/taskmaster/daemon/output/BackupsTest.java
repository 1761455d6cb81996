package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class BackupsTest {

    @TempDir Path directory;

    private Path log() {
        return directory.resolve("log");
    }

    /// Makes files whose content tells their first name.
    private void make(String... endings) throws IOException {
        for (String ending : endings) {
            Files.writeString(directory.resolve("log" + ending), ending.isEmpty() ? "new" : ending);
        }
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(
                        file.getFileName().toString().substring("log".length()),
                        Files.isDirectory(file) ? "directory" : Files.readString(file));
            }
        }
        return files;
    }

    @Test
    void plainFilesGetOlder() throws IOException {
        make("", ".1", ".2");
        Backups.shift(log(), 5);

        assertThat(files()).isEqualTo(Map.of(".1", "new", ".2", ".1", ".3", ".2"));
    }

    @Test
    void bothFormsGetOlderSideBySide() throws IOException {
        make("", ".1", ".2.gz", ".3", ".4.gz");
        Backups.shift(log(), 9);

        assertThat(files())
                .isEqualTo(
                        Map.of(
                                ".1", "new", ".2", ".1", ".3.gz", ".2.gz", ".4", ".3", ".5.gz",
                                ".4.gz"));
    }

    @Test
    void oldestGoesWhicheverFormReplacesIt() throws IOException {
        make("", ".1", ".2.gz", ".3");
        Backups.shift(log(), 3);
        assertThat(files()).isEqualTo(Map.of(".1", "new", ".2", ".1", ".3.gz", ".2.gz"));

        make("");
        Backups.shift(log(), 3);
        assertThat(files()).isEqualTo(Map.of(".1", "new", ".2", "new", ".3", ".1"));
    }

    @Test
    void onlyOldFileGoesWhicheverFormItHas() throws IOException {
        make("", ".1.gz");
        Backups.shift(log(), 1);
        assertThat(files()).isEqualTo(Map.of(".1", "new"));

        Files.writeString(log(), "newer");
        Backups.shift(log(), 1);
        assertThat(files()).isEqualTo(Map.of(".1", "newer"));
    }

    @Test
    void gapEndsIt() throws IOException {
        make("", ".1.gz", ".3.gz", ".4");
        Backups.shift(log(), 9);

        assertThat(files())
                .isEqualTo(Map.of(".1", "new", ".2.gz", ".1.gz", ".3.gz", ".3.gz", ".4", ".4"));
    }

    /// The daemon was killed after the compressed file had its name, and before the plain one went.
    @Test
    void bothFormsOfOneAgeStayTogether() throws IOException {
        make("", ".1", ".1.gz", ".2");
        Backups.shift(log(), 3);
        assertThat(files())
                .isEqualTo(Map.of(".1", "new", ".2", ".1", ".2.gz", ".1.gz", ".3", ".2"));

        make("");
        Backups.shift(log(), 3);
        assertThat(files())
                .isEqualTo(Map.of(".1", "new", ".2", "new", ".3", ".1", ".3.gz", ".1.gz"));

        make("");
        Backups.shift(log(), 3);
        assertThat(files()).isEqualTo(Map.of(".1", "new", ".2", "new", ".3", "new"));
    }

    /// As a killed daemon may leave them: everything up to some age has moved already.
    @Test
    void aShiftThatWasBrokenOffIsGoneOnWith() throws IOException {
        make("", ".1", ".3.gz");
        Backups.shift(log(), 3);

        assertThat(files()).isEqualTo(Map.of(".1", "new", ".2", ".1", ".3.gz", ".3.gz"));
    }

    @Test
    void whatCannotBeReplacedLosesNothing() throws IOException {
        make("", ".1", ".2.gz");
        Files.createDirectories(directory.resolve("log.3.gz/in the way"));

        assertThatThrownBy(() -> Backups.shift(log(), 3)).isInstanceOf(IOException.class);
        assertThat(files())
                .isEqualTo(Map.of("", "new", ".1", ".1", ".2.gz", ".2.gz", ".3.gz", "directory"));
    }

    @Test
    void aMissingLogMakesTheOthersOlder() throws IOException {
        make(".1.gz");

        assertThatThrownBy(() -> Backups.shift(log(), 3)).isInstanceOf(IOException.class);
        assertThat(files()).isEqualTo(Map.of(".2.gz", ".1.gz"));
    }
}
