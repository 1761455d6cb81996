package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.Rotation;

import java.util.List;
import java.util.Map;

/// `logrotate`: a mapping; what it leaves out comes from `defaults:`, then from the table.
final class RotationType implements ValueType<RotationType.Partial> {

    /// A size that rotates after every few lines is a forgotten unit.
    private static final long SENSIBLE_BYTES_MIN = 1024;

    /// What a mapping says.
    record Partial(
            @Nullable Long maxBytes,
            @Nullable Integer backups,
            Rotation.@Nullable Interval interval,
            @Nullable Boolean isCompressed) {

        static final Partial NOTHING = new Partial(null, null, null, null);

        Rotation orDefaults() {
            return new Rotation(
                    or(maxBytes, SettingTable.MAXBYTES),
                    or(backups, SettingTable.BACKUPS),
                    or(interval, SettingTable.INTERVAL),
                    or(isCompressed, SettingTable.COMPRESS));
        }

        private static <T> T or(@Nullable T value, Setting<T> setting) {
            return value == null ? setting.defaultOrThrow() : value;
        }
    }

    @Override
    public @Nullable Partial parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Scalar scalar && scalar.isNull()) {
            return Partial.NOTHING;
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            binding.refuse(
                    node.place(),
                    "`%s` must be %s, not %s".formatted(binding.key(), description(), node.kind()),
                    "",
                    "write `logrotate: {maxbytes: 50MB, backups: 10}`",
                    "write `logrotate: {maxbytes: 0}` for none");
            return null;
        }
        Map<String, Yaml.Entry> entries = binding.reading().mergeKeys().entries(mapping);
        var reader = new SectionReader(binding.reading());
        boolean isValid = reader.hasOnlyKnownKeys(Section.LOGROTATE, entries);
        Bound bound = reader.bind(Section.LOGROTATE, List.of(entries), binding.scope());
        warnOfSmallSize(bound, entries, binding);
        return isValid && bound.isValid()
                ? new Partial(
                        bound.get(SettingTable.MAXBYTES),
                        bound.get(SettingTable.BACKUPS),
                        bound.get(SettingTable.INTERVAL),
                        bound.get(SettingTable.COMPRESS))
                : null;
    }

    private static void warnOfSmallSize(
            Bound bound, Map<String, Yaml.Entry> entries, Binding binding) {
        @Nullable Long bytes = bound.get(SettingTable.MAXBYTES);
        Yaml.@Nullable Entry entry = entries.get(SettingTable.MAXBYTES.key());
        if (bytes != null && entry != null && bytes > 0 && bytes < SENSIBLE_BYTES_MIN) {
            binding.problems()
                    .warning(
                            entry.value().place(),
                            "`maxbytes` of " + bytes + " bytes rotates after every few lines",
                            "",
                            "did you mean `%dMB`?".formatted(bytes));
        }
    }

    @Override
    public Partial combine(Partial fromDefaults, Partial own) {
        return new Partial(
                own.maxBytes() == null ? fromDefaults.maxBytes() : own.maxBytes(),
                own.backups() == null ? fromDefaults.backups() : own.backups(),
                own.interval() == null ? fromDefaults.interval() : own.interval(),
                own.isCompressed() == null ? fromDefaults.isCompressed() : own.isCompressed());
    }

    @Override
    public String description() {
        return "a mapping of `maxbytes`, `backups`, `interval` and `compress`";
    }
}
