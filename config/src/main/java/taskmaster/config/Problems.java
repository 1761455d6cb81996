package taskmaster.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects what is wrong while a configuration is read.
final class Problems {

    private record Entry(Place place, Diagnostic diagnostic) {}

    private static final Comparator<Entry> FILE_ORDER =
            Comparator.comparingInt((Entry e) -> e.place().source().number())
                    .thenComparingInt(e -> e.place().line())
                    .thenComparingInt(e -> e.place().column());

    private final List<Entry> errors = new ArrayList<>();
    private final List<Entry> warnings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    void error(Place place, String message, String label, String... help) {
        error(place, message, label, List.of(help));
    }

    void error(Place place, String message, String label, List<String> help) {
        add(errors, Diagnostic.Severity.ERROR, place, message, label, help);
    }

    void warning(Place place, String message, String label, String... help) {
        add(warnings, Diagnostic.Severity.WARNING, place, message, label, List.of(help));
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    /// No further error would be kept, so that looking for more is useless.
    boolean isFull() {
        return errors.size() >= ConfigLimits.PROBLEMS_MAX;
    }

    /// All errors: by file in reading order, then by place.
    List<Diagnostic> errors() {
        return sorted(errors);
    }

    /// All warnings: by file in reading order, then by place.
    List<Diagnostic> warnings() {
        return sorted(warnings);
    }

    private static List<Diagnostic> sorted(List<Entry> entries) {
        return entries.stream().sorted(FILE_ORDER).map(Entry::diagnostic).toList();
    }

    /// The same message at the same place is one problem, however many aliases lead there.
    private void add(
            List<Entry> entries,
            Diagnostic.Severity severity,
            Place place,
            String message,
            String label,
            List<String> help) {
        if (entries.size() < ConfigLimits.PROBLEMS_MAX
                && seen.add(place.origin() + " " + message)) {
            SourceText source = place.source();
            entries.add(new Entry(place, source.diagnostic(severity, place, message, label, help)));
        }
    }
}
