package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// `env`: variables, each a single value kept as it is written. Those of `defaults:` are added.
final class EnvironmentType implements ValueType<SortedMap<String, String>> {

    @Override
    public @Nullable SortedMap<String, String> parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Scalar scalar && scalar.isNull()) {
            return Collections.emptySortedMap();
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            binding.refuse(
                    node.place(),
                    "`%s` must be %s, not %s".formatted(binding.key(), description(), node.kind()),
                    "",
                    "write each variable in a line of its own: `NAME: value`");
            return null;
        }
        var variables = new TreeMap<String, String>();
        boolean isValid = true;
        for (Yaml.Entry entry : binding.reading().mergeKeys().entries(mapping).values()) {
            @Nullable String value = value(entry, binding.withKey("env." + entry.name()));
            isValid &= value != null;
            variables.put(entry.name(), value == null ? "" : value);
        }
        return isValid ? Collections.unmodifiableSortedMap(variables) : null;
    }

    private static @Nullable String value(Yaml.Entry entry, Binding binding) {
        if (entry.name().isEmpty() || entry.name().indexOf('=') >= 0) {
            binding.refuse(
                    entry.key().place(),
                    "%s cannot be the name of a variable".formatted(Texts.quoted(entry.name())),
                    entry.name().isEmpty() ? "empty" : "it holds a `=`");
            return null;
        }
        return entry.value() instanceof Yaml.Scalar scalar && scalar.isNull()
                ? ""
                : binding.text(entry.value(), "a single value");
    }

    @Override
    public SortedMap<String, String> combine(
            SortedMap<String, String> fromDefaults, SortedMap<String, String> own) {
        var all = new TreeMap<>(fromDefaults);
        all.putAll(own);
        return Collections.unmodifiableSortedMap(all);
    }

    @Override
    public String description() {
        return "a mapping of variables";
    }
}
