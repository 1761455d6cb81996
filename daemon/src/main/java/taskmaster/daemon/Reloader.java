package taskmaster.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.api.DiagnosticView;
import taskmaster.api.PlanLine;
import taskmaster.api.ReloadReport;
import taskmaster.config.ConfigLoader;
import taskmaster.config.Diagnostic;
import taskmaster.config.LoadOutcome;
import taskmaster.config.LogSettings;
import taskmaster.config.Settings;
import taskmaster.core.Fleet;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessSpec;
import taskmaster.core.ReloadPlan;
import taskmaster.core.ReloadPlan.Action;
import taskmaster.daemon.control.RequestRefused;
import taskmaster.daemon.output.OutputCapture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads the configuration again and makes it the one in force. Reading happens on a thread of its
/// own that exists only meanwhile; comparing and applying on the loop. A bad file changes nothing.
final class Reloader {

    private static final Logger LOG = LoggerFactory.getLogger("reload");

    /// Reloads that may wait for the one under way; more are refused.
    private static final int WAITING_MAX = 16;

    private final Path file;
    private final Map<String, String> environment;
    private final Inbox inbox;
    private final Supervisor supervisor;
    private final OutputCapture output;
    private final Announcer announcer;
    private final AlertNews alerts;
    private final Function<LogSettings, String> newLog;
    private final ThreadPoolExecutor reader =
            new ThreadPoolExecutor(
                    1,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(WAITING_MAX),
                    Thread.ofPlatform().daemon().name("reload").factory());
    private volatile Settings inForce;

    /// @param newLog is told of changed settings of the daemon's log, away from the loop; answers
    ///   what to tell
    Reloader(
            Path file,
            Map<String, String> environment,
            Inbox inbox,
            Supervisor supervisor,
            OutputCapture output,
            Announcer announcer,
            AlertNews alerts,
            Function<LogSettings, String> newLog,
            Settings first) {
        this.file = file;
        this.environment = environment;
        this.inbox = inbox;
        this.supervisor = supervisor;
        this.output = output;
        this.announcer = announcer;
        this.alerts = alerts;
        this.newLog = newLog;
        this.inForce = first;
        reader.allowCoreThreadTimeOut(true);
    }

    /// Reads and applies, or only says what would be done. Any thread.
    CompletableFuture<ReloadReport> reload(boolean dryRun) {
        var report = new CompletableFuture<ReloadReport>();
        try {
            reader.execute(
                    () -> {
                        LogSettings log = inForce.log();
                        var applied = new CompletableFuture<ReloadReport>();
                        read(dryRun, applied);
                        // One after the other: the next is compared with what this one leaves.
                        applied.handle((_, _) -> null).join();
                        finish(applied, log, report);
                    });
        } catch (RejectedExecutionException _) {
            report.completeExceptionally(RequestRefused.overloaded());
        }
        return report;
    }

    /// The log is changed here and not on the loop, because that may wait for a disk.
    private void finish(
            CompletableFuture<ReloadReport> applied,
            LogSettings before,
            CompletableFuture<ReloadReport> report) {
        try {
            ReloadReport done = applied.join();
            LogSettings wanted = inForce.log();
            report.complete(wanted.equals(before) ? done : noted(done, newLog.apply(wanted)));
        } catch (CompletionException failure) {
            report.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
        } catch (RuntimeException fault) {
            report.completeExceptionally(fault);
        }
    }

    private static ReloadReport noted(ReloadReport report, String note) {
        List<String> notes = new ArrayList<>(report.notes());
        notes.add(note);
        return new ReloadReport(
                report.changed(), report.dryRun(), report.plan(), report.errors(), notes);
    }

    private void read(boolean dryRun, CompletableFuture<ReloadReport> report) {
        Settings before = inForce;
        try {
            if (before.isUnchanged(environment)) {
                inbox.fact(() -> complete(report, () -> apply(before, List.of(), dryRun)));
                return;
            }
            switch (ConfigLoader.load(file, environment)) {
                case LoadOutcome.Loaded loaded ->
                        inbox.fact(
                                () ->
                                        complete(
                                                report,
                                                () ->
                                                        apply(
                                                                loaded.settings(),
                                                                loaded.warnings(),
                                                                dryRun)));
                case LoadOutcome.Refused refused -> report.complete(refuse(refused, dryRun));
            }
        } catch (RuntimeException fault) {
            report.completeExceptionally(fault);
        }
    }

    private static void complete(
            CompletableFuture<ReloadReport> report, Supplier<ReloadReport> action) {
        try {
            report.complete(action.get());
        } catch (RuntimeException failure) {
            report.completeExceptionally(failure);
        }
    }

    private ReloadReport refuse(LoadOutcome.Refused refused, boolean dryRun) {
        String text =
                Diagnostic.render(
                        refused.errors(), "reload refused, the running configuration is unchanged");
        int count = refused.errors().size();
        LOG.error("reload refused, nothing changes: {} {}", count, count == 1 ? "error" : "errors");
        refused.errors().forEach(error -> LOG.error("{}", oneLine(error)));
        String first = oneLine(refused.errors().getFirst());
        inbox.fact(
                () -> {
                    announcer.announce("daemon.reload_refused", text);
                    if (!dryRun) {
                        alerts.reloadRefused(
                                "reload refused, nothing changes: %d %s: %s"
                                        .formatted(count, count == 1 ? "error" : "errors", first));
                    }
                });
        return new ReloadReport(false, dryRun, List.of(), diagnostics(refused.errors()), List.of());
    }

