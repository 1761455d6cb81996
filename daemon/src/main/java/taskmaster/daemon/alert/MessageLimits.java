package taskmaster.daemon.alert;

/// Every bound of what is sent, with its unit and reason.
final class MessageLimits {

    /// Characters of a subject: what mail programs and telephones show.
    static final int SUBJECT_CHARS_MAX = 150;

    /// Characters of the host in a subject, so that there is room for what happened.
    static final int SUBJECT_HOST_CHARS_MAX = 40;

    /// Bytes of each part of a mail. Servers take megabytes, people do not.
    static final int BODY_BYTES_MAX = 64 << 10;

    /// Bytes of the JSON for programs: room for as many alerts as a message has, unless their lines
    /// are long.
    static final int JSON_BYTES_MAX = 256 << 10;

    /// Bytes of a body that are kept for the words about what was left out.
    static final int BODY_TAIL_BYTES = 2 << 10;

    /// Characters of the line about one alert.
    static final int HEADLINE_CHARS_MAX = 500;

    /// Lines of standard error with an alert.
    static final int LINES_MAX = 20;

    /// Characters of such a line.
    static final int LINE_CHARS_MAX = 500;

    /// Alerts told with everything; of the others one line each.
    static final int DETAILED_MAX = 20;

    /// Names in the subject of a message about several.
    static final int SUBJECT_NAMES_MAX = 3;

    /// Characters of a message of Discord (2000 are allowed).
    static final int DISCORD_CHARS_MAX = 1900;

    /// Characters of a message of Slack, which cuts at 40 000 and asks for 4000.
    static final int SLACK_CHARS_MAX = 3900;

    /// Elements of a card in Teams, of which a message may have 28 KB.
    static final int TEAMS_BLOCKS_MAX = 60;

    /// Characters of all texts of such a card.
    static final int TEAMS_CHARS_MAX = 8000;

    /// Lines to a syslog for one message.
    static final int SYSLOG_LINES_MAX = 1000;

    /// Bytes of a message of ntfy: one of 4096 or more becomes an attachment.
    static final int NTFY_BYTES_MAX = 4000;

    /// Characters of what a server or a command answered, as people see it.
    static final int ANSWER_CHARS_MAX = 300;

    /// Bytes of the body of an answer that are read.
    static final int ANSWER_BYTES_MAX = 4096;

    /// Bytes of the status line and of all headers of an answer.
    static final int ANSWER_HEAD_BYTES_MAX = 16 << 10;

    /// Bytes of a file with a password.
    static final int PASSWORD_FILE_BYTES_MAX = 4096;

    /// From SIGTERM to SIGKILL for a command that took too long.
    static final long COMMAND_GRACE_NANOS = 2_000_000_000L;

    private MessageLimits() {}
}
