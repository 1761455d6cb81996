package taskmaster.client;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Understands a command line by the table of commands.
///
/// Commons CLI takes the words apart, options before or after the command alike; which option
/// belongs to which command is checked here (docs/adr/0005-command-line.md).
final class CommandLineParser {
    private CommandLineParser() {}

    /// Understands the words after `taskmasterctl`, or those of a line of the shell.
    ///
    /// @param isShell in the shell the daemon has been chosen, so those options are refused
    static Invocation parse(List<String> words, boolean isShell) throws ClientFailure {
        CommandLine line = takeApart(words);
        List<String> positional = line.getArgList();
        CommandSpec command = positional.isEmpty() ? null : command(positional.getFirst());
        Map<String, String> options = new HashMap<>();
        for (Option option : line.getOptions()) {
            String word = option.getLongOpt();
            checkBelongs(word, command, isShell);
            String value = option.getValue();
            options.put(word, value == null ? "" : value);
        }
        List<String> arguments =
                positional.isEmpty()
                        ? List.of()
                        : List.copyOf(positional.subList(1, positional.size()));
        if (options.containsKey("help")) {
            return help(command, options);
        }
        if (command != null) {
            checkCount(command, arguments.size());
        }
        return new Invocation(command, arguments, options);
    }

    private static Invocation help(@Nullable CommandSpec command, Map<String, String> options) {
        List<String> topic = command == null ? List.of() : List.of(command.name().word());
        return new Invocation(CommandTable.of(CommandName.HELP), topic, options);
    }

    private static CommandLine takeApart(List<String> words) throws ClientFailure {
        DefaultParser parser =
                DefaultParser.builder()
                        .setAllowPartialMatching(false)
                        .setStripLeadingAndTrailingQuotes(false)
                        .get();
        try {
            return parser.parse(options(), withNumbers(words), false);
        } catch (UnrecognizedOptionException e) {
            throw unknownOption(e.getOption());
        } catch (MissingArgumentException e) {
            Option option = e.getOption();
            String word = option == null ? "" : option.getLongOpt();
            String argument = option == null ? "a value" : option.getArgName();
            throw wrongOption("option `--" + word + "` needs " + argument + " after it", null);
        } catch (ParseException e) {
            throw wrongOption("cannot understand the options: " + e.getMessage(), null);
        }
    }

    private static Options options() {
        Options options = new Options();
        for (OptionSpec option : CommandTable.GLOBAL_OPTIONS) {
            options.addOption(option(option));
        }
        for (CommandSpec command : CommandTable.COMMANDS) {
            for (OptionSpec option : command.options()) {
                options.addOption(option(option));
            }
        }
        return options;
    }

    private static Option option(OptionSpec spec) {
        boolean hasArgument = spec.argument() != null;
        Option option = new Option(spec.letter(), spec.word(), hasArgument, spec.summary());
        if (hasArgument) {
            option.setArgName(spec.argument());
        }
        return option;
    }

    /// Writes `-100` as `--bytes=100`: the form that supervisorctl's `tail` takes.
    private static String[] withNumbers(List<String> words) {
        String[] array = words.toArray(new String[0]);
        for (int i = 0; i < array.length && !array[i].equals("--"); i++) {
            if (isNumber(array[i])) {
                array[i] = "--bytes=" + array[i].substring(1);
            }
        }
        return array;
    }

    private static boolean isNumber(String word) {
        if (word.length() < 2 || word.charAt(0) != '-') {
            return false;
        }
        for (int i = 1; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static CommandSpec command(String word) throws ClientFailure {
        CommandSpec command = CommandTable.find(word);
        if (command != null) {
            return command;
        }
        String near = Suggestion.nearest(word, CommandTable.words());
        throw ClientFailure.usage(
                ExitStatus.FAILED,
                "unknown command `" + shortened(word) + "`",
                near == null
                        ? "`help` lists all commands"
                        : "did you mean `" + near + "`? `help` lists all commands");
    }

    private static void checkBelongs(String word, @Nullable CommandSpec command, boolean isShell)
            throws ClientFailure {
        OptionSpec global = CommandTable.globalOption(word);
        if (global != null) {
            if (isShell && !word.equals("json") && !word.equals("help")) {
                throw wrongOption(
                        "option `--" + word + "` is not for the shell",
                        "leave it and give the option to `taskmasterctl` itself");
            }
            return;
        }
        if (command == null) {
            throw wrongOption("option `--" + word + "` needs a command", usageHint());
        }
        if (command.option(word) == null) {
            throw wrongOption(
                    "`" + command.name().word() + "` has no option `--" + word + "`",
                    "usage: " + command.synopsis());
        }
    }

    private static void checkCount(CommandSpec command, int count) throws ClientFailure {
        if (count >= command.argumentsMin() && count <= command.argumentsMax()) {
            return;
        }
        String word = command.name().word();
        String problem;
        if (count > command.argumentsMax()) {
            problem =
                    command.argumentsMax() == 0
                            ? "`" + word + "` takes no arguments"
                            : "`" + word + "` takes fewer arguments";
        } else {
            problem = "`" + word + "` needs " + command.arguments();
        }
        throw ClientFailure.usage(command.usageStatus(), problem, "usage: " + command.synopsis());
    }

    private static ClientFailure unknownOption(String option) {
        List<String> known = new ArrayList<>();
        for (OptionSpec spec : CommandTable.GLOBAL_OPTIONS) {
            known.add("--" + spec.word());
        }
        for (CommandSpec command : CommandTable.COMMANDS) {
            for (OptionSpec spec : command.options()) {
                known.add("--" + spec.word());
            }
        }
        String near = option.startsWith("--") ? Suggestion.nearest(option, known) : null;
        return wrongOption(
                "unknown option `" + shortened(option) + "`",
                near == null ? usageHint() : "did you mean `" + near + "`?");
    }

    private static ClientFailure wrongOption(String message, @Nullable String hint) {
        return ClientFailure.usage(ExitStatus.USAGE, message, hint);
    }

    private static String usageHint() {
        return "`help` lists all commands and options";
    }

    private static String shortened(String word) {
        return word.length() <= 60 ? word : word.substring(0, 60) + "...";
    }
}
