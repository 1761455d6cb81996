package taskmaster.client;

import taskmaster.api.ProcessView;

import java.util.ArrayList;
import java.util.List;

/// What may stand at a place of a line, from the table of commands and the names of the daemon.
final class Completions {
    /// Signals that people send; any other can still be typed.
    private static final List<String> SIGNALS =
            List.of("HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "CONT", "STOP", "WINCH");

    /// Gives the processes of the daemon, or none when it cannot be asked.
    interface Processes {
        List<ProcessView> processes();

        /// The names of destinations of alerts.
        default List<String> destinations() {
            return List.of();
        }

        /// The components of the daemon that have a level.
        default List<String> components() {
            return List.of();
        }
    }

    private Completions() {}

    /// The words that may stand after `before`; whoever asks picks those that begin rightly.
    ///
    /// @param before the words of the line before the one that is being typed
    /// @param word the one that is being typed, as far as it goes
    static List<String> of(List<String> before, String word, Processes processes) {
        if (before.isEmpty()) {
            return CommandTable.words();
        }
        CommandSpec command = CommandTable.find(before.getFirst());
        if (command == null) {
            return List.of();
        }
        if (word.startsWith("-")) {
            return options(command);
        }
        int arguments = 0;
        for (String earlier : before.subList(1, before.size())) {
            arguments += earlier.startsWith("-") ? 0 : 1;
        }
        return switch (command.completion()) {
            case NOTHING -> List.of();
            case NAMES -> names(processes);
            case SIGNAL_THEN_NAMES -> arguments == 0 ? SIGNALS : names(processes);
            case NAMES_THEN_STREAMS -> {
                List<String> words = names(processes);
                if (arguments > 0) {
                    words.addAll(TailSource.STREAMS);
                }
                yield words;
            }
            case COMPONENT_THEN_LEVEL -> {
                List<String> words = new ArrayList<>(LogLevelCommand.LEVELS);
                if (arguments == 0) {
                    words.addAll(processes.components());
                }
                yield arguments > 1 ? List.of() : words;
            }
            case ALERTS ->
                    switch (arguments) {
                        case 0 -> AlertCommand.VERBS;
                        case 1 ->
                                before.getLast().equals(AlertCommand.TEST)
                                        ? processes.destinations()
                                        : List.of();
                        default -> List.of();
                    };
            case COMMANDS -> CommandTable.words();
        };
    }

    private static List<String> options(CommandSpec command) {
        List<String> options = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            options.add("--" + option.word());
        }
        options.add("--json");
        options.add("--help");
        return options;
    }

    private static List<String> names(Processes processes) {
        List<String> names = new ArrayList<>();
        String last = "";
        for (ProcessView process : processes.processes()) {
            String program = process.program();
            boolean isOfSeveral = !process.name().equals(program);
            if (isOfSeveral && !program.equals(last)) {
                names.add(program);
                names.add(program + ":*");
            }
            last = program;
            names.add(process.name());
        }
        names.add("all");
        return names;
    }
}
