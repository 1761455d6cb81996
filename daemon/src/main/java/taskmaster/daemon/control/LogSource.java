package taskmaster.daemon.control;

import java.io.IOException;

/// The log of one stream of a process, over all its files.
public interface LogSource {

    /// Opens it near its end. On a worker thread; may wait for the disk. A file that does not exist
    /// (yet) is an empty log.
    ///
    /// @param follow whether to go on beyond the present end, over rotations too
    /// @throws IOException if it cannot be read; its message says why, with the path
    LogFollower open(LogStart start, boolean follow) throws IOException;

    /// Opens a part of the file that is written now; as it is now, whatever is written to it later.
    /// On a worker thread; may wait for the disk. A file that does not exist has no bytes.
    ///
    /// @throws IOException if it cannot be read; its message says why, with the path
    LogSlice open(ByteRange range) throws IOException;
}
