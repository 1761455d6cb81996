package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

class CompressorTest {

    private static final int BACKUPS = 9;

    private final Kernel kernel = LinuxKernel.open();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private volatile FileId written = FileId.UNKNOWN;
    private Compressor compressor;
    private Path log;

    @BeforeEach
    void open(@TempDir Path directory) {
        log = directory.resolve("log");
        compressor = new Compressor(kernel, problems::add, file -> file.equals(written));
    }

    @AfterEach
    void close() {
        compressor.close();
    }

    private Path plain(int age) {
        return Backups.of(log, age);
    }

    private Path compressed(int age) {
        return Backups.compressed(log, age);
    }

    private static String unzipped(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static void zip(Path file, String text) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /// Waits until all before it has been looked at: one is done after the other.
    private void settle() throws IOException {
        Path marker = log.resolveSibling("marker");
        Files.writeString(Backups.of(marker, 1), "x");
        compressor.request(marker, 1);
        Rig.until("the marker is compressed", () -> !Files.exists(Backups.of(marker, 1)));
        Files.delete(Backups.compressed(marker, 1));
    }

    @Test
    void everyPlainOldFileIsCompressed() throws IOException {
        Files.writeString(log, "current");
        Files.writeString(plain(1), RotationTest.numbers(100_000));
        Files.writeString(plain(2), "");
        zip(compressed(3), "three");
        Files.writeString(plain(5), "five");
        compressor.request(log, BACKUPS);
        settle();

        assertThat(unzipped(compressed(1))).isEqualTo(RotationTest.numbers(100_000));
        assertThat(unzipped(compressed(2))).isEmpty();
        assertThat(unzipped(compressed(3))).isEqualTo("three");
        assertThat(unzipped(compressed(5))).isEqualTo("five");
        assertThat(log.resolveSibling("log.1")).doesNotExist();
        assertThat(log.getParent())
                .isDirectoryNotContaining("glob:**.tmp")
                .isDirectoryNotContaining("glob:**log.[0-9]");
        assertThat(Files.readString(log)).isEqualTo("current");
        assertThat(problems).isEmpty();
    }

    @Test
    void modeAndTimeAreTakenOver() throws IOException {
        Files.writeString(plain(1), "text");
        Files.setPosixFilePermissions(plain(1), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setLastModifiedTime(plain(1), FileTime.fromMillis(1_000_000_000_000L));
        compressor.request(log, BACKUPS);
        settle();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(compressed(1))))
                .isEqualTo("rw-r--r--");
        assertThat(Files.getLastModifiedTime(compressed(1)).toMillis())
                .isEqualTo(1_000_000_000_000L);
    }

    @Test
    void whatAKilledDaemonLeftIsRemoved() throws IOException {
        Files.writeString(Backups.unfinished(log), "half");
        compressor.request(log, 0);
        settle();

        assertThat(Backups.unfinished(log)).doesNotExist();
    }

    @Test
    void aFileWithItsCompressedFormIsFinished() throws IOException {
        Files.writeString(plain(1), "text");
        compressor.request(log, BACKUPS);
        settle();
        Files.writeString(plain(1), "text");
        compressor.request(log, BACKUPS);
        settle();

        assertThat(plain(1)).doesNotExist();
        assertThat(unzipped(compressed(1))).isEqualTo("text");
        assertThat(problems).isEmpty();
    }

    @Test
    void aCompressedFileWithOtherContentIsNotOverwritten() throws IOException {
        Files.writeString(plain(1), "mine");
        zip(compressed(1), "another's");
        for (int i = 0; i < 3; i++) {
            compressor.request(log, BACKUPS);
            settle();
        }

        assertThat(Files.readString(plain(1))).isEqualTo("mine");
        assertThat(unzipped(compressed(1))).isEqualTo("another's");
        assertThat(problems)
                .singleElement()
                .isEqualTo(
                        "cannot compress old log %s: log.1.gz exists and has other content; both stay"
                                .formatted(plain(1)));
    }

    @Test
    void aFileThatIsStillWrittenIsLeftAlone() throws IOException {
        Files.writeString(plain(1), "renamed by others");
        written = FileId.of(plain(1));
        compressor.request(log, BACKUPS);
        settle();
        assertThat(plain(1)).exists();

        written = FileId.UNKNOWN;
        compressor.request(log, BACKUPS);
        settle();
        assertThat(plain(1)).doesNotExist();
    }

