package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.Directories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

final class InstanceTest {

    @TempDir private Path temporary;
    private Path config;
    private Directories.OfConfiguration directories;
    private int uid;

    @BeforeEach
    void makeDirectories() throws IOException {
        config = temporary.resolve("some.yaml");
        directories =
                Directories.of(
                                Map.of(
                                        "TASKMASTER_RUNTIME_DIR", temporary + "/run",
                                        "TASKMASTER_STATE_DIR", temporary + "/state"),
                                1)
                        .of(config);
        uid = (Integer) Files.getAttribute(temporary, "unix:uid");
    }

    @Test
    void makesPrivateDirectoriesAndALockWithThePid() throws Exception {
        try (Instance instance = Instance.claim(directories, config, uid, 4711)) {
            assertThat(instance.directories().lock()).hasContent("4711\n");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(directories.runtime())))
                    .isEqualTo("rwx------");
            assertThat(instance.fifos(uid)).isDirectory();
        }
    }

    @Test
    void keepsASecondDaemonOutAndNamesTheFirst() throws Exception {
        try (Instance first = Instance.claim(directories, config, uid, 4711)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> Instance.claim(directories, config, uid, 4712))
                    .isInstanceOfSatisfying(
                            StartRefused.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ExitCode.IN_USE))
                    .hasMessageContaining("process 4711");
        }
        try (Instance next = Instance.claim(directories, config, uid, 4713)) {
            assertThat(next.directories().lock()).hasContent("4713\n");
        }
    }

    @Test
    void tellsWhetherTheDaemonBeforeWasKilled() throws Exception {
        try (Instance first = Instance.claim(directories, config, uid, 4711)) {
            assertThat(first.killed()).isEmpty();
        }
        try (Instance second = Instance.claim(directories, config, uid, 4712)) {
            assertThat(second.killed()).isEmpty();
        }
        Files.writeString(directories.lock(), "4713\n");
        try (Instance third = Instance.claim(directories, config, uid, 4714)) {
            assertThat(third.killed()).isEqualTo("4713");
            assertThat(directories.lock()).hasContent("4714\n");
        }
    }

    @Test
    void refusesASymbolicLinkInPlaceOfADirectory() throws IOException {
        Files.createSymbolicLink(temporary.resolve("run"), temporary);
        assertThatThrownBy(() -> Instance.claim(directories, config, uid, 1))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("symbolic link")
                .hasMessageContaining("TASKMASTER_RUNTIME_DIR");
    }

    @Test
    void refusesADirectoryOfAnotherUser() {
        assertThatThrownBy(() -> Instance.claim(directories, config, uid + 1, 1))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("belongs to user " + uid);
    }

    @Test
    void refusesADirectoryThatOthersMayWriteTo() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("run"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> Instance.claim(directories, config, uid, 1))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("others may write");
    }
}
