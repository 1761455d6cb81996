package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import taskmaster.api.AlertList;
import taskmaster.api.EventRecord;
import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.api.OperationResult;
import taskmaster.api.Outcome;
import taskmaster.api.PlanLine;
import taskmaster.api.ProcessList;
import taskmaster.api.ProcessOutput;
import taskmaster.api.ProcessView;
import taskmaster.api.ReloadReport;
import taskmaster.api.StreamOutput;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// A daemon without processes: it has a loop of its own thread, states that change when told to,
/// and logs in memory.
final class FakeOperations implements Operations, AutoCloseable {

    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<EventListener> listeners = new CopyOnWriteArrayList<>();
    final Map<String, MemoryLog> logs = new TreeMap<>();

    /// Commands that wait until the test lets them go on.
    final List<Progress> held = new CopyOnWriteArrayList<>();

    volatile boolean isHolding;
    volatile boolean isOverloaded;
    volatile boolean isBroken;

    private final Map<String, String> states = new TreeMap<>();
    private final ExecutorService loop =
            Executors.newSingleThreadExecutor(
                    task -> Thread.ofPlatform().daemon().name("fake-loop").unstarted(task));
    private long eventId;

    FakeOperations(String... names) {
        for (String name : names) {
            states.put(name, "STOPPED");
        }
    }

    private <T> CompletableFuture<T> onLoop(Supplier<T> work) {
        if (isOverloaded) {
            throw RequestRefused.overloaded();
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    if (isBroken) {
                        throw new IllegalStateException("the fake is broken");
                    }
                    return work.get();
                },
                loop);
    }

    @Override
    public CompletableFuture<ProcessList> processes(List<String> names) {
        return onLoop(
                () -> {
                    List<ProcessView> views = new ArrayList<>();
                    if (names.isEmpty()) {
                        states.forEach((name, state) -> views.add(view(name, state)));
                    }
                    for (String name : names) {
                        views.addAll(matching(name));
                    }
                    return new ProcessList(views);
                });
    }

    private List<ProcessView> matching(String name) {
        List<ProcessView> views = new ArrayList<>();
        states.forEach(
                (known, state) -> {
                    if (known.equals(name) || known.startsWith(name + ":")) {
                        views.add(view(known, state));
                    }
                });
        if (views.isEmpty()) {
            throw RequestRefused.noSuchProcess(name);
        }
        return views;
    }

    private static ProcessView view(String name, String state) {
        boolean runs = state.equals("RUNNING");
        return new ProcessView(
                name,
                name.split(":", 2)[0],
                0,
                state,
                runs ? (Integer) 4711 : null,
                runs ? (Double) 5.5 : null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                runs ? "2026-11-23T02:51:07.123Z" : null,
                null,
                "/var/log/" + name + ".stdout.log",
                "/var/log/" + name + ".stderr.log",
                runs
                        ? new ProcessOutput(new StreamOutput(5, 1, 0, 0, 0), null)
                        : ProcessOutput.NOTHING,
                true,
                !runs,
                runs ? "pid 4711, uptime 0:00:05" : "Not started");
    }

    @Override
    public void operate(Verb verb, List<String> names, Caller caller, Progress progress) {
        command(verb.toString(), names, caller, progress);
    }

    @Override
    public void signal(int signal, List<String> names, Caller caller, Progress progress) {
        command("SIGNAL " + signal, names, caller, progress);
    }

    private void command(String what, List<String> names, Caller caller, Progress progress) {
        CompletableFuture<?> _ =
                onLoop(
                        () -> {
                            calls.add(what + " " + names + " by " + caller.who());
                            if (isHolding) {
                                held.add(progress);
                            } else {
                                names.forEach(name -> progress.result(settle(what, name)));
                                progress.done();
                            }
                            return null;
                        });
    }

    private OperationResult settle(String what, String name) {
        String state = states.get(name);
        if (state == null) {
            return new OperationResult(
                    name, false, Outcome.NO_SUCH_PROCESS, "no such process", null, null);
        }
        String after = what.equals("STOP") ? "STOPPED" : "RUNNING";
        states.put(name, after);
        publish("process." + after.toLowerCase(java.util.Locale.ROOT), name);
        return new OperationResult(name, true, Outcome.STARTED, name + ": " + what, after, 4711);
    }

    @Override
    public CompletableFuture<ReloadReport> reload(boolean dryRun, Caller caller) {
        return onLoop(
                () -> {
                    calls.add("RELOAD " + dryRun);
                    return new ReloadReport(
                            !dryRun,
                            dryRun,
                            List.of(new PlanLine("web", "respawn", List.of("cmd"))),
                            List.of(),
                            List.of());
                });
    }

    @Override
    public CompletableFuture<AlertList> alerts() {
        calls.add("alerts");
        return onLoop(() -> new AlertList(List.of(), null));
    }

    @Override
    public void testAlerts(@Nullable String name, Caller caller, Progress progress) {
        calls.add("test " + name);
        if (name != null && name.equals("nobody")) {
            progress.refused(RequestRefused.noAlertDestinations());
            return;
        }
        progress.result(new OperationResult("mail", true, "sent", "250 queued", null, null));
        progress.done();
    }

    @Override
    public void shutdown(Caller caller, Progress progress) {
        command("SHUTDOWN", List.copyOf(states.keySet()), caller, progress);
    }

    @Override
    public CompletableFuture<LogSource> log(String name, LogStream stream) {
        return onLoop(
                () -> {
                    MemoryLog log = logs.get(name + "/" + stream);
                    if (log == null) {
                        throw RequestRefused.noSuchProcess(name);
                    }
                    return log;
                });
    }

    @Override
    public LogLevels logLevels() {
        return new LogLevels(
                List.of(new LogLevels.ComponentView("main", "info", "info", "the daemon")));
    }

    @Override
    public LogLevels changeLogLevels(LogLevelRequest request, Caller caller) {
        calls.add(
                "LOG-LEVELS %s %s by %s"
                        .formatted(request.component(), request.level(), caller.who()));
        return logLevels();
    }

    @Override
    public Subscription subscribe(EventListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// From the loop, as the daemon does.
    void publish(String type, @Nullable String name) {
        EventRecord event =
                new EventRecord(
                        ++eventId,
                        "2026-11-23T02:51:07Z",
                        type,
                        name,
                        "text",
                        null,
                        null,
                        null,
                        null);
        listeners.forEach(listener -> listener.event(event));
    }

    void publishMany(int count) {
        CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < count; i++) {
                                publish("process.running", "x".repeat(100));
                            }
                        },
                        loop)
                .join();
    }

    /// Runs on the loop, and waits for it.
    void onLoopNow(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }

    @Override
    public DaemonInfo info() {
        return new DaemonInfo(
                "0.1.0",
                99,
                Path.of("/etc/taskmaster.yaml"),
                Path.of("/run/c.sock"),
                OptionalInt.empty(),
                Instant.EPOCH);
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
