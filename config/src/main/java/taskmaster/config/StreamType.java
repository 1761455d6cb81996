package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.StreamTarget;

import java.util.Locale;

/// `stdout` and `stderr`: a path, or one of the words that name something else.
///
/// @param isStderr `stdout` is one of the words
record StreamType(boolean isStderr) implements ValueType<StreamTarget> {

    @Override
    public @Nullable StreamTarget parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Scalar scalar && scalar.isNull()) {
            binding.refuse(
                    node.place(),
                    "`" + binding.key() + "` has no value",
                    "",
                    "write `none` to discard the output",
                    "remove the line for a log file of its own");
            return null;
        }
        @Nullable String text = binding.text(node, description());
        return text == null ? null : target(text, node, binding);
    }

    private @Nullable StreamTarget target(String text, Yaml node, Binding binding) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none", "/dev/null" -> new StreamTarget.Discarded();
            case "auto" -> new StreamTarget.ToOwnFile();
            case "/dev/stdout" -> new StreamTarget.ToDaemonStdout();
            case "/dev/stderr" -> new StreamTarget.ToDaemonStderr();
            case "stdout" -> merged(text, node, binding);
            case "true", "false", "on", "off", "yes", "no" -> {
                binding.refuse(
                        node.place(),
                        "`%s` must be %s, not %s"
                                .formatted(binding.key(), description(), Texts.quoted(text)),
                        "",
                        "write `none` to discard the output",
                        "write `auto` for a log file of its own");
                yield null;
            }
            default -> file(text, node, binding);
        };
    }

    private @Nullable StreamTarget merged(String text, Yaml node, Binding binding) {
        if (isStderr) {
            return new StreamTarget.MergedIntoStdout();
        }
        binding.refuse(
                node.place(),
                "`stdout` cannot go to " + Texts.quoted(text),
                "",
                "write `/dev/stdout` for the daemon's own",
                "write `./stdout` for a file of that name");
        return null;
    }

    private static @Nullable StreamTarget file(String text, Yaml node, Binding binding) {
        if (text.isEmpty() || text.endsWith("/")) {
            binding.refuse(
                    node.place(),
                    "`%s` must be the path of a file, not %s"
                            .formatted(binding.key(), Texts.quoted(text)),
                    "",
                    "write `none` to discard the output");
            return null;
        }
        @Nullable String path = PathType.absolute(text, node, binding);
        return path == null ? null : new StreamTarget.ToFile(path);
    }

    @Override
    public String description() {
        return isStderr
                ? "a path, `none`, `auto`, `stdout`, `/dev/stdout` or `/dev/stderr`"
                : "a path, `none`, `auto`, `/dev/stdout` or `/dev/stderr`";
    }
}
