package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import taskmaster.api.AlertList;
import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.api.ProcessList;
import taskmaster.api.ReloadReport;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// All that the control server asks of the daemon.
///
/// Every method is called on the thread of the control server and must not block: it enqueues what
/// is to be done and answers through its future or its [Progress]. A request that cannot be served
/// is refused with a [RequestRefused], thrown or as the failure of the future: 404 for an unknown
/// name, 503 when the loop's queue is full.
///
/// Names are `web`, `web:*`, `web:web_00`, `web:0` or `all`.
public interface Operations {

    /// The processes of these names, or all if there are no names.
    CompletableFuture<ProcessList> processes(List<String> names);

    /// Starts, stops, restarts or clears. Names that are unknown are results, not refusals.
    void operate(Verb verb, List<String> names, Caller caller, Progress progress);

    /// Sends a signal.
    ///
    /// @param signal a Linux signal number
    void signal(int signal, List<String> names, Caller caller, Progress progress);

    /// Reads the configuration again and applies it, or says what applying it would do.
    CompletableFuture<ReloadReport> reload(boolean dryRun, Caller caller);

    /// Stops all processes and then the daemon. `done` comes when the last process is down; the
    /// daemon then closes the control server, which sends what is left to send.
    void shutdown(Caller caller, Progress progress);

    /// What waits to be told to people, and what became of what was told.
    CompletableFuture<AlertList> alerts();

    /// Sends a test alert to one destination, or to all, and answers with what each said.
    ///
    /// @param name null: all
    void testAlerts(@Nullable String name, Caller caller, Progress progress);

    /// The log of one process: 404 if there is no such process, or if it has no log that can be
    /// read.
    CompletableFuture<LogSource> log(String name, LogStream stream);

    /// How much each component of the daemon logs. Answers at once.
    LogLevels logLevels();

    /// Changes that; says how it is then. Answers at once; 400 for a level or a component that
    /// there is not.
    LogLevels changeLogLevels(LogLevelRequest request, Caller caller);

    /// Passes every event from now on to `listener`, until the subscription is closed.
    Subscription subscribe(EventListener listener);

    /// What the daemon is. Any thread.
    DaemonInfo info();
}
