package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// The daemon is killed while a program prints: what it has not written yet stands in the FIFO, of
/// which the program itself is a reader, so that it does not die of a SIGPIPE but waits.
final class KilledDaemonTest {

    private static final int LINES = 400_000;
    private static final long KILLED_BEFORE_BYTES = 45_000_000;
    private static final int READ_BYTES = 65_536;

    private static final String YAML =
            """
            defaults: {starttime: 0, autorestart: false, logrotate: {maxbytes: 3MB, backups: 100}}
            programs:
              flood: {cmd: "${here}/writer 7 400000 0 ${here}/gate", stdout: flood.log, stderr: none}
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    @RepeatedTest(20)
    void aKillLosesAndDoublesNothingOfARawStream(RepetitionInfo repetition) throws IOException {
        long wanted = NumberedLines.bytes(7, LINES);
        Daemon daemon = daemons.prepare(YAML);
        NumberedLines.writer(daemon.directory());
        daemon.start();
        Path fifos = daemon.directories().fifos().toRealPath();
        try {
            killAfter(daemon, new Random(repetition.getCurrentRepetition()));
            Files.createFile(daemon.file("gate"));
            var lines = new NumberedLines.Comparison(7);
            for (Path file : LogFiles.of(daemon.file("flood.log"))) {
                byte[] data = Files.readAllBytes(file);
                lines.add(data, 0, data.length, file.getFileName().toString());
            }
            try (InputStream fifo = open(fifos.resolve("flood.0.out"))) {
                byte[] buffer = new byte[READ_BYTES];
                for (int count = fifo.read(buffer); count >= 0; count = fifo.read(buffer)) {
                    lines.add(buffer, 0, count, "the FIFO");
                }
            }
            assertThat(lines.bytes()).isEqualTo(wanted);
        } finally {
            TestDirectory.delete(fifos);
        }
    }

    /// A stream that ends when the program has ended, also if that was before.
    private static InputStream open(Path fifo) throws IOException {
        try (RandomAccessFile _ = new RandomAccessFile(fifo.toFile(), "rw")) {
            return new FileInputStream(fifo.toFile());
        }
    }

    /// Kills it when some bytes have been written, of which there are fewer than the half for which
    /// the program does not wait.
    private static void killAfter(Daemon daemon, Random random) {
        long bytes = random.nextLong(KILLED_BEFORE_BYTES);
        ProcessHandle handle = ProcessHandle.of(daemon.pid()).orElseThrow();
        Await.until(
                bytes + " bytes",
                () -> LogFiles.bytes(LogFiles.of(daemon.file("flood.log"))) >= bytes);
        assertThat(handle.destroyForcibly()).isTrue();
        assertThat(daemon.awaitEnd()).isEqualTo(128 + 9);
    }
}
