package taskmaster.config;

import org.jspecify.annotations.Nullable;

/// How the value of a setting is read.
interface ValueType<T> {

    /// The value; null after a problem, which is reported.
    @Nullable T parse(Yaml node, Binding binding);

    /// What a value must be, as it ends the sentence "must be ...".
    String description();

    /// What holds when the setting stands in `defaults:` and in the program.
    default T combine(T fromDefaults, T own) {
        return own;
    }
}
