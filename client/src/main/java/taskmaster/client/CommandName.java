package taskmaster.client;

/// Every command there is, with the word that is typed.
enum CommandName {
    STATUS("status"),
    START("start"),
    STOP("stop"),
    RESTART("restart"),
    RELOAD("reload"),
    SIGNAL("signal"),
    TAIL("tail"),
    PID("pid"),
    CLEAR("clear"),
    ALERT("alert"),
    LOG_LEVEL("log-level"),
    SHUTDOWN("shutdown"),
    VERSION("version"),
    HELP("help"),
    EXIT("exit");

    private final String word;

    CommandName(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
