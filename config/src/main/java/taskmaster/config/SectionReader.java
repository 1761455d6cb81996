package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Reads the settings of one section by the table.
record SectionReader(Reading reading) {

    /// Reports every key that is not in the table; true if there is none.
    boolean hasOnlyKnownKeys(Section section, Map<String, Yaml.Entry> entries) {
        boolean isValid = true;
        for (Yaml.Entry entry : entries.values()) {
            boolean isKnown = SettingTable.find(section, entry.name()) != null;
            isValid &= isKnown;
            if (!isKnown && !reading.problems().isFull()) {
                reading.problems()
                        .error(
                                entry.key().place(),
                                "unknown setting " + Texts.quoted(entry.name()),
                                "not a setting of " + section.noun(),
                                ForeignNames.help(section, entry.name()));
            }
        }
        return isValid;
    }

    /// Reads all settings of the section.
    ///
    /// @param layers the mappings that may hold a setting, the strongest first
    Bound bind(Section section, List<Map<String, Yaml.Entry>> layers, Scope scope) {
        var bound = new Bound();
        for (Setting<?> setting : SettingTable.of(section).values()) {
            Scope own = setting.isPerProcess() ? scope : scope.withoutProcess();
            bindOne(setting, layers, own, bound);
        }
        return bound;
    }

    /// Reads one setting, from the weakest layer to the strongest.
    <T> void bindOne(
            Setting<T> setting, List<Map<String, Yaml.Entry>> layers, Scope scope, Bound into) {
        @Nullable T value = null;
        for (Map<String, Yaml.Entry> layer : layers.reversed()) {
            Yaml.@Nullable Entry entry = layer.get(setting.key());
            if (entry == null) {
                continue;
            }
            @Nullable T own = read(setting, entry.value(), scope);
            if (own == null) {
                into.invalidate();
            } else {
                value = value == null ? own : setting.type().combine(value, own);
            }
        }
        if (value != null) {
            into.put(setting, value);
        }
    }

    private <T> @Nullable T read(Setting<T> setting, Yaml node, Scope scope) {
        if (reading.broken().contains(node)) {
            return null;
        }
        @Nullable T value = setting.type().parse(node, new Binding(setting.key(), scope, reading));
        if (value == null) {
            reading.broken().add(node);
        }
        return value;
    }
}
