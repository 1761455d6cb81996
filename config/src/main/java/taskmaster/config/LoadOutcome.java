package taskmaster.config;

import java.util.List;

/// What came of reading a configuration.
public sealed interface LoadOutcome {

    /// It is valid.
    ///
    /// @param warnings what is probably a mistake, in file order
    record Loaded(Settings settings, List<Diagnostic> warnings) implements LoadOutcome {}

    /// It is not valid, and nothing of it may be used.
    ///
    /// @param errors all problems, at least one, in file order
    record Refused(List<Diagnostic> errors) implements LoadOutcome {}
}
