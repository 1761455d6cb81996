package taskmaster.config;

/// A mapping of the file that holds settings.
enum Section {
    TOP("the file", ""),
    PROGRAM("a program", "programs.NAME."),
    LOGROTATE("`logrotate`", "logrotate."),
    LOG("`log`", "log."),
    SERVER("`server`", "server."),
    AUTH("`auth`", "auth."),
    MAIL("`mail`", "mail."),
    WEBHOOK("a webhook", "webhooks."),
    ALERTS("`alerts`", "alerts."),
    EXEC("an entry of `exec`", "alerts.exec."),
    PROGRAM_ALERTS("`alerts` of a program", "programs.NAME.alerts.");

    private final String noun;
    private final String prefix;

    Section(String noun, String prefix) {
        this.noun = noun;
        this.prefix = prefix;
    }

    /// As it ends the sentence "not a setting of ...".
    String noun() {
        return noun;
    }

    /// What stands before a key in a full name.
    String prefix() {
        return prefix;
    }
}
