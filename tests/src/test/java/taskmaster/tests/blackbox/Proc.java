package taskmaster.tests.blackbox;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What /proc says of processes.
final class Proc {

    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    /// The head of /proc/PID/stat.
    ///
    /// @param cpuTicks user and system time together, in units of 10 ms
    record Stat(long pid, char state, long parent, long group, long cpuTicks) {
        boolean isZombie() {
            return state == 'Z';
        }
    }

    /// Null when there is no such process.
    static @Nullable Stat stat(long pid) {
        try {
            String line =
                    Files.readString(ROOT.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", 20));
            return new Stat(
                    pid,
                    fields.get(0).charAt(0),
                    Long.parseLong(fields.get(1)),
                    Long.parseLong(fields.get(2)),
                    Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12)));
        } catch (IOException gone) {
            return null;
        }
    }

    /// That of a process that must be there.
    static Stat existing(long pid) {
        Stat stat = stat(pid);
        if (stat == null) {
            throw new AssertionError("there is no process " + pid);
        }
        return stat;
    }

    static boolean lives(long pid) {
        Stat stat = stat(pid);
        return stat != null && !stat.isZombie();
    }

    static List<Long> all() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT, "[1-9]*")) {
            entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException failure) {
            throw new AssertionError("cannot read /proc", failure);
        }
        return pids;
    }

    static List<Stat> children(long parent) {
        return all().stream()
                .map(Proc::stat)
                .filter(Objects::nonNull)
                .filter(stat -> stat.parent() == parent)
                .toList();
    }

    static List<Long> zombies(long parent) {
        return children(parent).stream().filter(Stat::isZombie).map(Stat::pid).toList();
    }

    /// Processes that were started with this in their environment, and what came of them.
    static List<Long> marked(String marker) {
        return all().stream().filter(pid -> isMarked(pid, marker)).toList();
    }

    private static boolean isMarked(long pid, String marker) {
        try {
            byte[] environment = Files.readAllBytes(ROOT.resolve(pid + "/environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(marker);
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    static int descriptors(long pid) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT.resolve(pid + "/fd"))) {
            for (Path _ : entries) {
                count++;
            }
        }
        return count;
    }

    /// A line of /proc/PID/status, without its name.
    static String status(long pid, String name) throws IOException {
        for (String line : Files.readAllLines(ROOT.resolve(pid + "/status"))) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        throw new IOException("no " + name + " of process " + pid);
    }

    static long residentKilobytes(long pid) throws IOException {
        return Long.parseLong(status(pid, "VmRSS").replace(" kB", ""));
    }

    /// Sends a signal by its name, to a process that this test started.
    static void signal(long pid, String name) {
        Ended.tool("kill", "-s", name, Long.toString(pid));
    }
}
