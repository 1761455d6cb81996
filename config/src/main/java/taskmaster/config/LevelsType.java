package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `levels`: components of the daemon, each with a level.
final class LevelsType implements ValueType<Map<LogComponent, LogLevel>> {

    @Override
    public @Nullable Map<LogComponent, LogLevel> parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Scalar scalar && scalar.isNull()) {
            return Map.of();
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            binding.refuse(
                    node.place(),
                    "`%s` must be %s, not %s".formatted(binding.key(), description(), node.kind()),
                    "",
                    "write `levels: {control: debug, output: warn}`",
                    "write `level: debug` for all of them");
            return null;
        }
        var levels = new EnumMap<LogComponent, LogLevel>(LogComponent.class);
        boolean isValid = true;
        for (Yaml.Entry entry : binding.reading().mergeKeys().entries(mapping).values()) {
            Optional<LogComponent> component = LogComponent.parse(entry.name());
            if (component.isEmpty()) {
                refuse(entry, binding);
            }
            @Nullable LogLevel level =
                    ValueTypes.LOG_LEVEL.parse(
                            entry.value(), binding.withKey("levels." + entry.name()));
            isValid &= component.isPresent() && level != null;
            if (component.isPresent() && level != null) {
                levels.put(component.get(), level);
            }
        }
        return isValid ? Collections.unmodifiableMap(levels) : null;
    }

    private static void refuse(Yaml.Entry entry, Binding binding) {
        List<String> words = LogComponent.words();
        List<String> near = Suggestions.didYouMean(entry.name(), words, "");
        binding.problems()
                .error(
                        entry.key().place(),
                        "unknown component " + Texts.quoted(entry.name()),
                        "not a component of the daemon",
                        near.isEmpty()
                                ? List.of("components are " + String.join(", ", words))
                                : near);
    }

    @Override
    public String description() {
        return "a mapping of components to levels";
    }
}
