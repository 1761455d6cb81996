package taskmaster.core;

import static taskmaster.core.Specs.SECOND;

import java.util.ArrayList;
import java.util.List;

/// Drives the state machine of one process through a story in virtual time.
final class Life {

    static final int PID = 100;

    private ProcessSpec spec;
    private ProcessRecord record = ProcessRecord.NEW;
    private long nowNanos = 1000 * SECOND;
    private int nextPid = PID;
    private List<Effect> last = List.of();
    private final List<Effect> all = new ArrayList<>();

    private Life(Specs specs) {
        spec = specs.process();
    }

    static Life of(Specs specs) {
        return new Life(specs);
    }

    /// Has been started and counts as RUNNING.
    static Life running(Specs specs) {
        return of(specs).start().spawned().deadline();
    }

    /// Puts it into a state, as if it had come there.
    Life in(ProcessState state) {
        record = new ProcessRecord(state, record.history());
        return this;
    }

    Life send(Event event) {
        Step step = Lifecycle.step(spec, record, event, nowNanos);
        record = step.record();
        last = step.effects();
        all.addAll(last);
        return this;
    }

    Life start() {
        return send(new Event.StartRequested());
    }

    Life stop() {
        return send(new Event.StopRequested());
    }

    Life restart() {
        return send(new Event.RestartRequested());
    }

    Life remove() {
        return send(new Event.RemoveRequested());
    }

    Life kill() {
        return send(new Event.KillRequested());
    }

    Life retune(Specs specs) {
        spec = specs.process();
        return send(new Event.Retuned());
    }

    /// The first pid is 100, the next 101, ...
    Life spawned() {
        return send(new Event.Spawned(nextPid++));
    }

    Life spawnFailed() {
        return send(new Event.SpawnFailed("cannot start /bin/web: no such file (ENOENT)"));
    }

    Life exits(int code) {
        return ends(new ExitStatus.Code(code), false);
    }

    Life killedBy(int signal) {
        return ends(new ExitStatus.Signaled(signal, false), false);
    }

    /// Members of its group live on.
    Life exitsWithLeftovers(int code) {
        return ends(new ExitStatus.Code(code), true);
    }

    private Life ends(ExitStatus status, boolean leftovers) {
        return send(new Event.ChildExited(nextPid - 1, status, leftovers));
    }

    Life groupEmptied() {
        return send(new Event.GroupEmptied(nextPid - 1));
    }

    Life after(long nanos) {
        nowNanos += nanos;
        return this;
    }

    /// Lets the time pass to the deadline of the state, and says so.
    Life deadline() {
        nowNanos = Math.max(nowNanos, record.state().deadline());
        return send(new Event.DeadlineReached());
    }

    long nowNanos() {
        return nowNanos;
    }

    ProcessState state() {
        return record.state();
    }

    History history() {
        return record.history();
    }

    Phase phase() {
        return record.state().phase();
    }

    /// What the last event led to.
    List<Effect> effects() {
        return last;
    }

    List<Effect.SendSignal> signals() {
        return only(Effect.SendSignal.class, last);
    }

    List<Notice> notices() {
        return only(Effect.Publish.class, last).stream().map(Effect.Publish::notice).toList();
    }

    /// Everything that was ever told.
    <T extends Notice> List<T> told(Class<T> type) {
        return only(Effect.Publish.class, all).stream()
                .map(Effect.Publish::notice)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /// How often it was started in all.
    int spawns() {
        return only(Effect.Spawn.class, all).size();
    }

    boolean isForgotten() {
        return !only(Effect.Forget.class, all).isEmpty();
    }

    private static <T> List<T> only(Class<T> type, List<Effect> effects) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
