package taskmaster.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.api.AlertList;
import taskmaster.api.EventRecord;
import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.api.OperationResult;
import taskmaster.api.Outcome;
import taskmaster.api.ProcessList;
import taskmaster.api.ProcessView;
import taskmaster.api.ReloadReport;
import taskmaster.core.Event;
import taskmaster.core.Fleet;
import taskmaster.core.Phase;
import taskmaster.core.ProcessId;
import taskmaster.core.Signals;
import taskmaster.daemon.alert.Alerts;
import taskmaster.daemon.control.Caller;
import taskmaster.daemon.control.DaemonInfo;
import taskmaster.daemon.control.EventListener;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.LogStream;
import taskmaster.daemon.control.Operations;
import taskmaster.daemon.control.Progress;
import taskmaster.daemon.control.RequestRefused;
import taskmaster.daemon.control.Subscription;
import taskmaster.daemon.control.Verb;
import taskmaster.daemon.output.OutputCapture;
import taskmaster.linux.Errno;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/// What clients may ask, carried out on the loop. Long operations are answered when each process
/// has settled.
final class ClientOperations implements Operations {

    private static final Logger LOG = LoggerFactory.getLogger("control");

    private final Inbox inbox;
    private final Supervisor supervisor;
    private final OutputCapture output;
    private final Announcer announcer;
    private final Reloader reloader;
    private final AlertNews alerts;
    private final Views views;
    private final Executor viewer;
    private final DaemonInfo info;
    private final Settling settling;

    /// @param viewer renders lists, away from the loop
    ClientOperations(
            Inbox inbox,
            Supervisor supervisor,
            OutputCapture output,
            Announcer announcer,
            Reloader reloader,
            AlertNews alerts,
            Views views,
            Executor viewer,
            DaemonInfo info) {
        this.inbox = inbox;
        this.supervisor = supervisor;
        this.output = output;
        this.announcer = announcer;
        this.reloader = reloader;
        this.alerts = alerts;
        this.views = views;
        this.viewer = viewer;
        this.info = info;
        this.settling = new Settling(supervisor::fleet);
        supervisor.observe(settling::settle);
    }

    @Override
    public DaemonInfo info() {
        return info;
    }

    @Override
    public CompletableFuture<ProcessList> processes(List<String> names) {
        var seen = new CompletableFuture<List<Views.Sighting>>();
        request(seen, () -> seen.complete(sightings(names)));
        return seen.thenApplyAsync(this::listed, viewer);
    }

    /// Runs something on the loop, whose failure is that of the future.
    private void request(CompletableFuture<?> future, Runnable action) {
        boolean taken =
                inbox.request(
                        () -> {
                            try {
                                action.run();
                            } catch (RuntimeException failure) {
                                future.completeExceptionally(failure);
                            }
                        });
        if (!taken) {
            future.completeExceptionally(RequestRefused.overloaded());
        }
    }

    private List<Views.Sighting> sightings(List<String> names) {
        List<Views.Sighting> found = new ArrayList<>();
        if (names.isEmpty()) {
            supervisor.fleet().members().forEach(m -> found.add(sighting(m)));
            return found;
        }
        for (ProcessId id : resolve(names, RequestRefused::noSuchProcess)) {
            Fleet.Member member = supervisor.fleet().member(id);
            if (member != null) {
                found.add(sighting(member));
            }
        }
        return found;
    }

    private static Views.Sighting sighting(Fleet.Member member) {
        return new Views.Sighting(member.spec(), member.record());
    }

    private ProcessList listed(List<Views.Sighting> sightings) {
        long nowNanos = System.nanoTime();
        List<ProcessView> listed = new ArrayList<>(sightings.size());
        sightings.forEach(sighting -> listed.add(views.view(sighting, nowNanos)));
        return new ProcessList(listed);
    }

    /// @param unknown makes the failure for a name that means nothing
    private Set<ProcessId> resolve(List<String> names, Function<String, RequestRefused> unknown) {
        Set<ProcessId> ids = new LinkedHashSet<>();
        for (String name : names) {
            List<ProcessId> found = supervisor.fleet().resolve(name);
            if (found.isEmpty() && !name.equals("all")) {
                throw unknown.apply(name);
            }
            ids.addAll(found);
        }
        return ids;
    }

