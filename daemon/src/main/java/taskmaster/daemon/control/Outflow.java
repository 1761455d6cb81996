package taskmaster.daemon.control;

/// A body that is sent piece by piece. Only on the server's thread. After the client has gone
/// everything here does nothing.
interface Outflow {

    /// Whether the client has taken enough of what was written; whoever writes looks here first.
    boolean isWritable();

    void write(byte[] bytes);

    /// Writes and adds a line feed.
    void writeLine(byte[] bytes);

    void flush();

    /// That was all.
    void end();

    /// Something went wrong: closes the connection, so that the client sees that this is not all.
    void abort();
}
