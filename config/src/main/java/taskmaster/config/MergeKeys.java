package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Resolves the merge key of YAML 1.1: `<<: *anchor` or `<<: [*one, *two]`. A key of the mapping
/// itself wins over a merged one, and an earlier merged mapping over a later one.
final class MergeKeys {

    private final Problems problems;
    private final IdentityHashMap<Yaml.Mapping, Map<String, Yaml.Entry>> done =
            new IdentityHashMap<>();
    private int entriesLeft = ConfigLimits.EXPANDED_NODES_MAX;
    private int depth;

    MergeKeys(Problems problems) {
        this.problems = problems;
    }

    /// The entries of a mapping by name: its own in file order, then merged ones.
    Map<String, Yaml.Entry> entries(Yaml.Mapping mapping) {
        @Nullable Map<String, Yaml.Entry> known = done.get(mapping);
        if (known == null) {
            depth++;
            known = Collections.unmodifiableMap(resolve(mapping));
            depth--;
            done.put(mapping, known);
        }
        return known;
    }

    private Map<String, Yaml.Entry> resolve(Yaml.Mapping mapping) {
        var entries = new LinkedHashMap<String, Yaml.Entry>();
        boolean hasMerge = false;
        for (Yaml.Entry entry : mapping.entries()) {
            if (entry.isMerge()) {
                hasMerge = true;
            } else {
                entries.put(entry.name(), entry);
            }
        }
        if (!hasMerge) {
            return entries;
        }
        for (Yaml.Entry entry : mapping.entries()) {
            if (entry.isMerge()) {
                merge(entry, entries);
            }
        }
        return entries;
    }

    private void merge(Yaml.Entry entry, Map<String, Yaml.Entry> into) {
        List<Yaml> merged =
                entry.value() instanceof Yaml.Sequence list ? list.items() : List.of(entry.value());
        for (Yaml source : merged) {
            if (!(source instanceof Yaml.Mapping mapping)) {
                problems.error(
                        entry.key().place(),
                        "`<<` must merge a mapping, not " + source.kind(),
                        "",
                        "write `<<: *anchor`, and the anchor before a mapping");
                return;
            }
            if (depth > ConfigLimits.DEPTH_MAX) {
                problems.error(
                        entry.key().place(),
                        "merge keys lead through more than " + ConfigLimits.DEPTH_MAX + " mappings",
                        "");
                return;
            }
            Map<String, Yaml.Entry> entries = entries(mapping);
            entriesLeft -= entries.size();
            if (entriesLeft < 0) {
                problems.error(
                        entry.key().place(),
                        "merge keys make the file larger than "
                                + ConfigLimits.EXPANDED_NODES_MAX
                                + " values",
                        "");
                return;
            }
            entries.forEach(into::putIfAbsent);
        }
    }
}
