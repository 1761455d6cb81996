package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/// A text that messages do not show.
record SecretTextType(String description, Predicate<String> isValid) implements ValueType<Secret> {

    @Override
    public @Nullable Secret parse(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description);
        if (text != null && !isValid.test(text)) {
            binding.refuse(
                    node.place(), "`%s` must be %s".formatted(binding.key(), description), "");
            return null;
        }
        return text == null ? null : new Secret(text);
    }
}
