package taskmaster.linux;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/// Reads `/proc` (proc_pid_stat(5)): the only source of who is in a process group.
final class ProcessTable {

    private static final int STAT_BYTES = 1024;
    private static final FileProbe PROBE = new FileProbe(Abi.AT_FDCWD);

    private ProcessTable() {}

    /// A process as `/proc` shows it.
    ///
    /// @param isAlive false: a zombie, or being removed
    record Entry(int pid, int group, int session, boolean isAlive) {}

    /// The visible members of a process group, zombies too.
    static List<Entry> group(int group) {
        List<Entry> members = new ArrayList<>();
        String[] names = new File("/proc").list();
        if (names == null) {
            return members;
        }
        for (String name : names) {
            if (name.charAt(0) >= '1' && name.charAt(0) <= '9') {
                Entry process = read(Integer.parseInt(name));
                if (process.group == group) {
                    members.add(process);
                }
            }
        }
        return members;
    }

    /// Group and session are -1 where there is no such process or it cannot be seen.
    static Entry read(int pid) {
        return parse(pid, PROBE.head("/proc/" + pid + "/stat", STAT_BYTES));
    }

    /// After the last `)`, since a name may hold anything: state, parent, group, session; 20th of
    /// the line: number of threads. A main thread that has ended while others run looks like a
    /// zombie.
    static Entry parse(int pid, String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length < 18) {
            return new Entry(pid, -1, -1, false);
        }
        boolean isDead = fields[0].equals("Z") || fields[0].equals("X");
        boolean hasThreads = Integer.parseInt(fields[17]) > 1;
        return new Entry(
                pid,
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                !isDead || hasThreads);
    }
}
