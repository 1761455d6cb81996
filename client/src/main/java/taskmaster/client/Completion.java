package taskmaster.client;

/// What the arguments of a command are, for completion.
enum Completion {
    NOTHING,
    NAMES,
    SIGNAL_THEN_NAMES,
    NAME_THEN_STREAM,
    COMMANDS
}
