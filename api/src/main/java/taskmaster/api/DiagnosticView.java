package taskmaster.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A problem in the configuration.
///
/// @param severity `error` or `warning`
/// @param line from 1
/// @param column from 1
/// @param snippet the offending line of the file
/// @param length of the part to underline, in characters
/// @param rendered the whole of it as a text of several lines for people
public record DiagnosticView(
        String severity,
        String file,
        int line,
        int column,
        String message,
        @Nullable String snippet,
        int length,
        List<String> help,
        String rendered) {

    public DiagnosticView {
        help = List.copyOf(help);
    }
}
