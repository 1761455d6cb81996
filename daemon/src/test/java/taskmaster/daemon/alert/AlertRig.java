package taskmaster.daemon.alert;

import taskmaster.api.AlertDestinationView;
import taskmaster.api.AlertList;
import taskmaster.config.AlertDestination;
import taskmaster.config.AlertSettings;
import taskmaster.core.AlertSpec;
import taskmaster.core.AlertType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// An engine over a spool in a directory, with servers that are not real.
final class AlertRig {

    private static final long MILLISECOND = 1_000_000L;

    final Path directory;
    final Map<String, FakeSender> senders = new ConcurrentHashMap<>();
    private final List<Alerts> all = new ArrayList<>();
    Alerts alerts;

    AlertRig(Path directory) {
        this.directory = directory;
        alerts = fresh();
    }

    private Alerts fresh() {
        var engine =
                new Alerts(
                        new Alerts.Self("box", "/etc/t.yaml", 42),
                        directory,
                        new Courier.Patience(20 * MILLISECOND, 100 * MILLISECOND, 60_000),
                        destination -> sender(destination.name()));
        all.add(engine);
        return engine;
    }

    /// Ends all, also those that were killed as far as others know.
    void close() {
        senders.values().forEach(sender -> sender.gate.countDown());
        all.forEach(engine -> engine.close(2_000_000_000L));
    }

    FakeSender sender(String name) {
        return senders.computeIfAbsent(name, _ -> new FakeSender());
    }

    /// Another daemon begins where this one was killed.
    void restart(AlertSettings settings) {
        alerts = fresh();
        alerts.configure(settings);
    }

    static AlertSettings settings(long groupMillis, long repeatMillis, String... names) {
        List<AlertDestination> destinations =
                Arrays.stream(names)
                        .<AlertDestination>map(
                                n -> new AlertDestination.Command(n, 1, List.of("/bin/true")))
                        .toList();
        return new AlertSettings(
                destinations,
                routing(names),
                groupMillis * MILLISECOND,
                repeatMillis * MILLISECOND,
                1000);
    }

    static AlertSpec routing(String... names) {
        return new AlertSpec(EnumSet.allOf(AlertType.class), List.of(names));
    }

    void exit(String process, String... destinations) {
        alerts.tell(Samples.alert(AlertType.UNEXPECTED_EXIT, process), routing(destinations), null);
    }

    AlertList list() {
        try {
            return alerts.list().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    AlertDestinationView view(String name) {
        return list().destinations().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<String> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> messageFiles() {
        return files().stream().filter(name -> !name.startsWith("book-")).toList();
    }

    static void await(BooleanSupplier condition) {
        long untilNanos = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > untilNanos) {
                throw new AssertionError("it has not come to that in 20 s");
            }
            LockSupport.parkNanos(MILLISECOND);
        }
    }

    static boolean hasThread(String name) {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(name));
    }
}
