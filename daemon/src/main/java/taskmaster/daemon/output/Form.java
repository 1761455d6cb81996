package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is done with the bytes of a stream on their way.
///
/// @param format null: they stay as they are
/// @param forward where they go besides, as they stand in the log
/// @param copies who gets each line besides
/// @param isStripped whether copies lack escape sequences, as the log does
/// @param isDropping whether they are dropped while they cannot be written
record Form(
        @Nullable LineFormat format,
        List<DescriptorSink> forward,
        List<LineCopy> copies,
        boolean isStripped,
        boolean isDropping) {

    static final Form RAW = new Form(null, List.of(), List.of(), false, false);

    /// Whether only whole lines can be handled; where some may be dropped, none is to be torn.
    boolean needsLines() {
        return isDropping || format != null || !forward.isEmpty() || !copies.isEmpty();
    }
}
