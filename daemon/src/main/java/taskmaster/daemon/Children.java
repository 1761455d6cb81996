package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ProcessId;
import taskmaster.linux.Kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The processes that were spawned and whose pidfd is still needed. The loop's thread only.
final class Children {

    /// @param pidfd of the process; it names the process group too, also after the death
    record Child(ProcessId id, int pid, int pidfd) {}

    private final Kernel kernel;
    private final Map<Integer, Child> living = new HashMap<>();
    private final Map<Integer, Child> sweeping = new HashMap<>();

    Children(Kernel kernel) {
        this.kernel = kernel;
    }

    void add(Child child) {
        living.put(child.pid(), child);
    }

    /// A child that has not been reaped.
    @Nullable Child living(int pid) {
        return living.get(pid);
    }

    /// A child that can be signalled, itself or its group.
    @Nullable Child reachable(int pid) {
        Child child = living.get(pid);
        return child != null ? child : sweeping.get(pid);
    }

    /// It was reaped, and its group is to be ended.
    void sweep(Child child) {
        living.remove(child.pid());
        sweeping.put(child.pid(), child);
    }

    /// Nothing of it is needed any more.
    void release(Child child) {
        living.remove(child.pid());
        sweeping.remove(child.pid());
        kernel.close(child.pidfd());
    }

    /// Those that are dead and whose groups are being ended.
    List<Child> sweeping() {
        return sweeping.isEmpty() ? List.of() : new ArrayList<>(sweeping.values());
    }
}
