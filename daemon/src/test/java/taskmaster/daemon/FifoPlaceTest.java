package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class FifoPlaceTest {

    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir private Path disk;
    private int uid;

    @BeforeEach
    void wantADiskAndMemory() throws IOException {
        assumeTrue(
                Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).type().equals("tmpfs"),
                "no /dev/shm in memory");
        assumeTrue(!Files.getFileStore(disk).type().equals("tmpfs"), "/tmp is in memory");
        uid = (Integer) Files.getAttribute(disk, "unix:uid");
    }

    @Test
    void liesInMemoryWhereTheRuntimeDirectoryIsOnADisk() throws IOException {
        Path wanted = disk.resolve("fifo");
        Path place = FifoPlace.of(wanted, MEMORY, uid);
        assertThat(place).startsWith(MEMORY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                .isEqualTo("rwx------");
        assertThat(FifoPlace.of(wanted, MEMORY, uid)).isEqualTo(place);
        FifoPlace.leave(wanted);
        assertThat(place).doesNotExist();
        assertThat(Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void makesAnotherWhenTheOldOneIsGoneOrIsNotOurs() throws IOException {
        Path wanted = disk.resolve("fifo");
        Files.createSymbolicLink(wanted, MEMORY.resolve("taskmaster-gone"));
        Path fresh = FifoPlace.of(wanted, MEMORY, uid);
        assertThat(fresh).isDirectory();
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path other = FifoPlace.of(wanted, MEMORY, uid);
        assertThat(other).isNotEqualTo(fresh);
        FifoPlace.leave(wanted);
        Files.delete(fresh);
    }

    @Test
    void staysOnTheDiskWhereThereIsNoMemory() throws IOException {
        Path wanted = disk.resolve("fifo");
        assertThat(FifoPlace.of(wanted, disk.resolve("none"), uid)).isEqualTo(wanted);
    }

    @Test
    void keepsADirectoryThatIsThere() throws IOException {
        Path wanted = Files.createDirectory(disk.resolve("fifo"));
        assertThat(FifoPlace.of(wanted, MEMORY, uid)).isEqualTo(wanted);
    }
}
