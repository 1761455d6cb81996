package taskmaster.daemon.output;

import java.nio.ByteBuffer;

/// Turns the lines of a stream into what stands in its log. Belongs to the output thread.
interface LineFormat {

    /// Appends the lines of `[from, to)` to `out`, as many as surely fit, and at least one where
    /// `out` is empty and has [Bounds#FORMATTED_BYTES] of room. A line is formatted whole or not at
    /// all.
    ///
    /// @param lines whole lines of at most [Bounds#LINE_BYTES_MAX] bytes, each ending with a line
    ///   feed; only the last may lack it: it was cut, or its process has ended
    /// @param isCut whether a last line without its line feed was cut, and goes on in the next call
    /// @param wallMillis when they were read, since the epoch
    /// @param out direct; what was appended always ends with a line feed, and nothing may have been
    ///   appended if a line held nothing but what is removed
    /// @return index after the last line taken
    int format(byte[] lines, int from, int to, boolean isCut, long wallMillis, ByteBuffer out);
}
