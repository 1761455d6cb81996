package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/// A path of a file: absolute, or from the directory of the file that it stands in, or from the
/// home directory (`~/`). `.` and `..` are resolved by name.
final class PathType implements ValueType<String> {

    private static final int PATH_BYTES_MAX = 4095;

    @Override
    public @Nullable String parse(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description());
        if (text == null) {
            return null;
        }
        if (text.isEmpty()) {
            binding.refuse(node.place(), "`" + binding.key() + "` is empty", "");
            return null;
        }
        return absolute(text, node, binding);
    }

    /// The absolute path of a text; null after a problem.
    static @Nullable String absolute(String text, Yaml node, Binding binding) {
        String path = text;
        if (text.equals("~") || text.startsWith("~/")) {
            @Nullable String home = binding.reading().expander().variable("HOME");
            if (home == null || !home.startsWith("/")) {
                binding.refuse(
                        node.place(),
                        "cannot expand " + Texts.quoted(text) + ": HOME is not set",
                        "");
                return null;
            }
            path = binding.literal(home) + text.substring(1);
        } else if (text.startsWith("~")) {
            binding.refuse(
                    node.place(),
                    "cannot expand "
                            + Texts.quoted(text)
                            + ": only `~/` stands for a home directory",
                    "",
                    "write the path in full, or `./~...` for a file of that name");
            return null;
        } else if (!text.startsWith("/")) {
            String directory = node.place().source().directory().toString();
            path = binding.literal(directory) + "/" + text;
        }
        String clean = withoutDots(path);
        if (Texts.isLonger(clean, PATH_BYTES_MAX)) {
            binding.refuse(
                    node.place(),
                    "`%s` is longer than %d bytes (ENAMETOOLONG)"
                            .formatted(binding.key(), PATH_BYTES_MAX),
                    "");
            return null;
        }
        return clean;
    }

    /// The path as the JDK takes it; null after a problem.
    static @Nullable Path toPath(@Nullable String path, Yaml node, Binding binding) {
        try {
            return path == null ? null : Path.of(path);
        } catch (InvalidPathException failed) {
            binding.refuse(
                    node.place(),
                    "cannot use path %s: %s".formatted(Texts.quoted(path), failed.getReason()),
                    "",
                    "start the daemon with LC_ALL=C.UTF-8");
            return null;
        }
    }

    private static String withoutDots(String path) {
        if (!path.contains("//") && !path.contains("/.") && !path.endsWith("/")) {
            return path;
        }
        var parts = new ArrayDeque<String>();
        for (String part : path.split("/", -1)) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    @Override
    public String description() {
        return "a path";
    }
}