    @Test
    void aFileIsFoundAgainHoweverOldItHasBecome() throws IOException {
        Random random = new Random(7);
        byte[] noise = new byte[30_000_000];
        random.nextBytes(noise);
        Files.write(plain(1), noise);
        compressor.request(log, BACKUPS);
        Rig.until("it is at work", () -> Files.exists(Backups.unfinished(log)));
        for (int i = 0; i < 3; i++) {
            Files.writeString(log, "later " + i);
            Backups.shift(log, BACKUPS);
        }
        settle();

        assertThat(plain(4)).doesNotExist();
        assertThat(unzipped(compressed(4))).hasSize(noise.length);
        compressor.request(log, BACKUPS);
        settle();
        assertThat(unzipped(compressed(1))).isEqualTo("later 2");
        assertThat(unzipped(compressed(3))).isEqualTo("later 0");
    }

    /// A file that takes a while to be compressed, and no room.
    private static void sparse(Path path, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    @Test
    void aFileThatIsRotatedOutMeanwhileLeavesNothing() throws IOException {
        sparse(plain(1), 300_000_000);
        compressor.request(log, 1);
        Rig.until("it is at work", () -> Files.exists(Backups.unfinished(log)));
        Files.writeString(log, "later");
        Backups.shift(log, 1);
        settle();

        assertThat(compressed(1)).doesNotExist();
        assertThat(Files.readString(plain(1))).isEqualTo("later");
        assertThat(Backups.unfinished(log)).doesNotExist();
    }

    @Test
    void aFileThatGrowsMeanwhileStays() throws IOException {
        sparse(plain(1), 300_000_000);
        compressor.request(log, BACKUPS);
        Rig.until("it is at work", () -> Files.exists(Backups.unfinished(log)));
        Files.writeString(plain(1), "more", StandardOpenOption.APPEND);
        settle();

        assertThat(compressed(1)).doesNotExist();
        assertThat(plain(1)).hasSize(300_000_004);
        assertThat(Backups.unfinished(log)).doesNotExist();
    }

    @Test
    void closingDropsWhatIsUnfinished() throws IOException {
        sparse(plain(1), 2_000_000_000);
        compressor.request(log, BACKUPS);
        Rig.until("it is at work", () -> Files.exists(Backups.unfinished(log)));
        compressor.close();

        assertThat(plain(1)).hasSize(2_000_000_000);
        assertThat(compressed(1)).doesNotExist();
        assertThat(Backups.unfinished(log)).doesNotExist();
        compressor.request(log, BACKUPS);
        assertThat(threads()).isZero();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("output-gzip"))
                .count();
    }

    @Test
    void whatIsInTheWayIsToldOnceAndTriedAgain() throws IOException {
        Files.writeString(plain(1), RotationTest.numbers(1000));
        Path inTheWay = Files.createDirectories(Backups.unfinished(log));
        Files.writeString(inTheWay.resolve("file"), "x");
        for (int i = 0; i < 3; i++) {
            compressor.request(log, BACKUPS);
            settle();
        }
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("cannot compress old log " + plain(1) + ": ")
                .endsWith("(EEXIST); it stays as it is, and the next rotation tries again");

        Files.delete(inTheWay.resolve("file"));
        compressor.request(log, BACKUPS);
        settle();
        assertThat(unzipped(compressed(1))).isEqualTo(RotationTest.numbers(1000));
    }

    @Test
    void symbolicLinksAreNotFollowed() throws IOException {
        Path secret = Files.writeString(log.resolveSibling("secret"), "of others");
        Files.createSymbolicLink(plain(1), secret);
        Files.createSymbolicLink(Backups.unfinished(log), secret);
        Files.writeString(plain(2), "mine");
        compressor.request(log, BACKUPS);
        settle();

        assertThat(compressed(1)).doesNotExist();
        assertThat(unzipped(compressed(2))).isEqualTo("mine");
        assertThat(Files.readString(secret)).isEqualTo("of others");
    }

    @Test
    void theThreadEndsWhenThereIsNothingToDo() throws IOException {
        Files.writeString(plain(1), "x");
        compressor.request(log, BACKUPS);
        settle();

        assertThat(threads()).isEqualTo(1);
        Rig.until("it ends", () -> threads() == 0);
    }
}
