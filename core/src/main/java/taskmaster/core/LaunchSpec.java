package taskmaster.core;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;

/// What a process is started with. A change of anything here needs a new process, except from one
/// log file to another.
///
/// @param command the program and its arguments, at least one word; no shell
/// @param umask 0 to 0777; empty: the daemon's
/// @param workingDirectory absolute path; null: the directory the daemon was started in
/// @param environment variables on top of the daemon's own environment
/// @param stdout never [StreamTarget.MergedIntoStdout]
public record LaunchSpec(
        List<String> command,
        OptionalInt umask,
        @Nullable String workingDirectory,
        SortedMap<String, String> environment,
        StreamTarget stdout,
        StreamTarget stderr) {}
