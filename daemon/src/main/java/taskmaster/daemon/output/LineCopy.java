package taskmaster.daemon.output;

/// Takes copies of lines to somewhere else, and never makes the one who gives them wait.
interface LineCopy extends AutoCloseable {

    /// Takes one line, without its line feed, or drops it if too much waits already.
    ///
    /// @param process displayed name
    /// @param wallMillis when it was read, since the epoch
    /// @return false if it was dropped
    boolean offer(
            byte[] bytes, int from, int to, String process, boolean isStderr, long wallMillis);

    /// Sends what waits, for a second at most, and ends.
    @Override
    void close();
}