    private static String oneLine(Diagnostic one) {
        return "%s:%d:%d: %s".formatted(one.file(), one.line(), one.column(), one.message());
    }

    private ReloadReport apply(Settings wanted, List<Diagnostic> warnings, boolean dryRun) {
        Fleet fleet = supervisor.fleet();
        if (fleet.isShuttingDown()) {
            throw RequestRefused.shuttingDown();
        }
        ReloadPlan plan = fleet.plan(wanted.fleet());
        boolean isLogChanged = !inForce.log().equals(wanted.log());
        boolean areAlertsChanged = !inForce.alerts().equals(wanted.alerts());
        boolean isChange = !plan.isEmpty() || isLogChanged || areAlertsChanged;
        List<String> notes = notes(inForce, wanted);
        if (!dryRun) {
            List<ProcessSpec> redirected = redirected(plan, wanted);
            inForce = wanted;
            if (areAlertsChanged) {
                // First, so that what the reload does is told by the new settings.
                alerts.configure(wanted.alerts());
                notes.add("settings of alerts changed and are in force");
            }
            supervisor.reload(wanted.fleet());
            redirected.forEach(
                    spec ->
                            output.retarget(
                                    spec.id(),
                                    spec.name(),
                                    spec.launch(),
                                    spec.supervision().output()));
            LOG.info("configuration reloaded: {}", summary(plan));
            announcer.announce("daemon.reloaded", "configuration reloaded: " + summary(plan));
            warnings.forEach(warning -> LOG.warn("{}", oneLine(warning)));
            notes.forEach(LOG::warn);
        } else if (isLogChanged) {
            notes.add("settings of `log` changed");
        }
        if (dryRun && areAlertsChanged) {
            notes.add("settings of alerts changed");
        }
        return new ReloadReport(
                isChange && !dryRun,
                dryRun,
                plan.lines().stream().map(Reloader::line).toList(),
                diagnostics(warnings),
                notes);
    }

    /// Processes that go on as they are, with their output going elsewhere.
    private List<ProcessSpec> redirected(ReloadPlan plan, Settings wanted) {
        List<ProcessSpec> specs = new ArrayList<>();
        Map<ProcessId, ProcessSpec> byId = new HashMap<>();
        wanted.fleet().programs().forEach(p -> p.processes().forEach(s -> byId.put(s.id(), s)));
        for (ReloadPlan.Line line : plan.lines()) {
            Fleet.Member member = supervisor.fleet().member(line.id());
            ProcessSpec spec = byId.get(line.id());
            if (member == null || spec == null) {
                continue;
            }
            boolean isRenamed = !member.spec().name().equals(spec.name());
            if (line.action() == Action.RETUNE || (line.action() == Action.KEEP && isRenamed)) {
                specs.add(spec);
            }
        }
        return specs;
    }

    private static List<String> notes(Settings before, Settings wanted) {
        List<String> notes = new ArrayList<>();
        if (!before.server().equals(wanted.server())) {
            notes.add(
                    "settings of `server` changed; they take effect when the daemon is started"
                            + " again");
        }
        return notes;
    }

    private static PlanLine line(ReloadPlan.Line line) {
        return new PlanLine(
                line.name(), line.action().name().toLowerCase(Locale.ROOT), line.keys());
    }

    static List<DiagnosticView> diagnostics(List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .map(
                        d ->
                                new DiagnosticView(
                                        d.severity().word(),
                                        d.file(),
                                        d.line(),
                                        d.column(),
                                        d.message(),
                                        d.snippet(),
                                        d.caretLength(),
                                        d.help(),
                                        d.render()))
                .toList();
    }

    private static String summary(ReloadPlan plan) {
        var text = new StringBuilder();
        for (Action action : Action.values()) {
            List<String> names =
                    plan.lines().stream()
                            .filter(line -> line.action() == action)
                            .map(Reloader::describe)
                            .toList();
            if (!names.isEmpty()) {
                text.append(text.isEmpty() ? "" : "; ");
                text.append(action.name().toLowerCase(Locale.ROOT)).append(' ');
                text.append(action == Action.KEEP ? names.size() : Names.some(names));
            }
        }
        return text.isEmpty() ? "no programs" : text.toString();
    }

    private static String describe(ReloadPlan.Line line) {
        return line.keys().isEmpty()
                ? line.name()
                : line.name() + " (" + String.join(", ", line.keys()) + ")";
    }

    /// The configuration in force. Any thread.
    Settings inForce() {
        return inForce;
    }

    /// A reload that nobody waits for: SIGHUP.
    void reloadBySignal() {
        LOG.info("received SIGHUP: reloading {}", file);
        var _ = reload(false).whenComplete((_, failure) -> report(failure));
    }

    private static void report(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("cannot reload: {}", failure.getMessage());
        }
    }
}
