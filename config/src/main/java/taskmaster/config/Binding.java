package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a [ValueType] may use while it reads one value.
///
/// @param key the setting, as messages name it
record Binding(String key, Scope scope, Reading reading) {

    Binding withKey(String other) {
        return new Binding(other, scope, reading);
    }

    Problems problems() {
        return reading.problems();
    }

    /// The text of a single value, with `${...}` replaced; null after a problem.
    ///
    /// @param wanted ends the sentence "must be ..."
    @Nullable String text(Yaml node, String wanted) {
        if (node instanceof Yaml.Scalar scalar && !scalar.isNull()) {
            return reading.expander().expand(scalar, scope);
        }
        if (node instanceof Yaml.Scalar) {
            refuse(
                    node.place(),
                    "`%s` has no value".formatted(key),
                    "",
                    "it must be " + wanted,
                    "remove the line to take the default");
        } else {
            refuse(node.place(), "`%s` must be %s, not %s".formatted(key, wanted, node.kind()), "");
        }
        return null;
    }

    /// The same for one item of a list.
    @Nullable String itemText(Yaml node) {
        if (node instanceof Yaml.Scalar scalar && !scalar.isNull()) {
            return reading.expander().expand(scalar, scope);
        }
        refuse(
                node.place(),
                node instanceof Yaml.Scalar
                        ? "an item of `%s` has no value".formatted(key)
                        : "an item of `%s` must be a single value, not %s"
                                .formatted(key, node.kind()),
                "");
        return null;
    }

    /// A text that is not from the file, as it stands in values of this scope.
    String literal(String text) {
        return scope.isTemplate() ? text.replace("$", "$$") : text;
    }

    /// Reports a value that is of no use.
    void refuseValue(Yaml node, String value, String wanted, List<String> help) {
        problems()
                .error(
                        node.place(),
                        "`%s` must be %s, not %s".formatted(key, wanted, Texts.quoted(value)),
                        "",
                        help);
    }

    void refuse(Place place, String message, String label, String... help) {
        problems().error(place, message, label, help);
    }
}
