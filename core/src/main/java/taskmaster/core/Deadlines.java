package taskmaster.core;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// The one deadline that each process may have, earliest first; those set earlier first among
/// equals.
final class Deadlines {

    private record Due(long deadlineNanos, long sequence, ProcessId id) {}

    private final TreeSet<Due> queue =
            new TreeSet<>(
                    Comparator.comparingLong(Due::deadlineNanos).thenComparingLong(Due::sequence));
    private final Map<ProcessId, Due> byProcess = new HashMap<>();
    private long sequence;

    /// Sets, moves or, with [ProcessState#NO_DEADLINE], drops the deadline of a process.
    void set(ProcessId id, long deadlineNanos) {
        Due old = byProcess.get(id);
        if (old != null) {
            if (old.deadlineNanos() == deadlineNanos) {
                return;
            }
            queue.remove(old);
            byProcess.remove(id);
        }
        if (deadlineNanos != ProcessState.NO_DEADLINE) {
            var due = new Due(deadlineNanos, sequence++, id);
            queue.add(due);
            byProcess.put(id, due);
        }
    }

    /// Takes out the earliest deadline that has come; null if none has.
    @Nullable ProcessId poll(long nowNanos) {
        if (next() > nowNanos || queue.isEmpty()) {
            return null;
        }
        ProcessId id = queue.removeFirst().id();
        byProcess.remove(id);
        return id;
    }

    /// The earliest deadline; [ProcessState#NO_DEADLINE] if there is none.
    long next() {
        return queue.isEmpty() ? ProcessState.NO_DEADLINE : queue.first().deadlineNanos();
    }
}
