package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertType;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// `alerts` of a program: `none`, or a mapping; what it leaves out comes from `defaults:`, then
/// from the `alerts:` of the file.
final class ProgramAlertsType implements ValueType<ProgramAlertsType.Partial> {

    /// What is written.
    ///
    /// @param isNone nothing is told
    record Partial(boolean isNone, @Nullable Set<AlertType> on, AlertToType.@Nullable Names to) {

        static final Partial NOTHING = new Partial(false, null, null);
    }

    @Override
    public @Nullable Partial parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Mapping mapping) {
            Map<String, Yaml.Entry> entries = binding.reading().mergeKeys().entries(mapping);
            var reader = new SectionReader(binding.reading());
            boolean isValid = reader.hasOnlyKnownKeys(Section.PROGRAM_ALERTS, entries);
            Bound bound = reader.bind(Section.PROGRAM_ALERTS, List.of(entries), binding.scope());
            return isValid && bound.isValid()
                    ? new Partial(
                            false,
                            bound.get(AlertTable.PROGRAM_ON),
                            bound.get(AlertTable.PROGRAM_TO))
                    : null;
        }
        if (node instanceof Yaml.Scalar) {
            return none(node, binding);
        }
        binding.refuse(
                node.place(),
                "`%s` must be %s, not %s".formatted(binding.key(), description(), node.kind()),
                "",
                "write `alerts: {on: [...], to: [...]}`");
        return null;
    }

    private @Nullable Partial none(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description());
        if (text == null) {
            return null;
        }
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals(AlertToType.NONE) || Boolean.FALSE.equals(ValueTypes.booleanOf(word))) {
            return new Partial(true, null, null);
        }
        binding.refuseValue(
                node,
                text,
                description(),
                Boolean.TRUE.equals(ValueTypes.booleanOf(word)) || word.equals(AlertToType.EVERY)
                        ? List.of("remove the line: what `alerts` of the file says holds")
                        : List.of("write `alerts: {on: [...], to: [...]}`"));
        return null;
    }

    /// Key by key; whoever says something after a `none` of `defaults:` begins anew.
    @Override
    public Partial combine(Partial fromDefaults, Partial own) {
        if (fromDefaults.isNone() || own.isNone()) {
            return own;
        }
        return new Partial(
                false,
                own.on() == null ? fromDefaults.on() : own.on(),
                own.to() == null ? fromDefaults.to() : own.to());
    }

    @Override
    public String description() {
        return "`none`, or a mapping of `on` and `to`";
    }
}
