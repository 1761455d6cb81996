package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.OutputSpec;

/// Makes the formats of streams. They share what they need while they format, so that a thousand of
/// them cost little: all of one instance belong to one thread at a time.
final class LineFormats {

    private final Timestamp timestamp = new Timestamp();
    private final LineBuffer buffer = new LineBuffer();
    private final EscapeSequences sequences = new EscapeSequences();
    private byte @Nullable [] clean;

    /// The format of a stream.
    ///
    /// @param process displayed name; after a change of it, another format is to be made
    /// @return null if the bytes are to be written as they come
    @Nullable LineFormat of(OutputSpec spec, String process, boolean isStderr) {
        LineFormat format =
                switch (spec.format()) {
                    case RAW -> spec.stripAnsi() ? new PlainFormat(buffer) : null;
                    case PREFIXED -> new PrefixedFormat(process, timestamp, buffer);
                    case JSON -> new JsonLines(process, isStderr, timestamp, buffer);
                };
        return format == null || !spec.stripAnsi() ? format : stripped(format);
    }

    private LineFormat stripped(LineFormat format) {
        if (clean == null) {
            clean = new byte[Bounds.LINE_BYTES_MAX + 1];
        }
        return new StrippedFormat(format, sequences, clean);
    }
}
