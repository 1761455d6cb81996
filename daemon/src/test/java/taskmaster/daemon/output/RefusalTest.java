package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.LaunchSpec;
import taskmaster.core.StreamTarget;
import taskmaster.linux.OpenFlag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class RefusalTest {

    private Rig rig;

    @BeforeEach
    void open(@TempDir Path directory) {
        rig = new Rig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
        assertThat(rig.openFiles()).isEmpty();
    }

    private String refusal(String path) {
        LaunchSpec launch = Rig.launch(new StreamTarget.ToFile(path), new StreamTarget.Discarded());
        OpenResult result = rig.capture.open(Rig.id("web"), "web", launch, Rig.RAW);
        assertThat(result).isInstanceOf(OpenResult.Failed.class);
        return ((OpenResult.Failed) result).message();
    }

    private String message(String path, String cause) {
        return "cannot open log " + path + ": " + cause;
    }

    @Test
    void missingDirectoryIsNotMade() {
        String path = rig.path("none/out").toString();

        assertThat(refusal(path)).isEqualTo(message(path, "no such directory (ENOENT)"));
        assertThat(rig.path("none")).doesNotExist();
    }

    @Test
    void directoryIsNoLog() {
        String path = rig.directory.toString();

        assertThat(refusal(path)).isEqualTo(message(path, "it is a directory (EISDIR)"));
    }

    @Test
    void fileInThePathIsNamed() throws IOException {
        Files.writeString(rig.path("file"), "");
        String path = rig.path("file/out").toString();

        assertThat(refusal(path))
                .isEqualTo(message(path, "a part of the path is not a directory (ENOTDIR)"));
    }

    @Test
    void missingPermissionIsNamed() throws IOException {
        assumeTrue(rig.kernel.uid() != 0, "root may write everywhere");
        Files.createDirectory(
                rig.path("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        String path = rig.path("closed/out").toString();

        assertThat(refusal(path)).isEqualTo(message(path, "permission denied (EACCES)"));
    }

    @Test
    void fifoWithoutAReaderDoesNotHang() {
        String path = rig.path("pipe").toString();
        assertThat(rig.kernel.makeFifo(path, 0600)).isZero();

        assertThat(refusal(path)).isEqualTo(message(path, LogOpening.NO_FILE));
    }

    @Test
    void fifoWithAReaderIsNoLogEither() {
        String path = rig.path("pipe").toString();
        assertThat(rig.kernel.makeFifo(path, 0600)).isZero();
        int reader = rig.kernel.open(path, 0, OpenFlag.READ, OpenFlag.NON_BLOCKING);

        assertThat(refusal(path)).isEqualTo(message(path, LogOpening.NO_FILE));
        rig.kernel.close(reader);
    }

    @Test
    void deviceIsNoLog() {
        assertThat(refusal("/dev/zero")).isEqualTo(message("/dev/zero", LogOpening.NO_FILE));
    }

    @Test
    void circleOfLinksIsNamed() throws IOException {
        Files.createSymbolicLink(rig.path("a"), rig.path("b"));
        Files.createSymbolicLink(rig.path("b"), rig.path("a"));
        String path = rig.path("a").toString();

        assertThat(refusal(path)).isEqualTo(message(path, "too many symbolic links (ELOOP)"));
    }

    @Test
    void laterAttemptSucceedsWhenTheCauseIsGone() throws IOException {
        refusal(rig.path("none/out").toString());
        Files.createDirectory(rig.path("none"));
        rig.run("web", rig.toFile("none/out"), Rig.NO_ROTATION, "echo here");

        rig.untilContent("none/out", "here\n");
    }

    @Test
    void failureOfStandardErrorLeavesNoDescriptorOfStandardOutput() {
        LaunchSpec launch = Rig.launch(rig.target("out"), rig.target("none/err"));
        OpenResult result = rig.capture.open(Rig.id("web"), "web", launch, Rig.RAW);

        assertThat(result).isInstanceOf(OpenResult.Failed.class);
        rig.forget("web");
        assertThat(rig.openFiles()).isEmpty();
    }
}
