package taskmaster.config;

import static taskmaster.config.Section.ALERTS;
import static taskmaster.config.Section.EXEC;
import static taskmaster.config.Section.MAIL;
import static taskmaster.config.Section.PROGRAM;
import static taskmaster.config.Section.TOP;
import static taskmaster.config.Section.WEBHOOK;

import taskmaster.config.AlertDestination.Security;
import taskmaster.config.AlertDestination.WebhookFormat;
import taskmaster.config.Setting.Change;
import taskmaster.core.AlertType;
import taskmaster.core.ForwardTarget;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/// The rows of [SettingTable] that are about alerts. All of them are live.
final class AlertTable {

    private static final String SINCE = "0.1";
    private static final List<Setting<?>> ROWS = new ArrayList<>();

    private AlertTable() {}

    static final Setting<Object> MAIL_SECTION =
            row(
                    TOP,
                    "mail",
                    new SettingTable.StructureType<>("a mapping"),
                    "none",
                    "The mail server and who gets mail, see [`mail`](#mail).");

    static final Setting<Object> WEBHOOKS =
            row(
                    TOP,
                    "webhooks",
                    new SettingTable.StructureType<>("a list of mappings"),
                    "none",
                    "Chats and services that are told over HTTP, see [`webhooks`](#webhooks).");

    static final Setting<Object> ALERTS_SECTION =
            row(
                    TOP,
                    "alerts",
                    new SettingTable.StructureType<>("a mapping"),
                    "none",
                    "What people are told, see [`alerts`](#alerts).");

    static final Setting<String> SERVER =
            row(
                    MAIL,
                    "server",
                    new MailServerType(),
                    "required",
                    "The mail server (SMTP). Its certificate is always verified, for this name.");

    static final Setting<Integer> PORT =
            row(
                    MAIL,
                    "port",
                    ValueTypes.integer(1, 65535),
                    "`465`",
                    "Its port. With `security: starttls` alone it is 587, with `none` alone 25.");

    static final Setting<Security> SECURITY =
            row(
                    MAIL,
                    "security",
                    AlertTypes.SECURITY,
                    "`ssl` on port 465, `starttls` on 587, `none` on 25",
                    "TLS from the first byte (`ssl`), after STARTTLS, which the server must offer"
                            + " then (`starttls`), or none. With another port it must be said.");

    static final Setting<String> USERNAME =
            row(
                    MAIL,
                    "username",
                    AlertTypes.USERNAME,
                    "none",
                    "Who logs in, often the address. Without it nobody does.");

    static final Setting<Secret> PASSWORD =
            row(
                    MAIL,
                    "password",
                    AlertTypes.PASSWORD,
                    "none",
                    "The password, best as `${VARIABLE}`. With two-factor login an app password,"
                        + " see [operations](../operations.md#an-app-password). Never printed.");

    static final Setting<Path> PASSWORD_FILE =
            row(
                    MAIL,
                    "password_file",
                    new PasswordFileType(),
                    "none",
                    "A file whose one line is the password; not together with `password`. Refused"
                            + " if others can read or write it (`chmod 600`). Read again at each"
                            + " attempt.");

    static final Setting<List<String>> FROM =
            row(
                    MAIL,
                    "from",
                    new AddressesType(1),
                    "`username`, if that is an address",
                    "Who the mail is from: `name@host` or `Words <name@host>`.");

    static final Setting<List<String>> DESTS =
            row(
                    MAIL,
                    "dests",
                    new AddressesType(ConfigLimits.ALERT_ITEMS_MAX),
                    "required",
                    "Who gets it.");

    static final Setting<Long> MAIL_TIMEOUT =
            row(MAIL, "timeout", AlertTypes.TIMEOUT, "`30`", "How long one attempt may take.");

    static final Setting<String> WEBHOOK_NAME =
            row(
                    WEBHOOK,
                    "name",
                    AlertTypes.DESTINATION_NAME,
                    "by its place: `webhook`, `webhook_2`, ...",
                    "What `to` and `taskmasterctl alert test` call it.");

    static final Setting<URI> URL =
            row(
                    WEBHOOK,
                    "url",
                    new WebhookUrlType(),
                    "required",
                    "Where to send. Shown up to the host only.");

    static final Setting<SortedMap<String, Secret>> HEADERS =
            row(
                    WEBHOOK,
                    "headers",
                    new HeadersType(),
                    "none",
                    "Sent with it, such as `Authorization`. Values are never printed.");

