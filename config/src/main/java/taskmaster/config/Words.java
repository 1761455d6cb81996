package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A value that is one word, several with commas between them, or a list.
final class Words {

    /// One of them, and where it stands.
    record Word(String text, Place place) {

        /// Whether it is this word, in capitals or not.
        boolean is(String other) {
            return text.toLowerCase(Locale.ROOT).equals(other);
        }
    }

    private Words() {}

    /// All words, without blanks around them; null after a problem. Empty for `[]` only.
    ///
    /// @param description ends the sentence "must be ..."
    static @Nullable List<Word> of(Yaml node, Binding binding, String description) {
        @Nullable List<Word> words =
                node instanceof Yaml.Sequence list
                        ? listed(list, binding)
                        : separated(node, binding, description);
        if (words != null && words.size() > ConfigLimits.ALERT_ITEMS_MAX) {
            binding.refuse(
                    node.place(),
                    "`%s` has more than %d items"
                            .formatted(binding.key(), ConfigLimits.ALERT_ITEMS_MAX),
                    "");
            return null;
        }
        return words;
    }

    private static @Nullable List<Word> listed(Yaml.Sequence list, Binding binding) {
        var words = new ArrayList<Word>();
        boolean isValid = true;
        for (Yaml item : list.items()) {
            @Nullable String text = binding.itemText(item);
            isValid &= text != null;
            if (text != null && text.isBlank()) {
                binding.refuse(
                        item.place(), "an item of `%s` is empty".formatted(binding.key()), "");
                isValid = false;
            } else if (text != null) {
                words.add(new Word(text.strip(), item.place()));
            }
        }
        return isValid ? words : null;
    }

    private static @Nullable List<Word> separated(Yaml node, Binding binding, String description) {
        @Nullable String text = binding.text(node, description);
        if (text == null) {
            return null;
        }
        var words = new ArrayList<Word>();
        for (String part : text.split(",", -1)) {
            String word = part.strip();
            if (!word.isEmpty()) {
                words.add(new Word(word, node.place().narrowedTo(word)));
            }
        }
        if (words.isEmpty()) {
            binding.refuse(
                    node.place(),
                    "`%s` is empty".formatted(binding.key()),
                    "",
                    "it must be " + description);
            return null;
        }
        return words;
    }
}
