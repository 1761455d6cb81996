package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// A value that is one text.
///
/// @param reader the value of a text; null if it has none
/// @param advice what to tell whoever wrote a text that has none
record ScalarType<T>(
        String description, TextReader<T> reader, Function<String, List<String>> advice)
        implements ValueType<T> {

    /// The value of a text.
    interface TextReader<T> {
        /// Null if the text has no value.
        @Nullable T read(String text);
    }

    @Override
    public @Nullable T parse(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description);
        if (text == null) {
            return null;
        }
        @Nullable T value = reader.read(text.strip());
        if (value == null) {
            binding.refuseValue(node, text, description, advice.apply(text.strip()));
        }
        return value;
    }
}