    static final Setting<WebhookFormat> FORMAT =
            row(
                    WEBHOOK,
                    "format",
                    AlertTypes.WEBHOOK_FORMAT,
                    "`generic`",
                    "What the receiver understands. `generic` is the whole event as JSON.");

    static final Setting<Long> WEBHOOK_TIMEOUT =
            row(WEBHOOK, "timeout", AlertTypes.TIMEOUT, "`10`", "How long one attempt may take.");

    static final Setting<Set<AlertType>> ON =
            row(
                    ALERTS,
                    "on",
                    new AlertOnType(false),
                    "`aborted, unexpected_exit`",
                    "What is told: a process that failed to start for the last time; one that ended"
                        + " by itself with an exit code that is not expected, or by a signal; one"
                        + " of those running again; one that had to be ended by SIGKILL; output"
                        + " that is being dropped; a changed configuration with mistakes.");

    static final Setting<AlertToType.Names> TO =
            row(ALERTS, "to", new AlertToType(), "`all`", "Who is told.");

    static final Setting<List<ExecType.Entry>> EXEC_LIST =
            row(
                    ALERTS,
                    "exec",
                    new ExecType(),
                    "none",
                    "Programs that get each message as JSON on standard input, see"
                            + " [`exec`](#exec). A text or a list of words is one program of the"
                            + " name `exec`.");

    static final Setting<List<ForwardTarget>> SYSLOG =
            row(
                    ALERTS,
                    "syslog",
                    new SyslogType(),
                    "`none`",
                    "The machine's syslog (`local`, or `true`), another socket, or a server. Its"
                            + " name is `syslog`.");

    static final Setting<Long> GROUP =
            row(
                    ALERTS,
                    "group",
                    AlertTypes.GROUP,
                    "`3`",
                    "Alerts within this time are one message. `0`: each is its own.");

    static final Setting<Long> REPEAT =
            row(
                    ALERTS,
                    "repeat",
                    AlertTypes.REPEAT,
                    "`300`",
                    "Within this time the same alert is only counted, and told once at the end."
                            + " `0`: each is told.");

    static final Setting<Integer> MAX_PER_HOUR =
            row(
                    ALERTS,
                    "max_per_hour",
                    ValueTypes.integer(1, 3600),
                    "`30`",
                    "Messages that one destination gets within an hour; more wait, and are told"
                            + " together.");

    static final Setting<String> EXEC_NAME =
            row(
                    EXEC,
                    "name",
                    AlertTypes.DESTINATION_NAME,
                    "by its place: `exec`, `exec_2`, ...",
                    "What `to` and `taskmasterctl alert test` call it.");

    static final Setting<List<String>> EXEC_CMD =
            row(
                    EXEC,
                    "cmd",
                    ExecType.COMMAND,
                    "required",
                    "What to execute, as `cmd` of a program, without a shell: an absolute path, or"
                            + " a name that is looked up in the daemon's `PATH`.");

    static final Setting<Long> EXEC_TIMEOUT =
            row(EXEC, "timeout", AlertTypes.TIMEOUT, "`10`", "Then its process group is killed.");

    static final Setting<ProgramAlertsType.Partial> PROGRAM_ALERTS =
            row(
                    PROGRAM,
                    "alerts",
                    new ProgramAlertsType(),
                    "what [`alerts`](#alerts) of the file says",
                    "What is told of it, and to whom, see [`alerts` of a"
                            + " program](#alerts-of-a-program). `none`: nothing.");

    static final Setting<Set<AlertType>> PROGRAM_ON =
            row(
                    Section.PROGRAM_ALERTS,
                    "on",
                    new AlertOnType(true),
                    "that of the file",
                    "What is told of this program.");

    static final Setting<AlertToType.Names> PROGRAM_TO =
            row(
                    Section.PROGRAM_ALERTS,
                    "to",
                    new AlertToType(),
                    "that of the file",
                    "Who is told of this program.");

    /// All rows in the order of the document.
    static List<Setting<?>> rows() {
        return List.copyOf(ROWS);
    }

    private static <T> Setting<T> row(
            Section section, String key, ValueType<T> type, String defaultText, String doc) {
        var setting = new Setting<>(section, key, type, defaultText, Change.LIVE, SINCE, doc);
        ROWS.add(setting);
        return setting;
    }
}
