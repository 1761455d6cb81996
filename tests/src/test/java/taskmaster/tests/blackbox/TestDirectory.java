package taskmaster.tests.blackbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directories with short names, since the path of a socket has at most 107 bytes.
final class TestDirectory {

    private TestDirectory() {}

    /// A new one, which everybody may enter.
    static Path create() throws IOException {
        Path directory = Files.createTempDirectory("tm-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            System.err.println("left behind: " + directory + " (" + failure + ")");
        }
    }
}
