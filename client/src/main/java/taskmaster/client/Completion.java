package taskmaster.client;

/// What the arguments of a command are, for completion.
enum Completion {
    NOTHING,
    NAMES,
    SIGNAL_THEN_NAMES,
    NAMES_THEN_STREAMS,
    COMPONENT_THEN_LEVEL,
    ALERTS,
    COMMANDS
}
