package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `cmd`: one text, split by shell quoting, or a list of words. No shell takes part.
final class CommandType implements ValueType<List<String>> {

    /// A bare word that only a shell would understand.
    private static final Pattern SHELL_OPERATOR =
            Pattern.compile("[|&;]|&&|\\|\\||[0-9]*(?:>>?|<<?)(?:&[0-9-])?|[0-9]*>>?[^>].*");

    private static final Pattern SHELL_VARIABLE = Pattern.compile("\\$[A-Za-z_][A-Za-z0-9_]*");

    @Override
    public @Nullable List<String> parse(Yaml node, Binding binding) {
        @Nullable List<String> words =
                node instanceof Yaml.Sequence list ? listed(list, binding) : split(node, binding);
        if (words == null) {
            return null;
        }
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            binding.refuse(node.place(), "`" + binding.key() + "` is empty", "no command");
            return null;
        }
        for (String word : words) {
            if (Texts.isLonger(word, ConfigLimits.VALUE_CHARACTERS_MAX)) {
                binding.refuse(
                        node.place(),
                        "an argument of `%s` is longer than %d bytes"
                                .formatted(binding.key(), ConfigLimits.VALUE_CHARACTERS_MAX),
                        "the kernel takes no longer one (E2BIG)");
                return null;
            }
        }
        return words;
    }

    private @Nullable List<String> listed(Yaml.Sequence list, Binding binding) {
        var words = new ArrayList<String>();
        boolean isValid = true;
        for (Yaml item : list.items()) {
            @Nullable String word = binding.itemText(item);
            isValid &= word != null;
            words.add(word == null ? "" : word);
        }
        return isValid ? withHome(words, false, binding, list) : null;
    }

    private @Nullable List<String> split(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description());
        if (text == null) {
            return null;
        }
        try {
            List<ShellWords.Word> words = ShellWords.split(text);
            words.forEach(word -> warnOfShell(word, node, binding));
            boolean isQuoted = !words.isEmpty() && words.getFirst().isQuoted();
            List<String> plain = words.stream().map(ShellWords.Word::text).toList();
            return withHome(plain, isQuoted, binding, node);
        } catch (ShellWords.Unfinished unfinished) {
            String rest = text.substring(unfinished.offset());
            binding.refuse(
                    node.place().narrowedTo(rest.lines().findFirst().orElse("")),
                    "cannot split `%s` into words: %s"
                            .formatted(binding.key(), unfinished.getMessage()),
                    "",
                    "or write it as a list: `cmd: [program, argument]`");
            return null;
        }
    }

    private static @Nullable List<String> withHome(
            List<String> words, boolean isQuoted, Binding binding, Yaml node) {
        if (words.isEmpty() || isQuoted || !words.getFirst().startsWith("~/")) {
            return List.copyOf(words);
        }
        @Nullable String command = PathType.absolute(words.getFirst(), node, binding);
        if (command == null) {
            return null;
        }
        var changed = new ArrayList<>(words);
        changed.set(0, command);
        return List.copyOf(changed);
    }

    private static void warnOfShell(ShellWords.Word word, Yaml node, Binding binding) {
        if (word.isQuoted() || word.text().chars().noneMatch(c -> "|&;<>$".indexOf(c) >= 0)) {
            return;
        }
        String help = "for a shell write `cmd: [/bin/sh, -c, \"...\"]`";
        if (SHELL_OPERATOR.matcher(word.text()).matches()) {
            binding.problems()
                    .warning(
                            node.place().narrowedTo(word.text()),
                            "no shell runs `%s`: %s is passed to the program as it is"
                                    .formatted(binding.key(), Texts.quoted(word.text())),
                            "",
                            help);
        } else if (SHELL_VARIABLE.matcher(word.text()).matches()) {
            binding.problems()
                    .warning(
                            node.place().narrowedTo(word.text()),
                            "no shell runs `%s`: %s is passed to the program as it is"
                                    .formatted(binding.key(), Texts.quoted(word.text())),
                            "",
                            "for a variable of the daemon write `${%s}`"
                                    .formatted(word.text().substring(1)),
                            help);
        }
    }

    @Override
    public String description() {
        return "a command: one text, or a list of words";
    }
}
