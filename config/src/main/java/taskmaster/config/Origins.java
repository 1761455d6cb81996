package taskmaster.config;

import org.jspecify.annotations.Nullable;

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

    private Origins(List<String> files, Map<String, Map<String, Long>> places) {
        this.files = files;
        this.places = places;
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
        private final List<String> files = new java.util.ArrayList<>();
        private final Map<String, Map<String, Long>> places = new HashMap<>();

        void add(String owner, String key, String file, int line, int column) {
            int number =
                    fileNumbers.computeIfAbsent(
                            file,
                            name -> {
                                files.add(name);
                                return files.size() - 1;
                            });
            long place =
                    (long) number << (LINE_BITS + COLUMN_BITS)
                            | (long) line << COLUMN_BITS
                            | Math.min(column, (1 << COLUMN_BITS) - 1);
            places.computeIfAbsent(owner, _ -> new HashMap<>()).put(key, place);
        }

        Origins build() {
            return new Origins(List.copyOf(files), places);
        }
    }
}
