package taskmaster.config;

/// A stretch of one line of a file.
///
/// @param line from 1
/// @param column from 1, in characters
/// @param length characters, at least 1
record Place(SourceText source, int line, int column, int length) {

    /// The place of a part of what stands here, if it can be found in the same line; else this.
    Place narrowedTo(String fragment) {
        String text = source.line(line);
        int start = Math.min(column - 1, text.codePointCount(0, text.length()));
        int found = text.indexOf(fragment, text.offsetByCodePoints(0, start));
        return fragment.isEmpty() || found < 0
                ? this
                : new Place(
                        source,
                        line,
                        text.codePointCount(0, found) + 1,
                        fragment.codePointCount(0, fragment.length()));
    }

    Origin origin() {
        return new Origin(source.name(), line, column);
    }
}
