package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import taskmaster.core.ExitStatus;
import taskmaster.linux.ReapResult.NotOurs;
import taskmaster.linux.ReapResult.Reaped;
import taskmaster.linux.ReapResult.StillAlive;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Which of the process's children were spawned here, and the reaping of all. The difference
/// matters: a child that dies before anybody has been told its pid must not be taken for an orphan,
/// since its status would be lost.
final class Children {

    // pid to pidfd. The pidfd tells a child from a later one that got its pid.
    private final Map<Integer, Integer> spawned = new ConcurrentHashMap<>();
    private final AtomicInteger spawnsUnderWay = new AtomicInteger();

    void spawnBegins() {
        spawnsUnderWay.incrementAndGet();
    }

    void add(int pid, int pidfd) {
        spawned.put(pid, pidfd);
    }

    void spawnEnds() {
        spawnsUnderWay.decrementAndGet();
    }

    ReapResult reap(int pid, int pidfd) {
        ReapResult result = wait(Abi.P_PIDFD, pidfd);
        if (!(result instanceof StillAlive)) {
            spawned.remove(pid, pidfd);
        }
        return result;
    }

    OptionalInt peekDead() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(Abi.SIGNAL_INFO_BYTES, 8);
            int options = Abi.WEXITED | Abi.WNOHANG | Abi.WNOWAIT;
            int result = Libc.waitid(Abi.P_ALL, 0, info, options);
            int pid = info.get(JAVA_INT, Abi.SIGNAL_INFO_PID_OFFSET);
            if (result < 0 || pid == 0) {
                return OptionalInt.empty();
            }
            // In this order: a spawn that has ended by now has also registered its child.
            boolean isUncertain = spawnsUnderWay.get() > 0;
            boolean isKnown = spawned.containsKey(pid);
            return isUncertain && !isKnown ? OptionalInt.empty() : OptionalInt.of(pid);
        }
    }

    ReapResult reapOrphan(int pid) {
        boolean isUncertain = spawnsUnderWay.get() > 0;
        if (spawned.containsKey(pid)) {
            return new NotOurs();
        }
        return isUncertain ? new StillAlive() : wait(Abi.P_PID, pid);
    }

    private static ReapResult wait(int type, int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(Abi.SIGNAL_INFO_BYTES, 8);
            if (Libc.waitid(type, id, info, Abi.WEXITED | Abi.WNOHANG) < 0) {
                return new NotOurs();
            }
            if (info.get(JAVA_INT, Abi.SIGNAL_INFO_PID_OFFSET) == 0) {
                return new StillAlive();
            }
            int status = info.get(JAVA_INT, Abi.SIGNAL_INFO_STATUS_OFFSET);
            return new Reaped(
                    switch (info.get(JAVA_INT, Abi.SIGNAL_INFO_CODE_OFFSET)) {
                        case Abi.CLD_EXITED -> new ExitStatus.Code(status);
                        case Abi.CLD_KILLED -> new ExitStatus.Signaled(status, false);
                        case Abi.CLD_DUMPED -> new ExitStatus.Signaled(status, true);
                        default -> new ExitStatus.Unknown();
                    });
        }
    }
}
