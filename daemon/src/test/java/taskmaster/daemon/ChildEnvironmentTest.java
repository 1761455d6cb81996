package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import taskmaster.core.LaunchSpec;

import java.util.Map;
import java.util.TreeMap;

final class ChildEnvironmentTest {

    private final ChildEnvironment environment =
            new ChildEnvironment(
                    Map.of(
                            "PATH", "/bin",
                            "HOME", "/root",
                            "NOTIFY_SOCKET", "/run/systemd/notify",
                            "LISTEN_FDS", "1",
                            "WATCHDOG_USEC", "1",
                            "_JAVA_SR_SIGNUM", "40"));

    @Test
    void leavesOutWhatIsMeantForTheDaemon() {
        assertThat(environment.of(launch(Map.of()))).containsOnlyKeys("PATH", "HOME");
    }

    @Test
    void letsTheProgramWin() {
        assertThat(environment.of(launch(Map.of("PATH", "/opt", "NOTIFY_SOCKET", "mine"))))
                .containsEntry("PATH", "/opt")
                .containsEntry("NOTIFY_SOCKET", "mine")
                .containsEntry("HOME", "/root");
    }

    @Test
    void givesBackTheLocaleThatTheLauncherReplaced() {
        var named = new ChildEnvironment(Map.of("LC_ALL", "C.UTF-8", "_JAVA_LC_ALL", "POSIX"));
        assertThat(named.of(launch(Map.of()))).containsExactly(Map.entry("LC_ALL", "POSIX"));
        var unset = new ChildEnvironment(Map.of("LC_ALL", "C.UTF-8", "_JAVA_LC_ALL", ""));
        assertThat(unset.of(launch(Map.of()))).isEmpty();
    }

    private static LaunchSpec launch(Map<String, String> variables) {
        LaunchSpec some = Specs.named("web").launch();
        return new LaunchSpec(
                some.command(),
                some.umask(),
                some.workingDirectory(),
                new TreeMap<>(variables),
                some.stdout(),
                some.stderr());
    }
}
