package taskmaster.linux;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.SpawnResult.SpawnFailed;

/// Finds a command as execvp(3) does, but in the PATH of the child, from the child's directory, and
/// with an answer that says what was wrong. posix_spawnp searches the PATH of the parent.
final class CommandSearch {

    /// What execvp(3) uses without PATH.
    static final String DEFAULT_PATH = "/bin:/usr/bin";

    private final FileProbe probe;

    CommandSearch(FileProbe probe) {
        this.probe = probe;
    }

    sealed interface Found {
        /// What to execute.
        ///
        /// @param path contains a slash
        record Command(String path) implements Found {}

        record Nothing(SpawnFailed failure) implements Found {}
    }

    /// Looks a command up.
    ///
    /// @param searchPath null: no PATH in the environment
    Found find(String command, @Nullable String searchPath) {
        if (command.contains("/")) {
            return new Found.Command(command);
        }
        String path = searchPath == null ? DEFAULT_PATH : searchPath;
        String directory = null;
        String forbidden = null;
        if (!command.isEmpty()) {
            for (String place : path.split(":", -1)) {
                String candidate = (place.isEmpty() ? "." : place) + "/" + command;
                int mode = probe.mode(candidate);
                if (FileProbe.isDirectory(mode)) {
                    directory = directory == null ? candidate : directory;
                } else if (mode >= 0 && probe.execution(candidate) == 0) {
                    return new Found.Command(candidate);
                } else if (mode >= 0 || mode == -Errno.EACCES) {
                    forbidden = forbidden == null ? candidate : forbidden;
                }
            }
        }
        return new Found.Nothing(failure(command, path, searchPath == null, forbidden, directory));
    }

    private SpawnFailed failure(
            String command,
            String path,
            boolean isDefault,
            @Nullable String forbidden,
            @Nullable String directory) {
        if (forbidden != null) {
            boolean isHidden = probe.mode(forbidden) < 0;
            return new SpawnFailed(
                    Errno.EACCES,
                    SpawnStep.NOT_EXECUTABLE,
                    "cannot start `%s`: %s %s (EACCES)"
                            .formatted(
                                    command,
                                    forbidden,
                                    isHidden ? "cannot be reached" : "is not executable"));
        }
        if (directory != null) {
            return new SpawnFailed(
                    Errno.EACCES,
                    SpawnStep.IS_DIRECTORY,
                    "cannot start `%s`: %s is a directory (EACCES)".formatted(command, directory));
        }
        return new SpawnFailed(
                Errno.ENOENT,
                SpawnStep.COMMAND_NOT_FOUND,
                "cannot find command `%s` in PATH=%s%s"
                        .formatted(command, path, isDefault ? " (the default: none is set)" : ""));
    }
}
