package taskmaster.linux;

import taskmaster.linux.ProcessTable.Entry;

import java.util.List;
import java.util.Optional;

/// Signals to the process groups of our children, whose leaders may be dead and reaped.
///
/// Linux 6.9 and later do it by the leader's pidfd, which stands for this very group whatever
/// becomes of the number. Before, kill(2) by number is used, but only while the number cannot be
/// another's: the leader is not reaped, or a member is seen to live. (A number is not given away
/// while a group has it.)
final class ProcessGroups {

    private volatile boolean hasGroupFlag;

    ProcessGroups(boolean hasGroupFlag) {
        this.hasGroupFlag = hasGroupFlag;
    }

    int signal(int pid, int pidfd, int signal) {
        if (signal < 0 || signal > Abi.SIGNAL_MAX) {
            return Errno.EINVAL;
        }
        if (hasGroupFlag) {
            int errno = -Libc.pidfdSendSignal(pidfd, signal, Abi.PIDFD_SIGNAL_PROCESS_GROUP);
            if (errno != Errno.EINVAL) {
                return errno;
            }
            hasGroupFlag = false; // an older kernel
        }
        return signalByNumber(pid, pidfd, signal);
    }

    private int signalByNumber(int pid, int pidfd, int signal) {
        if (Libc.pidfdSendSignal(pidfd, 0, 0) != -Errno.ESRCH) {
            return -Libc.kill(-pid, signal); // the leader, perhaps a zombie, holds the number
        }
        if (Libc.kill(-pid, 0) == -Errno.ESRCH) {
            return Errno.ESRCH;
        }
        List<Entry> members = members(pid);
        Optional<Entry> witness = members.stream().filter(Entry::isAlive).findAny();
        // Our leader is reaped: a process with its number leads a new group, a stranger's.
        boolean isForeign = members.stream().anyMatch(one -> one.pid() == pid);
        if (witness.isEmpty() || isForeign) {
            return Errno.ESRCH;
        }
        int witnessFd = Libc.pidfdOpen(witness.get().pid());
        if (witnessFd < 0) {
            return -witnessFd;
        }
        boolean isStillMember = ProcessTable.read(witness.get().pid()).equals(witness.get());
        int errno = isStillMember ? -Libc.kill(-pid, signal) : Errno.ESRCH;
        Libc.close(witnessFd);
        return errno;
    }

    boolean isAlive(int pid, int pidfd) {
        if (signal(pid, pidfd, 0) == Errno.ESRCH) {
            return false;
        }
        // Somebody is there, perhaps zombies only; where /proc hides all, the kernel's word holds.
        List<Entry> members = members(pid);
        return members.isEmpty() || members.stream().anyMatch(Entry::isAlive);
    }

    List<Integer> living(int pid, int pidfd) {
        if (signal(pid, pidfd, 0) == Errno.ESRCH) {
            return List.of();
        }
        return members(pid).stream().filter(Entry::isAlive).map(Entry::pid).toList();
    }

    /// Our children lead a session, so a member of theirs is in the session of the same number.
    private static List<Entry> members(int pid) {
        return ProcessTable.group(pid).stream().filter(one -> one.session() == pid).toList();
    }
}
