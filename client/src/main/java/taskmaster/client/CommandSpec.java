package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One row of the table of commands.
///
/// @param aliases other words for it
/// @param arguments the arguments as help texts show them, `NAME...`
/// @param usageStatus the exit status when the arguments are wrong
/// @param details paragraphs of the help page, separated by an empty line
/// @param exitStatuses `0 text` lines, besides those that every command shares
record CommandSpec(
        CommandName name,
        List<String> aliases,
        String arguments,
        int argumentsMin,
        int argumentsMax,
        int usageStatus,
        List<OptionSpec> options,
        String summary,
        String details,
        List<String> examples,
        List<String> exitStatuses,
        Completion completion) {

    /// The synopsis: `tail [-f] [-n N] NAME [stdout|stderr]`.
    String synopsis() {
        return arguments.isEmpty() ? name.word() : name.word() + " " + arguments;
    }

    /// The option of this command with that long form, or null.
    @Nullable OptionSpec option(String word) {
        for (OptionSpec option : options) {
            if (option.word().equals(word)) {
                return option;
            }
        }
        return null;
    }
}
