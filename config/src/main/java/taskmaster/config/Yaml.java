package taskmaster.config;

import java.util.List;

/// A node of a YAML document, after aliases and before any meaning.
sealed interface Yaml {

    Place place();

    /// What people call it, with its article.
    default String kind() {
        return switch (this) {
            case Scalar scalar -> scalar.isNull() ? "nothing" : "a single value";
            case Sequence _ -> "a list";
            case Mapping _ -> "a mapping";
        };
    }

    /// A single value, with its text as written.
    ///
    /// @param isPlain not quoted, no block, and no tag that makes it a string
    record Scalar(Place place, String text, boolean isPlain) implements Yaml {

        boolean isNull() {
            return isPlain
                    && switch (text) {
                        case "", "~", "null", "Null", "NULL" -> true;
                        default -> false;
                    };
        }
    }

    /// Values in order.
    record Sequence(Place place, List<Yaml> items) implements Yaml {}

    /// Values by key.
    ///
    /// @param entries in file order; no key twice, except `<<`
    record Mapping(Place place, List<Entry> entries) implements Yaml {}

    /// One key of a mapping with its value.
    record Entry(Scalar key, Yaml value) {

        String name() {
            return key.text();
        }

        boolean isMerge() {
            return key.isPlain() && name().equals("<<");
        }
    }
}