    /// As [#resolve], but a name that means nothing is a result like any other.
    private Set<ProcessId> resolve(List<String> names, Progress progress) {
        Set<ProcessId> ids = new LinkedHashSet<>();
        for (String name : names) {
            List<ProcessId> found = supervisor.fleet().resolve(name);
            if (found.isEmpty() && !name.equals("all")) {
                progress.result(
                        new OperationResult(
                                name,
                                false,
                                Outcome.NO_SUCH_PROCESS,
                                "no such process; `status` lists the names",
                                null,
                                null));
            }
            ids.addAll(found);
        }
        return ids;
    }

    /// Runs something on the loop; its refusal goes to the client.
    private void request(Progress progress, Runnable action) {
        boolean taken =
                inbox.request(
                        () -> {
                            try {
                                action.run();
                            } catch (RequestRefused refusal) {
                                progress.refused(refusal);
                            }
                        });
        if (!taken) {
            progress.refused(RequestRefused.overloaded());
        }
    }

    @Override
    public void operate(Verb verb, List<String> names, Caller caller, Progress progress) {
        request(
                progress,
                () -> {
                    log(caller, word(verb), names);
                    refuseWhenShuttingDown();
                    Set<ProcessId> ids = resolve(names, progress);
                    switch (verb) {
                        case START -> start(ids, progress, new Event.StartRequested());
                        case RESTART -> start(ids, progress, new Event.RestartRequested());
                        case STOP -> stop(ids, progress);
                        case CLEAR -> clear(ids, progress);
                    }
                });
    }

    private static String word(Verb verb) {
        return switch (verb) {
            case START -> "start";
            case STOP -> "stop";
            case RESTART -> "restart";
            case CLEAR -> "clear";
        };
    }

    private static void log(Caller caller, String command, List<String> names) {
        String what = names.isEmpty() ? command : command + ' ' + Names.some(names);
        LOG.info("{} (by {}): {}", caller.who(), caller.from(), what);
    }

    private void refuseWhenShuttingDown() {
        if (supervisor.fleet().isShuttingDown()) {
            throw RequestRefused.shuttingDown();
        }
    }

    private void start(Set<ProcessId> ids, Progress progress, Event order) {
        Settling.Request request = new Settling.Request(progress);
        for (ProcessId id : supervisor.fleet().startOrder(ids)) {
            Fleet.Member member = supervisor.fleet().member(id);
            if (member == null) {
                continue;
            }
            if (member.isLeaving()) {
                progress.result(
                        Settling.result(
                                member, false, Outcome.FAILED, "it is being removed by a reload"));
            } else if (order instanceof Event.StartRequested
                    && member.record().state().phase() == Phase.RUNNING) {
                progress.result(
                        Settling.result(member, true, Outcome.ALREADY_STARTED, "already started"));
            } else {
                settling.await(request, id, Settling.Goal.UP);
                supervisor.handle(id, order);
            }
        }
        request.close();
    }

    private void stop(Set<ProcessId> ids, Progress progress) {
        Settling.Request request = new Settling.Request(progress);
        for (ProcessId id : supervisor.fleet().stopOrder(ids)) {
            Fleet.Member member = supervisor.fleet().member(id);
            if (member == null) {
                continue;
            }
            if (!Settling.isUp(member)) {
                progress.result(Settling.result(member, true, Outcome.NOT_RUNNING, "not running"));
                continue;
            }
            settling.await(request, id, Settling.Goal.DOWN);
            if (member.isLeaving()) {
                settling.settle(id);
            } else {
                supervisor.handle(id, new Event.StopRequested());
            }
        }
        request.close();
    }

    private void clear(Set<ProcessId> ids, Progress progress) {
        for (ProcessId id : ids) {
            Fleet.Member member = supervisor.fleet().member(id);
            if (member != null) {
                output.clear(id);
                progress.result(Settling.result(member, true, Outcome.CLEARED, "cleared"));
            }
        }
        progress.done();
    }

