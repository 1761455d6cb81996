package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.LaunchSpec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where each setting of a configuration stands. What is not found here is a default.
///
/// Places are packed into a `long` each, for the daemon keeps them for 1000 programs and more.
public final class Origins {

    private static final int COLUMN_BITS = 20;
    private static final int LINE_BITS = 24;

    private final List<String> files;
    private final Map<String, Map<String, Long>> places;

    private final Map<String, LaunchSpec> templates;

    private Origins(
            List<String> files,
            Map<String, Map<String, Long>> places,
            Map<String, LaunchSpec> templates) {
        this.files = files;
        this.places = places;
        this.templates = templates;
    }

    /// Where a program's setting stands, for example `cmd` or `env.HOME`; in `defaults:` or below a
    /// merged anchor it is that place. Empty for a default.
    public Optional<Origin> ofProgram(String program, String key) {
        return find("programs." + program, key);
    }

    /// Where a setting of `server:` or `log:` stands; empty for a default.
    public Optional<Origin> ofSection(String section, String key) {
        return find(section, key);
    }

    /// What the processes of a program are started with where they differ: texts still hold
    /// `${process_num}`, and `$$` for each `$`. Empty if all are the same.
    Optional<LaunchSpec> templateOf(String program) {
        return Optional.ofNullable(templates.get(program));
    }

    private Optional<Origin> find(String owner, String key) {
        @Nullable Long place = places.getOrDefault(owner, Map.of()).get(key);
        return place == null ? Optional.empty() : Optional.of(unpack(place));
    }

    private Origin unpack(long place) {
        return new Origin(
                files.get((int) (place >>> (LINE_BITS + COLUMN_BITS))),
                (int) (place >>> COLUMN_BITS) & ((1 << LINE_BITS) - 1),
                (int) place & ((1 << COLUMN_BITS) - 1));
    }

    /// Collects places while a configuration is read.
    static final class Builder {
        private final Map<String, Integer> fileNumbers = new HashMap<>();
        private final List<String> files = new ArrayList<>();
        private final Map<String, Map<String, Long>> places = new HashMap<>();
        private final Map<String, LaunchSpec> templates = new HashMap<>();

        void add(String owner, String key, Place place) {
            long packed =
                    (long) number(place.source().name()) << (LINE_BITS + COLUMN_BITS)
                            | (long) place.line() << COLUMN_BITS
                            | Math.min(place.column(), (1 << COLUMN_BITS) - 1);
            places.computeIfAbsent(owner, _ -> new HashMap<>()).put(key, packed);
        }

        /// Adds the keys of a mapping, and those of mappings in it.
        void addSection(String owner, Map<String, Yaml.Entry> entries, MergeKeys mergeKeys) {
            for (Yaml.Entry entry : entries.values()) {
                add(owner, entry.name(), entry.key().place());
                if (entry.value() instanceof Yaml.Mapping mapping) {
                    mergeKeys
                            .entries(mapping)
                            .forEach(
                                    (name, part) ->
                                            add(
                                                    owner,
                                                    entry.name() + "." + name,
                                                    part.key().place()));
                }
            }
        }

        void addTemplate(String program, LaunchSpec template) {
            templates.put(program, template);
        }

        Origins build() {
            return new Origins(List.copyOf(files), places, templates);
        }

        private int number(String file) {
            return fileNumbers.computeIfAbsent(
                    file,
                    name -> {
                        files.add(name);
                        return files.size() - 1;
                    });
        }
    }
}
