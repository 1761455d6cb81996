package taskmaster.daemon.output;

/// Is told of the files that a process writes to. Mostly on the output thread: must not block.
interface LogListener {

    /// One has grown or is another now.
    void changed();

    /// The process is not configured any more, and all that it wrote is in its files.
    void gone();
}
