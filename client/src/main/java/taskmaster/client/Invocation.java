package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// One command line, understood.
///
/// @param command null when none was given: the shell is wanted
/// @param arguments what follows the command, without options
/// @param options values by the long form of the option; "" for a switch
record Invocation(
        @Nullable CommandSpec command, List<String> arguments, Map<String, String> options) {
    boolean has(String option) {
        return options.containsKey(option);
    }

    @Nullable String value(String option) {
        return options.get(option);
    }

    boolean isJson() {
        return has("json");
    }
}
