package taskmaster.tests.gates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The checkout that the tests run in.
public final class Checkout {
    public static final Path ROOT = root();
    static final Path FIXTURES = ROOT.resolve("tests/src/test/fixtures");

    private Checkout() {}

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(directory.resolve(".ci/format"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("cannot find the checkout: no .ci/format above");
            }
            directory = parent;
        }
        return directory;
    }

    /// The directories of all modules.
    static List<Path> modules() throws IOException {
        try (Stream<Path> entries = Files.list(ROOT)) {
            return entries.filter(entry -> Files.exists(entry.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    /// The main source roots of all modules.
    static List<Path> mainSourceRoots() throws IOException {
        return modules().stream()
                .map(module -> module.resolve("src/main/java"))
                .filter(Files::isDirectory)
                .toList();
    }

    /// All files below `directory` whose name ends in `.java`.
    static List<Path> javaFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
