package taskmaster.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The parts of the daemon that log, each with a level of its own. A line of the log names its
/// component, and so does the logger in the code; a test compares them.
public enum LogComponent {
    MAIN("the daemon as a whole: start, signals that end it, settings of `log`"),
    LOOP("signals that cannot be sent, internal faults; debug: each event and what follows"),
    PROCESS("every start, death, stop and abort of a process"),
    SPAWN("starts that hang; debug: how long each took"),
    REAPER("deaths that cannot be watched for; debug: each death"),
    SIGNAL("signals that the daemon cannot handle"),
    RELOAD("the plan of each reload, or why it was refused"),
    CONTROL("commands, with who gave them; debug: each request"),
    OUTPUT("logs of programs: blocked, dropping, rotated; syslog servers of `forward`"),
    ALERT("alerts: sent, failed, waiting"),
    DUMP("the state that SIGUSR1 asks for"),
    LOG("this log itself; lost lines and changed levels are told at every level");

    private static final List<String> WORDS =
            Arrays.stream(values()).map(LogComponent::word).toList();

    private final String word;
    private final String meaning;

    LogComponent(String meaning) {
        this.word = name().toLowerCase(Locale.ROOT);
        this.meaning = meaning;
    }

    /// As it stands in the file, in commands and in lines of the log.
    public String word() {
        return word;
    }

    /// What it tells of, for people.
    public String meaning() {
        return meaning;
    }

    /// All words, in order.
    public static List<String> words() {
        return WORDS;
    }

    /// The component of a word; empty if there is none.
    public static Optional<LogComponent> parse(String word) {
        int index = WORDS.indexOf(word);
        return index < 0 ? Optional.empty() : Optional.of(values()[index]);
    }
}
