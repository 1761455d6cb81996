package taskmaster.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ControlIdleTest {

    /// Longer than Netty's own wake-up of once a second.
    private static final long WATCH_MILLIS = 2_500;

    /// How often the threads of this name have gone to sleep (proc(5), status).
    private static List<String> sleeps(String name) throws IOException {
        List<String> counts = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                    Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches"))
                            .forEach(line -> counts.add(thread.getFileName() + " " + line));
                }
            }
        }
        return counts;
    }

    @Test
    void nothingWakesWithoutAClient() throws Exception {
        try (TestServer server = TestServer.impatient()) {
            assertThat(server.get("/api/v1/processes").status()).isEqualTo(200);
            try (TestClient client = server.client()) {
                client.get("/api/v1/events").head();
            }
            TestServer.until(() -> server.operations.listeners.isEmpty());
            // One more round trip, so that the thread is done with what went before.
            assertThat(server.get("/api/v1/processes").status()).isEqualTo(200);
            List<String> settled = settled();
            assertThat(settled).hasSize(1);
            // Nothing is waited for: this is the time in which nothing may happen.
            assertThat(new CountDownLatch(1).await(WATCH_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(sleeps("control")).isEqualTo(settled);
        }
    }

    /// The count when it has stayed the same for a while: closing a connection takes some wake-ups.
    private static List<String> settled() throws Exception {
        List<String> last = List.of();
        List<String> now = sleeps("control");
        while (!now.equals(last)) {
            last = now;
            assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)).isFalse();
            now = sleeps("control");
        }
        return now;
    }
}
