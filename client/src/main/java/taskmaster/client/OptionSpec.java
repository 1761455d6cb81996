package taskmaster.client;

import org.jspecify.annotations.Nullable;

/// One option as the command line takes it.
///
/// @param letter its short form without the dash, or null
/// @param word its long form without the dashes; also its identity
/// @param argument the name of its argument in help texts, or null for a switch
record OptionSpec(@Nullable String letter, String word, @Nullable String argument, String summary) {
    /// The forms as help texts show them: `-n, --lines N`.
    String forms() {
        StringBuilder forms = new StringBuilder();
        if (letter != null) {
            forms.append('-').append(letter).append(", ");
        }
        forms.append("--").append(word);
        if (argument != null) {
            forms.append(' ').append(argument);
        }
        return forms.toString();
    }
}
