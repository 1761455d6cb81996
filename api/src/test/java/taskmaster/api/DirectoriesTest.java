package taskmaster.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class DirectoriesTest {

    @TempDir Path temporary;

    @Test
    void rootHasSystemDirectories() {
        assertThat(Directories.of(Map.of("XDG_RUNTIME_DIR", "/run/user/0", "HOME", "/root"), 0))
                .isEqualTo(
                        new Directories(
                                Path.of("/run/taskmaster"),
                                Path.of("/var/lib/taskmaster"),
                                Path.of("/var/log/taskmaster")));
    }

    @Test
    void ordinaryUserHasXdgDirectories() {
        Path state = Path.of("/s/taskmaster");
        assertThat(
                        Directories.of(
                                Map.of("XDG_RUNTIME_DIR", "/run/user/7", "XDG_STATE_HOME", "/s"),
                                7))
                .isEqualTo(new Directories(Path.of("/run/user/7/taskmaster"), state, state));
    }

    @Test
    void withoutXdgHomeAndTmpServe() {
        Path state = Path.of("/home/u/.local/state/taskmaster");
        assertThat(Directories.of(Map.of("HOME", "/home/u", "XDG_STATE_HOME", "relative"), 7))
                .isEqualTo(new Directories(Path.of("/tmp/taskmaster-7"), state, state));
        assertThat(Directories.of(Map.of(), 7).stateRoot())
                .isEqualTo(Path.of("/tmp/taskmaster-7/state"));
    }

    @Test
    void variablesOverrideBothRoots() {
        Map<String, String> environment =
                Map.of("TASKMASTER_RUNTIME_DIR", "/r", "TASKMASTER_STATE_DIR", "/t");
        assertThat(Directories.of(environment, 0))
                .isEqualTo(new Directories(Path.of("/r"), Path.of("/t"), Path.of("/t")));
    }

    @Test
    void keyIsStableAndPlain() {
        assertThat(Directories.key(Path.of("/etc/taskmaster/taskmaster.yaml")))
                .isEqualTo("taskmaster-f2056bcd22172d91");
        assertThat(Directories.key(Path.of("/etc/x/../taskmaster/./taskmaster.yaml")))
                .isEqualTo("taskmaster-f2056bcd22172d91");
        assertThat(Directories.key(Path.of("/a/my file.v2.yml"))).startsWith("my_file_v2-");
        assertThat(Directories.key(Path.of("/a/.yaml"))).startsWith("config-");
        assertThat(Directories.key(Path.of("/"))).startsWith("config-");
        assertThat(Directories.key(Path.of("/" + "é".repeat(100)))).hasSize(32 + 1 + 16);
    }

    @Test
    void daemonFileComesBackAndIsPrivate() throws Exception {
        DaemonFile daemon = new DaemonFile(7, "/c", "/s", 9001, "/t", "1", "2026-01-01T00:00:00Z");
        var directories = new Directories(temporary, temporary, temporary);
        var one = directories.of(Path.of("/c"));
        Files.createDirectories(one.runtime());
        Files.createDirectories(temporary.resolve("broken"));
        Files.writeString(temporary.resolve("broken/daemon.json"), "{");
        daemon.write(one.daemonFile());
        daemon.write(one.daemonFile());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.daemonFile())))
                .isEqualTo("rw-------");
        assertThat(directories.daemonFiles()).containsExactly(daemon);
    }

    @Test
    void thisProcessHasAUser() throws Exception {
        int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        assertThat(Directories.ofThisProcess(Map.of())).isEqualTo(Directories.of(Map.of(), uid));
    }
}
