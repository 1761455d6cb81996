package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import taskmaster.daemon.control.ByteRange;
import taskmaster.daemon.control.LogFollower;
import taskmaster.daemon.control.LogSlice;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.LogStart;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

final class LastLinesTest {

    private final LastLines lastLines = new LastLines();

    /// A log in memory; its disk may hang.
    private record Log(String text, CountDownLatch disk) implements LogSource {

        static Log of(String text) {
            return new Log(text, new CountDownLatch(0));
        }

        @Override
        public LogFollower open(LogStart start, boolean follow) throws IOException {
            try {
                disk.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int count = start instanceof LogStart.Bytes last ? (int) last.count() : 0;
            int from = Math.max(0, bytes.length - count);
            var in = new ByteArrayInputStream(bytes, from, bytes.length - from);
            return new LogFollower() {
                @Override
                public int read(byte[] buffer) {
                    return in.read(buffer, 0, Math.min(buffer.length, 1000));
                }

                @Override
                public void whenReady(Runnable ready) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public LogSlice open(ByteRange range) throws IOException {
            throw new IOException("nobody asks for this");
        }
    }

    @Test
    void theLastTwentyAreTaken() throws InterruptedException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            text.append("line ").append(i).append('\n');
        }
        List<String> lines = lastLines.of(Log.of(text + "no line feed"));
        assertThat(lines).hasSize(20).startsWith("line 1981").endsWith("no line feed");
    }

    @Test
    void aLineThatBeginsTooFarBackIsLeftOut() throws InterruptedException {
        assertThat(lastLines.of(Log.of("x".repeat(100_000) + "\nlast\n"))).containsExactly("last");
    }

    @Test
    void oneEndlessLineIsCut() throws InterruptedException {
        assertThat(lastLines.of(Log.of("x".repeat(100_000))).getFirst())
                .hasSize(AlertLimits.LINES_BYTES_MAX);
    }

    @Test
    void anEmptyLogHasNone() throws InterruptedException {
        assertThat(lastLines.of(Log.of(""))).isEmpty();
    }

    @Test
    void aDiskThatHangsCostsAMomentOnceAndTheLines() throws InterruptedException {
        CountDownLatch disk = new CountDownLatch(1);
        long startNanos = System.nanoTime();
        assertThat(lastLines.of(new Log("x", disk))).isEmpty();
        for (int i = 0; i < 100; i++) {
            assertThat(lastLines.of(Log.of("x\n"))).isEmpty();
        }
        assertThat(System.nanoTime() - startNanos)
                .isBetween(AlertLimits.READING_NANOS, 3 * AlertLimits.READING_NANOS);
        disk.countDown();
        AlertRig.await(this::isReadAgain);
    }

    private boolean isReadAgain() {
        try {
            return lastLines.of(Log.of("x\n")).equals(List.of("x"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
