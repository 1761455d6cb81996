package taskmaster.tests.blackbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A log and its old files.
final class LogFiles {

    private LogFiles() {}

    /// All plain files below a directory, in which others rename at the same time.
    static List<Path> below(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    files.addAll(below(entry));
                } else {
                    files.add(entry);
                }
            }
        }
        return files;
    }

    /// Oldest first: NAME.N to NAME.1, and NAME.
    static List<Path> of(Path log) throws IOException {
        List<Path> files = new ArrayList<>();
        Path directory = log.toAbsolutePath().getParent();
        String prefix = log.getFileName() + ".";
        if (directory != null) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    if (entry.getFileName().toString().startsWith(prefix)
                            && number(entry, prefix) > 0) {
                        files.add(entry);
                    }
                }
            }
        }
        files.sort((one, other) -> number(other, prefix) - number(one, prefix));
        if (Files.exists(log)) {
            files.add(log);
        }
        return files;
    }

    private static int number(Path file, String prefix) {
        String suffix = file.getFileName().toString().substring(prefix.length());
        return suffix.matches("[0-9]{1,4}") ? Integer.parseInt(suffix) : 0;
    }

    /// What they hold at least: one that is renamed at this very moment may be counted not at all
    /// or twice.
    static long bytes(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException _) {
                // Counted under its other name, or the next time.
            }
        }
        return bytes;
    }
}
