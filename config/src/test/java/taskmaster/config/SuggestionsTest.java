package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class SuggestionsTest {

    private static final List<String> WORDS = List.of("stopsignal", "stoptime", "stdout", "cmd");

    @Test
    void takesTheBeginningOfAWordForTheWord() {
        assertThat(Suggestions.near("stopsig", WORDS)).containsExactly("stopsignal");
    }

    @Test
    void doesNotGuessFromThreeLetters() {
        assertThat(Suggestions.near("std", WORDS)).isEmpty();
    }
}
