package taskmaster.config;

/// The place of a setting in a file.
///
/// @param file as the operator named it
/// @param line from 1
/// @param column from 1
public record Origin(String file, int line, int column) {

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
