package taskmaster.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A pattern of file names: `*`, `?`, `[a-z]` and `{a,b}` in any part of the path. A name that
/// begins with a dot is found only by a part that does.
///
/// @param directory absolute; where a relative pattern begins
record Glob(Path directory, String pattern) {

    /// What a glob found.
    record Result(Glob glob, List<Path> matches) {}

    static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /// The regular files that match, sorted by path.
    ///
    /// @throws IOException a directory that exists cannot be listed, or there is too much to list
    /// @throws java.util.regex.PatternSyntaxException the pattern is malformed
    List<Path> matches() throws IOException {
        List<Path> found = List.of(pattern.startsWith("/") ? Path.of("/") : directory);
        List<String> parts = Arrays.stream(pattern.split("/")).filter(p -> !p.isEmpty()).toList();
        for (int i = 0; i < parts.size(); i++) {
            found = step(found, parts.get(i), i == parts.size() - 1);
        }
        return found.stream().sorted().toList();
    }

    private static List<Path> step(List<Path> directories, String part, boolean isLast)
            throws IOException {
        var next = new ArrayList<Path>();
        for (Path directory : directories) {
            for (Path candidate : candidates(directory, part)) {
                if (isLast ? Files.isRegularFile(candidate) : Files.isDirectory(candidate)) {
                    next.add(candidate.normalize());
                }
            }
            if (next.size() > ConfigLimits.GLOB_ENTRIES_MAX) {
                throw new IOException("it finds more than " + ConfigLimits.GLOB_ENTRIES_MAX);
            }
        }
        return next;
    }

    private static List<Path> candidates(Path directory, String part) throws IOException {
        if (!isPattern(part)) {
            return List.of(directory.resolve(part));
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
        boolean findsHidden = part.startsWith(".");
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (matcher.matches(name) && (findsHidden || !name.toString().startsWith("."))) {
                    found.add(entry);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return found;
    }
}
