package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessView;

import java.util.List;

/// What the daemon has, for completion: asked for briefly, and not at each key.
final class CachedProcesses implements Completions.Processes {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /// A person waits for a completion no longer than this.
    private static final Patience BRIEF = new Patience(SECOND_NANOS, SECOND_NANOS, SECOND_NANOS);

    private final DaemonSource daemons;
    private @Nullable List<ProcessView> processes;
    private @Nullable List<String> components;
    private long fetchedNanos;

    CachedProcesses(DaemonSource daemons) {
        this.daemons = daemons;
    }

    @Override
    public List<ProcessView> processes() {
        List<ProcessView> known = processes;
        if (known != null && System.nanoTime() - fetchedNanos < SECOND_NANOS) {
            return known;
        }
        try {
            Target target = daemons.daemon().target();
            known = new Daemon(target, BRIEF, new Interrupts()).processes(List.of()).processes();
        } catch (ClientFailure e) {
            // No daemon, no names; the command itself will say why.
            known = List.of();
        }
        processes = known;
        fetchedNanos = System.nanoTime();
        return known;
    }

    /// A reload may change them.
    @Override
    public List<String> destinations() {
        try {
            Target target = daemons.daemon().target();
            return AlertCommand.names(new Daemon(target, BRIEF, new Interrupts()).alerts());
        } catch (ClientFailure e) {
            return List.of();
        }
    }

    /// They do not change while a daemon runs, and hardly from one to the next.
    @Override
    public List<String> components() {
        List<String> known = components;
        if (known != null) {
            return known;
        }
        try {
            Target target = daemons.daemon().target();
            known = LogLevelCommand.words(new Daemon(target, BRIEF, new Interrupts()).logLevels());
        } catch (ClientFailure e) {
            return List.of();
        }
        components = known;
        return known;
    }
}
