package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertType;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// `on`: which events are told.
///
/// @param isOfProgram whether those of the daemon itself are no choice
record AlertOnType(boolean isOfProgram) implements ValueType<Set<AlertType>> {

    private static final String NONE = "none";
    private static final String EVERY = "all";

    @Override
    public @Nullable Set<AlertType> parse(Yaml node, Binding binding) {
        @Nullable List<Words.Word> words = Words.of(node, binding, description());
        if (words == null) {
            return null;
        }
        if (words.size() == 1 && words.getFirst().is(NONE)) {
            return Set.of();
        }
        if (words.size() == 1 && words.getFirst().is(EVERY)) {
            return Collections.unmodifiableSet(EnumSet.copyOf(types()));
        }
        var types = EnumSet.noneOf(AlertType.class);
        boolean isValid = true;
        for (Words.Word word : words) {
            @Nullable AlertType type = type(word.text());
            if (type == null) {
                refuse(word, binding);
                isValid = false;
            } else {
                types.add(type);
            }
        }
        return isValid ? Collections.unmodifiableSet(types) : null;
    }

    private List<AlertType> types() {
        return Arrays.stream(AlertType.values())
                .filter(type -> !isOfProgram || type != AlertType.RELOAD_REFUSED)
                .toList();
    }

    private @Nullable AlertType type(String word) {
        String key = word.toLowerCase(Locale.ROOT).replace('-', '_');
        return types().stream().filter(type -> type.key().equals(key)).findFirst().orElse(null);
    }

    private void refuse(Words.Word word, Binding binding) {
        binding.problems()
                .error(
                        word.place(),
                        "%s is no event that can be told".formatted(Texts.quoted(word.text())),
                        "",
                        advice(word.text()));
    }

    private List<String> advice(String word) {
        return switch (word.toLowerCase(Locale.ROOT).replace('-', '_')) {
            case "reload_refused" ->
                    List.of("it is about the daemon: write it in `alerts` of the file");
            case "fatal", "abort", "failed", "gave_up" -> List.of("write `aborted`");
            case "exited", "exit", "died", "crash", "crashed", "unexpected" ->
                    List.of("write `unexpected_exit`");
            case "running", "recovery", "resolved", "up" -> List.of("write `recovered`");
            case "sigkill", "stop_timeout" -> List.of("write `killed`");
            case "dropped", "overflow" -> List.of("write `output_dropped`");
            case NONE, EVERY -> List.of("write `on: " + word + "` alone");
            case "false", "no", "off" -> List.of("write `none`");
            case "true", "yes", "on" -> List.of("write `all`");
            default -> {
                List<String> keys = types().stream().map(AlertType::key).toList();
                List<String> near = Suggestions.didYouMean(word, keys, "");
                yield near.isEmpty() ? List.of("it must be " + description()) : near;
            }
        };
    }

    @Override
    public String description() {
        return types().stream()
                .map(type -> "`" + type.key() + "`")
                .collect(Collectors.joining(", ", "`none`, `all`, or a list of ", ""));
    }
}
