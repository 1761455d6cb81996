package taskmaster.daemon;

import java.util.List;

/// Lists of names for people.
final class Names {

    private Names() {}

    /// At most [Limits#NAMES_SHOWN_MAX] names; the others are counted.
    static String some(List<String> names) {
        int shown = Math.min(names.size(), Limits.NAMES_SHOWN_MAX);
        String text = String.join(", ", names.subList(0, shown));
        return shown == names.size() ? text : text + " and " + (names.size() - shown) + " more";
    }
}
