package taskmaster.daemon.control;

import java.io.IOException;

/// A place in a log that moves forward as it is read. One worker thread at a time uses it.
public interface LogFollower extends AutoCloseable {

    /// Reads what is there, up to the length of `buffer`. May wait for the disk, never for output.
    ///
    /// @return how many bytes; 0 if there are none now (only when following); -1 at the end as it
    ///   was when it was opened (when not following, so that it ends under `yes` too), or when
    ///   nothing more will come because the process is not configured any more
    int read(byte[] buffer) throws IOException;

    /// Calls `ready` once, from any thread, as soon as [#read] may have more; at once if it has. A
    /// further call replaces a pending one. `ready` never blocks.
    void whenReady(Runnable ready);

    /// Releases the files and drops a pending `ready`.
    @Override
    void close();
}
