package taskmaster.config;

import taskmaster.core.OutputFormat;
import taskmaster.core.Overflow;
import taskmaster.core.Rotation;

import java.util.List;
import java.util.Locale;

/// The values of settings of output that are one word.
final class OutputTypes {

    private OutputTypes() {}

    static final ValueType<OutputFormat> FORMAT =
            new ScalarType<>(
                    "`raw`, `prefixed` or `json`",
                    text ->
                            switch (lower(text)) {
                                case "raw" -> OutputFormat.RAW;
                                case "prefixed" -> OutputFormat.PREFIXED;
                                case "json" -> OutputFormat.JSON;
                                default -> null;
                            },
                    text ->
                            switch (lower(text)) {
                                case "text", "plain", "none", "off", "false" ->
                                        List.of("write `raw`");
                                case "timestamp", "timestamps", "time", "prefix" ->
                                        List.of("write `prefixed`");
                                case "jsonl", "ndjson", "json-lines" -> List.of("write `json`");
                                default -> near(text, "raw", "prefixed", "json");
                            });

    static final ValueType<Overflow> OVERFLOW =
            new ScalarType<>(
                    "`block` or `drop`",
                    text ->
                            switch (lower(text)) {
                                case "block" -> Overflow.BLOCK;
                                case "drop" -> Overflow.DROP;
                                default -> null;
                            },
                    text ->
                            switch (lower(text)) {
                                case "wait", "blocking" -> List.of("write `block`");
                                case "discard", "lose", "non-blocking", "nonblocking" ->
                                        List.of("write `drop`");
                                default -> near(text, "block", "drop");
                            });

    static final ValueType<Rotation.Interval> INTERVAL =
            new ScalarType<>(
                    "`none`, `hourly` or `daily`",
                    text ->
                            switch (lower(text)) {
                                case "none" -> Rotation.Interval.NONE;
                                case "hourly" -> Rotation.Interval.HOURLY;
                                case "daily" -> Rotation.Interval.DAILY;
                                default -> null;
                            },
                    text ->
                            switch (lower(text)) {
                                case "never", "off", "no", "false", "0" -> List.of("write `none`");
                                case "hour", "1h", "60m", "@hourly" -> List.of("write `hourly`");
                                case "day", "1d", "24h", "midnight", "@daily" ->
                                        List.of("write `daily`");
                                case "weekly", "monthly", "yearly" ->
                                        List.of("write `daily`; `backups` says how many days stay");
                                default -> near(text, "none", "hourly", "daily");
                            });

    static final ValueType<Boolean> COMPRESS =
            new ScalarType<>(
                    ValueTypes.BOOLEAN.description(),
                    ValueTypes::booleanOf,
                    text ->
                            switch (lower(text)) {
                                case "gzip", "gz", "1" -> List.of("write `true`: gzip is used");
                                case "none", "0" -> List.of("write `false`");
                                case "zstd", "xz", "bzip2", "lz4" ->
                                        List.of("only gzip is available: write `true`");
                                default -> near(text, "true", "false", "yes", "no");
                            });

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static List<String> near(String text, String... words) {
        return Suggestions.didYouMean(text, List.of(words), "");
    }
}
