package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `exec`: programs that are told.
final class ExecType implements ValueType<List<ExecType.Entry>> {

    static final String NAME = "exec";

    /// `cmd` of an entry.
    static final ValueType<List<String>> COMMAND = new AlertCommandType();

    /// One program.
    ///
    /// @param name null: by its place
    /// @param settings as the file gives them; empty for a bare command
    record Entry(
            @Nullable String name,
            List<String> command,
            @Nullable Long timeoutNanos,
            Place place,
            Map<String, Yaml.Entry> settings) {}

    @Override
    public @Nullable List<Entry> parse(Yaml node, Binding binding) {
        boolean isCommand =
                node instanceof Yaml.Scalar
                        || (node instanceof Yaml.Sequence list
                                && !list.items().isEmpty()
                                && list.items().stream().allMatch(Yaml.Scalar.class::isInstance));
        if (isCommand) {
            @Nullable List<String> words = COMMAND.parse(node, binding);
            return words == null
                    ? null
                    : List.of(new Entry(null, words, null, node.place(), Map.of()));
        }
        List<Yaml> items = node instanceof Yaml.Sequence list ? list.items() : List.of(node);
        if (items.size() > ConfigLimits.ALERT_ITEMS_MAX) {
            binding.refuse(
                    node.place(),
                    "`%s` has more than %d items"
                            .formatted(binding.key(), ConfigLimits.ALERT_ITEMS_MAX),
                    "");
            return null;
        }
        var entries = new ArrayList<Entry>();
        boolean isValid = true;
        for (Yaml item : items) {
            @Nullable Entry entry = entry(item, binding);
            isValid &= entry != null;
            if (entry != null) {
                entries.add(entry);
            }
        }
        return isValid ? List.copyOf(entries) : null;
    }

    private @Nullable Entry entry(Yaml item, Binding binding) {
        if (!(item instanceof Yaml.Mapping mapping)) {
            binding.refuse(
                    item.place(),
                    "an item of `%s` must be a mapping, not %s"
                            .formatted(binding.key(), item.kind()),
                    "",
                    "write `{name: ..., cmd: [...]}`");
            return null;
        }
        Map<String, Yaml.Entry> settings = binding.reading().mergeKeys().entries(mapping);
        var reader = new SectionReader(binding.reading());
        boolean isValid = reader.hasOnlyKnownKeys(Section.EXEC, settings);
        Bound bound = reader.bind(Section.EXEC, List.of(settings), binding.scope());
        @Nullable List<String> command = bound.get(AlertTable.EXEC_CMD);
        if (!settings.containsKey(AlertTable.EXEC_CMD.key())) {
            binding.refuse(
                    item.place(),
                    "an entry of `%s` has no `cmd`".formatted(binding.key()),
                    "what should it execute?");
        }
        return !isValid || !bound.isValid() || command == null
                ? null
                : new Entry(
                        bound.get(AlertTable.EXEC_NAME),
                        command,
                        bound.get(AlertTable.EXEC_TIMEOUT),
                        item.place(),
                        settings);
    }

    @Override
    public String description() {
        return "a command, or a list of mappings of `name`, `cmd` and `timeout`";
    }

    /// A command that does not depend on where the daemon was started.
    private static final class AlertCommandType implements ValueType<List<String>> {

        private static final CommandType COMMAND = new CommandType();

        @Override
        public @Nullable List<String> parse(Yaml node, Binding binding) {
            @Nullable List<String> words = COMMAND.parse(node, binding);
            if (words == null) {
                return null;
            }
            String program = words.getFirst();
            boolean isFound = program.startsWith("/") || !program.contains("/");
            if (!isFound) {
                binding.refuse(
                        node.place(),
                        "%s is neither an absolute path nor a name to look up in `PATH`"
                                .formatted(Texts.quoted(program)),
                        "",
                        "write `${here}/...` for one beside this file");
            }
            return isFound ? words : null;
        }

        @Override
        public String description() {
            return COMMAND.description();
        }
    }
}
