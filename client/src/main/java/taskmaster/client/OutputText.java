package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessView;
import taskmaster.api.StreamOutput;

/// Says in words what became of the output of a process: the lines that `status NAME` adds.
final class OutputText {
    private static final String INDENT = "    ";
    private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB", "EB"};

    private OutputText() {}

    /// Two lines for each stream, each with its end: where it goes, and how much went there.
    static String of(ProcessView process) {
        StringBuilder out = new StringBuilder(200);
        StreamOutput stdout = process.output().stdout();
        StreamOutput stderr = process.output().stderr();
        boolean isAlive = process.pid() != null;
        add(out, "stdout", process.stdoutLog(), stdout, isAlive);
        boolean isMerged =
                stderr == null
                        && stdout != null
                        && process.stdoutLog() != null
                        && process.stdoutLog().equals(process.stderrLog());
        if (isMerged) {
            out.append(INDENT).append("stderr  goes to the same place, and is counted there\n");
        } else {
            add(out, "stderr", process.stderrLog(), stderr, isAlive);
        }
        return out.toString();
    }

    private static void add(
            StringBuilder out,
            String name,
            @Nullable String path,
            @Nullable StreamOutput stream,
            boolean isAlive) {
        out.append(INDENT).append(name).append("  ");
        if (path != null) {
            out.append(SafeText.visible(path));
        } else if (stream != null) {
            out.append("not to a file");
        } else {
            // Of what never ran it is not known yet.
            out.append(isAlive ? "discarded" : "no log file");
        }
        if (stream != null) {
            out.append('\n').append(INDENT).append("        ");
            counters(out, stream);
        } else if (path != null) {
            out.append(", nothing yet");
        }
        out.append('\n');
    }

    private static void counters(StringBuilder out, StreamOutput stream) {
        out.append(size(stream.bytes())).append(", ");
        out.append(counted(stream.lines(), "line")).append(", ");
        out.append(size(stream.droppedBytes())).append(" dropped, ");
        if (stream.cutLines() > 0) {
            out.append(counted(stream.cutLines(), "line")).append(" cut, ");
        }
        out.append(counted(stream.rotations(), "rotation"));
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// `512 bytes`, `1.4 KB`, `51.2 MB`: rounded down, in powers of 1024 as in the configuration.
    static String size(long bytes) {
        if (bytes < 1024) {
            return counted(bytes, "byte");
        }
        int unit = 0;
        long rest = bytes;
        while (rest >= 1024 * 1024) {
            rest /= 1024;
            unit++;
        }
        return rest / 1024 + "." + rest % 1024 * 10 / 1024 + " " + UNITS[unit];
    }
}
