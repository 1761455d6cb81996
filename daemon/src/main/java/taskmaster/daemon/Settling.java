package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.api.OperationResult;
import taskmaster.api.Outcome;
import taskmaster.core.Describe;
import taskmaster.core.Fleet;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessState;
import taskmaster.daemon.control.Progress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Requests that wait until processes have settled: until they run, or have been given up, or are
/// down. The loop's thread only.
final class Settling {

    /// One request of a client, over several processes. Whoever made it closes it when everything
    /// has been asked for; it is answered when nothing of it is awaited any more.
    static final class Request {
        private final Progress progress;
        private int open = 1;

        Request(Progress progress) {
            this.progress = progress;
        }

        void close() {
            if (--open == 0) {
                progress.done();
            }
        }
    }

    /// What a request waits for: that a process has started, or that it is down.
    enum Goal {
        UP,
        DOWN
    }

    private record Wait(Request request, Goal goal) {}

    private final Supplier<Fleet> fleet;
    private final Map<ProcessId, List<Wait>> waits = new HashMap<>();

    Settling(Supplier<Fleet> fleet) {
        this.fleet = fleet;
    }

    /// Whether it lives or will; one that is UNKNOWN may.
    static boolean isUp(Fleet.Member member) {
        ProcessState state = member.record().state();
        return state.phase().isActive() || state.livingPid() != 0;
    }

    /// Makes the request wait for a process; to be called before the order that it waits for.
    void await(Request request, ProcessId id, Goal goal) {
        request.open++;
        waits.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(new Wait(request, goal));
    }

    /// Answers all who waited for what this process is now.
    void settle(ProcessId id) {
        List<Wait> pending = waits.get(id);
        if (pending == null) {
            return;
        }
        Fleet.Member member = fleet.get().member(id);
        List<Wait> settled = new ArrayList<>();
        for (Wait wait : List.copyOf(pending)) {
            OperationResult result = member == null ? gone(id, wait) : outcome(member, wait.goal());
            if (result != null) {
                wait.request().progress.result(result);
                settled.add(wait);
            }
        }
        pending.removeAll(settled);
        if (pending.isEmpty()) {
            waits.remove(id);
        }
        settled.forEach(wait -> wait.request().close());
    }

    private static OperationResult gone(ProcessId id, Wait wait) {
        boolean ok = wait.goal() == Goal.DOWN;
        return new OperationResult(
                id.toString(),
                ok,
                ok ? Outcome.STOPPED : Outcome.FAILED,
                "removed by a reload",
                null,
                null);
    }

    /// @return null while it is not settled
    private static @Nullable OperationResult outcome(Fleet.Member member, Goal goal) {
        return switch (goal) {
            case UP -> up(member);
            case DOWN -> isUp(member) ? null : result(member, true, Outcome.STOPPED, "stopped");
        };
    }

    private static @Nullable OperationResult up(Fleet.Member member) {
        return switch (member.record().state()) {
            case ProcessState.Running running ->
                    result(member, true, Outcome.STARTED, "started, pid " + running.pid());
            case ProcessState.Exited exited ->
                    result(
                            member,
                            true,
                            Outcome.STARTED,
                            "started and exited: " + Describe.status(exited.status()));
            case ProcessState.Aborted aborted ->
                    result(member, false, Outcome.ABORTED, aborted.reason());
            case ProcessState.Stopped _ ->
                    result(member, false, Outcome.FAILED, "stopped by somebody else meanwhile");
            case ProcessState.Unknown unknown ->
                    result(member, false, Outcome.FAILED, unknown.reason());
            case ProcessState.Spawning _,
                    ProcessState.Cancelling _,
                    ProcessState.Starting _,
                    ProcessState.Backoff _,
                    ProcessState.Stopping _,
                    ProcessState.Sweeping _ ->
                    null;
        };
    }

    /// What became of one process.
    static OperationResult result(Fleet.Member member, boolean ok, String outcome, String message) {
        int pid = member.record().state().livingPid();
        return new OperationResult(
                member.spec().name(),
                ok,
                outcome,
                message,
                member.record().state().phase().name(),
                pid == 0 ? null : pid);
    }
}
