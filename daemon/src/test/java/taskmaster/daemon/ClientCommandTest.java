package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClientCommandTest {

    @Test
    void namesTheLauncherAsItWasCalled() {
        assertThat(ClientCommand.name("bin/taskmasterctl", "/usr/bin:/bin"))
                .isEqualTo("bin/taskmasterctl");
        assertThat(ClientCommand.name("/opt/tm/bin/taskmasterctl", null))
                .isEqualTo("/opt/tm/bin/taskmasterctl");
    }

    @Test
    void leavesOutTheDirectoryThatIsSearchedAnyway() {
        assertThat(ClientCommand.name("/usr/bin/taskmasterctl", "/usr/bin:/bin"))
                .isEqualTo("taskmasterctl");
        assertThat(ClientCommand.name("taskmasterctl", "/usr/bin")).isEqualTo("taskmasterctl");
    }
}
