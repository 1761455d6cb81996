package taskmaster.linux;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What a child is started with. Whatever is not named here it gets clean: a session and a process
/// group of its own, every signal at its default, an empty signal mask, no other descriptor.
///
/// @param command the program and its arguments, at least one word, no shell. A first word with a
///   slash is a path, from the working directory if relative; without, it is looked up in the
///   `PATH` of `environment` (absent: `/bin:/usr/bin`, as execvp(3) does)
/// @param environment the whole environment of the child, in this order
/// @param umask 0 to 0777; empty: [Kernel#umask]
/// @param workingDirectory null: the daemon's
/// @param stdinFd descriptor that becomes 0; -1: `/dev/null`. The caller keeps and closes its own
/// @param stdoutFd descriptor that becomes 1; -1: `/dev/null`
/// @param stderrFd descriptor that becomes 2, may equal `stdoutFd`; -1: `/dev/null`
/// @param noFileSoft soft RLIMIT_NOFILE, normally what the daemon itself was started with; -1
///   (RLIM_INFINITY): unlimited
/// @param noFileHard hard RLIMIT_NOFILE
public record SpawnRequest(
        List<String> command,
        Map<String, String> environment,
        OptionalInt umask,
        @Nullable String workingDirectory,
        int stdinFd,
        int stdoutFd,
        int stderrFd,
        long noFileSoft,
        long noFileHard) {

    /// Refuses what no caller can mean: an empty command, a umask out of range.
    public SpawnRequest {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("empty command");
        }
        if (umask.isPresent() && (umask.getAsInt() & ~0777) != 0) {
            throw new IllegalArgumentException("umask " + umask.getAsInt());
        }
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
}
