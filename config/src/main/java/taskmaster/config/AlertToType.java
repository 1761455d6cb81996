package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// `to`: who is told. The names are looked up when all destinations are known.
final class AlertToType implements ValueType<AlertToType.Names> {

    static final String NONE = "none";
    static final String EVERY = "all";

    /// What is written.
    ///
    /// @param isAll whether every destination is meant
    /// @param words the names if not all are meant; empty: nobody
    record Names(boolean isAll, List<Words.Word> words) {}

    @Override
    public @Nullable Names parse(Yaml node, Binding binding) {
        @Nullable List<Words.Word> words = Words.of(node, binding, description());
        if (words == null) {
            return null;
        }
        words.stream()
                .filter(word -> word.text().contains("://"))
                .forEach(word -> word.place().source().hide(word.place()));
        if (words.size() == 1 && words.getFirst().is(NONE)) {
            return new Names(false, List.of());
        }
        return words.size() == 1 && words.getFirst().is(EVERY)
                ? new Names(true, List.of())
                : new Names(false, List.copyOf(words));
    }

    @Override
    public String description() {
        return "`none`, `all`, or a list of `mail`, `syslog` and names of `webhooks` and `exec`";
    }
}
