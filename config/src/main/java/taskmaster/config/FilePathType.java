package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// A path that the daemon itself opens.
///
/// @param bytesMax how long the absolute path may be
record FilePathType(int bytesMax) implements ValueType<Path> {

    private static final PathType PATH = new PathType();

    @Override
    public @Nullable Path parse(Yaml node, Binding binding) {
        @Nullable String path = PATH.parse(node, binding);
        if (path != null && Texts.isLonger(path, bytesMax)) {
            binding.refuse(
                    node.place(),
                    "`%s` is longer than %d bytes".formatted(binding.key(), bytesMax),
                    "the kernel takes no longer path for a socket",
                    "it is " + Texts.quoted(path));
            return null;
        }
        return PathType.toPath(path, node, binding);
    }

    @Override
    public String description() {
        return PATH.description();
    }
}
