package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// One row of the table of settings.
final class Setting<T> {

    /// What a change of the setting needs at a reload.
    enum Change {
        /// Applied to the living process or daemon.
        LIVE("live"),
        /// The process is replaced.
        RESPAWN("respawn"),
        /// The process is replaced, unless its output only goes to another file.
        OUTPUT("live or respawn"),
        /// Only the number of processes changes.
        COUNT("starts or stops processes"),
        /// The daemon must be restarted, or upgraded in place.
        DAEMON("restart of the daemon"),
        /// It only says where the others stand.
        STRUCTURE("-");

        private final String text;

        Change(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final Section section;
    private final String key;
    private final ValueType<T> type;
    private final String defaultText;
    private final Change change;
    private final String since;
    private final String doc;
    private final @Nullable T defaultValue;

    /// @param defaultText for people; in backquotes it is a value, which is read as any other
    Setting(
            Section section,
            String key,
            ValueType<T> type,
            String defaultText,
            Change change,
            String since,
            String doc) {
        this.section = section;
        this.key = key;
        this.type = type;
        this.defaultText = defaultText;
        this.change = change;
        this.since = since;
        this.doc = doc;
        this.defaultValue = defaultText.startsWith("`") ? read(type, key, defaultText) : null;
    }

    private static <T> @Nullable T read(ValueType<T> type, String key, String defaultText) {
        var nowhere = new SourceText(0, "default", java.nio.file.Path.of("/"), "");
        String text = defaultText.substring(1, defaultText.length() - 1);
        var node = new Yaml.Scalar(nowhere.start(), text, false);
        return type.parse(node, new Binding(key, Scope.TOP, Reading.of(java.util.Map.of())));
    }

    Section section() {
        return section;
    }

    String key() {
        return key;
    }

    ValueType<T> type() {
        return type;
    }

    String defaultText() {
        return defaultText;
    }

    Change change() {
        return change;
    }

    /// The release that brought it.
    String since() {
        return since;
    }

    String doc() {
        return doc;
    }

    /// Null where the default is no value of this setting, such as "the daemon's".
    @Nullable T defaultValue() {
        return defaultValue;
    }

    T defaultOrThrow() {
        return Objects.requireNonNull(defaultValue, key);
    }

    /// Whether `${process_num}` has a value in it, so that processes of a program may differ.
    boolean isPerProcess() {
        return switch (change) {
            case RESPAWN -> this != SettingTable.UMASK;
            case OUTPUT -> true;
            case LIVE, COUNT, DAEMON, STRUCTURE -> false;
        };
    }
}
