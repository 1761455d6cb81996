package taskmaster.daemon.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/// A real server over a [FakeOperations].
final class TestServer implements AutoCloseable {

    private static final ControlLimits.Timeouts SHORT =
            new ControlLimits.Timeouts(1_000, 1_500, 1_000, 500, 50);
    private static final ControlLimits.Timeouts LIVELY =
            new ControlLimits.Timeouts(10_000, 60_000, 30_000, 2_000, 50);

    final FakeOperations operations = new FakeOperations("web", "many:many_00", "many:many_01");
    final Path directory;
    final ControlSettings settings;
    final ControlServer server;

    private TestServer(OptionalInt port, ControlLimits.Timeouts timeouts) throws IOException {
        directory = Files.createTempDirectory("tm-control");
        settings =
                new ControlSettings(
                        directory.resolve("c.sock"),
                        port,
                        Optional.empty(),
                        directory.resolve("token"),
                        true);
        ControlStart start = ControlServer.start(settings, operations, timeouts);
        server =
                switch (start) {
                    case ControlStart.Started started -> started.server();
                    case ControlStart.Refused refused ->
                            throw new IllegalStateException(refused.message());
                };
    }

    static TestServer onSocket() throws IOException {
        return new TestServer(OptionalInt.empty(), ControlLimits.TIMEOUTS);
    }

    static TestServer onPort() throws IOException {
        return new TestServer(OptionalInt.of(0), ControlLimits.TIMEOUTS);
    }

    /// As patient as in life, but with a fast heartbeat.
    static TestServer lively() throws IOException {
        return new TestServer(OptionalInt.empty(), LIVELY);
    }

    static TestServer impatient() throws IOException {
        return new TestServer(OptionalInt.of(0), SHORT);
    }

    TestClient client() throws IOException {
        return TestClient.socket(settings.socket());
    }

    TestClient portClient() throws IOException {
        return TestClient.port(server.port().orElseThrow());
    }

    String token() throws IOException {
        return Files.readString(settings.tokenFile()).strip();
    }

    TestClient.Response get(String path) throws IOException {
        try (TestClient client = client()) {
            return client.get(path).response();
        }
    }

    TestClient.Response post(String path, String body) throws IOException {
        try (TestClient client = client()) {
            return client.post(path, body).response();
        }
    }

    /// Waits until a condition holds; the threads of the server need a moment.
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TestClient.PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come true in time");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        operations.close();
        Files.deleteIfExists(settings.tokenFile());
        Files.deleteIfExists(settings.socket());
        Files.deleteIfExists(directory);
    }
}
