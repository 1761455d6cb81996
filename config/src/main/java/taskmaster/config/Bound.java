package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.IdentityHashMap;

/// The values that one section of a file gives.
final class Bound {

    private final IdentityHashMap<Setting<?>, Object> values = new IdentityHashMap<>();
    private boolean isValid = true;

    <T> void put(Setting<T> setting, T value) {
        values.put(setting, value);
    }

    /// Some value could not be read.
    void invalidate() {
        isValid = false;
    }

    boolean isValid() {
        return isValid;
    }

    /// The value; null if the file gives none.
    @SuppressWarnings("unchecked") // put takes only a T for a Setting<T>
    <T> @Nullable T get(Setting<T> setting) {
        return (T) values.get(setting);
    }

    /// The value, or the default of the table.
    <T> T orDefault(Setting<T> setting) {
        @Nullable T value = get(setting);
        return value == null ? setting.defaultOrThrow() : value;
    }
}
