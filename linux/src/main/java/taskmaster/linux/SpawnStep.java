package taskmaster.linux;

/// The step at which a spawn failed.
public enum SpawnStep {
    /// No such file, or no such command in PATH.
    COMMAND_NOT_FOUND,
    /// The file is there and may not be executed.
    NOT_EXECUTABLE,
    /// The command is a directory.
    IS_DIRECTORY,
    /// The working directory cannot be entered.
    WORKING_DIRECTORY,
    /// The interpreter named by `#!`, or the ELF loader, is missing or cannot be executed.
    BAD_INTERPRETER,
    /// `/dev/null` or a descriptor for stdin, stdout or stderr cannot be used.
    STDIO,
    /// No more processes, descriptors or memory: may pass.
    LIMIT,
    /// `execve` refused for another reason.
    EXEC
}
