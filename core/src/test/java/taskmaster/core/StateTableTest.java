package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// The document of the states, and that it leaves nothing out.
class StateTableTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "states.md");

    @Test
    void theDocumentIsWhatTheCodeDoes() throws IOException {
        if (Boolean.getBoolean("taskmaster.update")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, StateTable.markdown());
        }

        assertThat(DOCUMENT)
                .as("rewrite it with -Dtaskmaster.update=true")
                .exists()
                .content()
                .isEqualTo(StateTable.markdown());
    }

    @Test
    void everyStateAndEveryEventIsDriven() {
        Set<Class<?>> states = new HashSet<>();
        Set<Class<?>> events = new HashSet<>();
        Situations.all().forEach(situation -> states.add(situation.state().getClass()));
        Situations.occurrences().forEach(occurrence -> events.add(occurrence.event().getClass()));

        assertThat(states)
                .hasSize(11)
                .containsAll(Arrays.asList(ProcessState.class.getPermittedSubclasses()));
        assertThat(events)
                .hasSize(11)
                .containsAll(Arrays.asList(Event.class.getPermittedSubclasses()));
    }
}