    @Override
    public void signal(int signal, List<String> names, Caller caller, Progress progress) {
        request(
                progress,
                () -> {
                    log(caller, "signal " + Signals.name(signal), names);
                    for (ProcessId id : resolve(names, progress)) {
                        Fleet.Member member = supervisor.fleet().member(id);
                        if (member != null) {
                            progress.result(signalled(member, signal));
                        }
                    }
                    progress.done();
                });
    }

    private OperationResult signalled(Fleet.Member member, int signal) {
        int pid = member.record().state().livingPid();
        int errno = pid == 0 ? Errno.ESRCH : supervisor.signal(pid, signal);
        if (errno == 0) {
            return Settling.result(member, true, Outcome.SIGNALLED, "sent " + Signals.name(signal));
        }
        return errno == Errno.ESRCH
                ? Settling.result(member, false, Outcome.NOT_RUNNING, "not running")
                : Settling.result(
                        member,
                        false,
                        Outcome.FAILED,
                        "cannot send %s to process %d: %s"
                                .formatted(Signals.name(signal), pid, Errno.description(errno)));
    }

    @Override
    public CompletableFuture<ReloadReport> reload(boolean dryRun, Caller caller) {
        LOG.info("{} (by {}): reload{}", caller.who(), caller.from(), dryRun ? " --dry-run" : "");
        return reloader.reload(dryRun);
    }

    @Override
    public CompletableFuture<AlertList> alerts() {
        Alerts engine = alerts.engine();
        return engine == null
                ? CompletableFuture.completedFuture(new AlertList(List.of(), null))
                : engine.list();
    }

    @Override
    public void testAlerts(@Nullable String name, Caller caller, Progress progress) {
        log(caller, "alert test", name == null ? List.of() : List.of(name));
        Alerts engine = alerts.engine();
        if (engine == null) {
            progress.refused(RequestRefused.noAlertDestinations());
        } else {
            engine.test(name, progress);
        }
    }

    @Override
    public void shutdown(Caller caller, Progress progress) {
        request(
                progress,
                () -> {
                    log(caller, "shutdown", List.of());
                    Settling.Request request = new Settling.Request(progress);
                    for (Fleet.Member member : supervisor.fleet().members()) {
                        if (member.record().state().phase().isActive()) {
                            settling.await(request, member.spec().id(), Settling.Goal.DOWN);
                        }
                    }
                    if (!supervisor.fleet().isShuttingDown()) {
                        supervisor.shutDown();
                    }
                    request.close();
                });
    }

    @Override
    public CompletableFuture<LogSource> log(String name, LogStream stream) {
        var found = new CompletableFuture<LogSource>();
        request(
                found,
                () -> {
                    Set<ProcessId> ids = resolve(List.of(name), RequestRefused::noSuchProcess);
                    if (ids.size() != 1) {
                        throw RequestRefused.badRequest(
                                "cannot read the log of `%s`: it names %d processes, name one"
                                        .formatted(name, ids.size()));
                    }
                    ProcessId id = ids.iterator().next();
                    found.complete(source(name, id, stream));
                });
        return found;
    }

    private LogSource source(String name, ProcessId id, LogStream stream) {
        Fleet.Member member = supervisor.fleet().member(id);
        if (member == null) {
            throw RequestRefused.noSuchProcess(name);
        }
        return output.log(id, member.spec().name(), member.spec().launch(), stream)
                .orElseThrow(() -> noLog(name, stream));
    }

    private static RequestRefused noLog(String name, LogStream stream) {
        return new RequestRefused(
                404,
                "no_log",
                "cannot read %s of `%s`: it is not kept in a file"
                        .formatted(stream == LogStream.STDOUT ? "stdout" : "stderr", name),
                "the configuration discards it, merges it into the other stream, or passes it on"
                        + " to the daemon's own output");
    }

    @Override
    public LogLevels logLevels() {
        return LogLevelViews.all();
    }

    @Override
    public LogLevels changeLogLevels(LogLevelRequest request, Caller caller) {
        return LogLevelViews.change(request, caller);
    }

    @Override
    public Subscription subscribe(EventListener listener) {
        Consumer<EventRecord> consumer = listener::event;
        announcer.listen(consumer);
        return () -> announcer.dismiss(consumer);
    }
}
