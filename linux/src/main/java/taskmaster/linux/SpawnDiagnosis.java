package taskmaster.linux;

import taskmaster.linux.SpawnResult.SpawnFailed;

/// Says what was wrong when posix_spawn failed. Everything but `execve` has been done in the parent
/// by then, so only the errno of `execve` is left to be told apart: the kernel uses few for many
/// causes (execve(2)).
final class SpawnDiagnosis {

    private static final int HEAD_BYTES = 256;

    private final FileProbe probe;

    SpawnDiagnosis(FileProbe probe) {
        this.probe = probe;
    }

    /// The failure, for people.
    ///
    /// @param path what was executed
    SpawnFailed failure(int errno, String path) {
        return switch (errno) {
            case Errno.ENOENT -> missing(path);
            case Errno.EACCES -> denied(path);
            case Errno.ENOTDIR ->
                    failed(
                            errno,
                            SpawnStep.COMMAND_NOT_FOUND,
                            path,
                            "a part of the path is not a directory (ENOTDIR)");
            case Errno.ENOEXEC ->
                    failed(
                            errno,
                            SpawnStep.EXEC,
                            path,
                            "neither a program for this machine nor a script that starts with #!"
                                    + " (ENOEXEC)");
            case Errno.ELIBBAD ->
                    failed(
                            errno,
                            SpawnStep.BAD_INTERPRETER,
                            path,
                            "its ELF loader is damaged (ELIBBAD)");
            case Errno.EAGAIN ->
                    failed(errno, SpawnStep.LIMIT, path, "no more processes are allowed (EAGAIN)");
            case Errno.ENOMEM, Errno.EMFILE, Errno.ENFILE ->
                    failed(errno, SpawnStep.LIMIT, path, Errno.description(errno));
            case Errno.EBADF ->
                    failed(
                            errno,
                            SpawnStep.STDIO,
                            path,
                            "its stdin, stdout or stderr is a bad file descriptor (EBADF)");
            default -> failed(errno, SpawnStep.EXEC, path, Errno.description(errno));
        };
    }

    private SpawnFailed missing(String path) {
        int mode = probe.mode(path);
        if (mode < 0) {
            return failed(Errno.ENOENT, SpawnStep.COMMAND_NOT_FOUND, path, "no such file (ENOENT)");
        }
        return failed(
                Errno.ENOENT,
                SpawnStep.BAD_INTERPRETER,
                path,
                interpreterOf(path) + " does not exist (ENOENT)");
    }

    private SpawnFailed denied(String path) {
        int mode = probe.mode(path);
        if (FileProbe.isDirectory(mode)) {
            return failed(Errno.EACCES, SpawnStep.IS_DIRECTORY, path, "is a directory (EACCES)");
        }
        if (mode < 0) {
            return failed(
                    Errno.EACCES,
                    SpawnStep.NOT_EXECUTABLE,
                    path,
                    "a directory on the way may not be searched (EACCES)");
        }
        if (probe.execution(path) == 0) {
            return failed(
                    Errno.EACCES,
                    SpawnStep.BAD_INTERPRETER,
                    path,
                    interpreterOf(path) + " may not be executed (EACCES)");
        }
        boolean hasNoBit = (mode & 0111) == 0;
        return failed(
                Errno.EACCES,
                SpawnStep.NOT_EXECUTABLE,
                path,
                hasNoBit
                        ? "not executable (EACCES)"
                        : "not executable for this user, or on a file system mounted noexec"
                                + " (EACCES)");
    }

    /// The interpreter of a script, shown so that a stray carriage return can be seen.
    private String interpreterOf(String path) {
        String head = probe.head(path, HEAD_BYTES);
        if (!head.startsWith("#!")) {
            return "its ELF loader (is it made for this system and C library?)";
        }
        String line = head.substring(2).split("\n", 2)[0].strip();
        boolean hasCarriageReturn = head.split("\n", 2)[0].endsWith("\r");
        String name = line.split("[ \t]", 2)[0];
        return "its interpreter `"
                + name
                + (hasCarriageReturn
                        ? "\\r` (a carriage return ends the line: a file with Windows line ends)"
                        : "`");
    }

    private static SpawnFailed failed(int errno, SpawnStep step, String path, String cause) {
        return new SpawnFailed(errno, step, "cannot start " + path + ": " + cause);
    }
}
