package taskmaster.config;

import org.jspecify.annotations.Nullable;

/// What `${program_name}` and `${process_num}` stand for.
///
/// @param program null outside of programs
/// @param process the number of the process, or one of the constants
record Scope(@Nullable String program, int process) {

    /// `${process_num}` has no value: the setting is the same for all processes.
    static final int NO_PROCESS = -1;

    /// `${process_num}` stays as it is and every other `$` is doubled, so that the result can be
    /// written into a configuration again.
    static final int TEMPLATE = -2;

    static final Scope TOP = new Scope(null, NO_PROCESS);

    boolean isTemplate() {
        return process == TEMPLATE;
    }

    Scope withoutProcess() {
        return new Scope(program, NO_PROCESS);
    }
}
