package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.LaunchSpec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where each setting of a configuration stands. What is not found here is a default.
///
/// The daemon keeps this for 1000 programs and more, so each place is packed into a `long`.
public final class Origins {

    private static final int COLUMN_BITS = 20;
    private static final int LINE_BITS = 24;

    private final List<String> files;
    private final Map<String, Places> sections;
    private final Map<String, Places> programs;
    private final Map<String, LaunchSpec> templates;

    private Origins(
            List<String> files,
            Map<String, Places> sections,
            Map<String, Places> programs,
            Map<String, LaunchSpec> templates) {
        this.files = files;
        this.sections = sections;
        this.programs = programs;
        this.templates = templates;
    }

    /// The packed places of the keys of one mapping.
    private static final class Places {
        private final String[] keys;
        private final long[] packed;

        Places(Map<String, Long> places) {
            this.keys = places.keySet().toArray(String[]::new);
            this.packed = places.values().stream().mapToLong(Long::longValue).toArray();
        }
    }

    /// Where a program's setting stands, for example `cmd` or `env.HOME`; in `defaults:` or below a
    /// merged anchor it is that place. Empty for a default.
    public Optional<Origin> ofProgram(String program, String key) {
        return find(programs.get(program), key);
    }

    /// Where a setting of a section such as `server:` stands, of `webhooks.NAME` or of `exec.NAME`;
    /// empty for a default.
    public Optional<Origin> ofSection(String section, String key) {
        return find(sections.get(section), key);
    }

    /// What the processes of a program are started with where they differ: texts still hold
    /// `${process_num}`, and `$$` for each `$`. Empty if all are the same.
    Optional<LaunchSpec> ofTemplate(String program) {
        return Optional.ofNullable(templates.get(program));
    }

    private Optional<Origin> find(@Nullable Places places, String key) {
        for (int i = 0; places != null && i < places.keys.length; i++) {
            if (places.keys[i].equals(key)) {
                return Optional.of(unpack(places.packed[i]));
            }
        }
        return Optional.empty();
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
        private final Map<String, Places> sections = new HashMap<>();
        private final Map<String, Places> programs = new HashMap<>();
        private final Map<String, LaunchSpec> templates = new HashMap<>();

        /// Adds the keys of a section of the file or of one entry of a list, and those of mappings
        /// in it.
        void addSection(String section, Map<String, Yaml.Entry> entries, MergeKeys mergeKeys) {
            var places = new LinkedHashMap<String, Long>();
            collect(entries, mergeKeys, places);
            sections.put(section, new Places(places));
        }

        /// Adds the keys of a program.
        ///
        /// @param layers the mappings that its settings come from, the strongest first
        void addProgram(String program, List<Map<String, Yaml.Entry>> layers, MergeKeys mergeKeys) {
            var places = new LinkedHashMap<String, Long>();
            layers.reversed().forEach(layer -> collect(layer, mergeKeys, places));
            programs.put(program, new Places(places));
        }

        void addTemplate(String program, LaunchSpec template) {
            templates.put(program, template);
        }

        Origins build() {
            return new Origins(List.copyOf(files), sections, programs, templates);
        }

        private void collect(
                Map<String, Yaml.Entry> entries, MergeKeys mergeKeys, Map<String, Long> places) {
            for (Yaml.Entry entry : entries.values()) {
                places.put(shared(entry.name()), packed(entry.key().place()));
                if (entry.value() instanceof Yaml.Mapping mapping) {
                    for (Yaml.Entry part : mergeKeys.entries(mapping).values()) {
                        places.put(entry.name() + "." + part.name(), packed(part.key().place()));
                    }
                }
            }
        }

        /// The table's own copy of a key, instead of one for each program.
        private static String shared(String key) {
            @Nullable Setting<?> setting = SettingTable.find(Section.PROGRAM, key);
            return setting == null ? key : setting.key();
        }

        private long packed(Place place) {
            return (long) number(place.source().name()) << (LINE_BITS + COLUMN_BITS)
                    | (long) place.line() << COLUMN_BITS
                    | Math.min(place.column(), (1 << COLUMN_BITS) - 1);
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
