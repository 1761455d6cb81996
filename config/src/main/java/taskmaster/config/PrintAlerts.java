package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertSpec;
import taskmaster.core.AlertType;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The part of [PrintConfig] about alerts.
final class PrintAlerts {

    private final PrintConfig print;
    private final Origins origins;
    private final AlertSettings settings;

    /// @param print what the lines are given to
    PrintAlerts(PrintConfig print, Origins origins, AlertSettings settings) {
        this.print = print;
        this.origins = origins;
        this.settings = settings;
    }

    /// Sections `mail:`, `webhooks:` and `alerts:`.
    void sections() {
        List<AlertDestination.Webhook> webhooks = all(AlertDestination.Webhook.class);
        List<AlertDestination.Mail> mails = all(AlertDestination.Mail.class);
        if (mails.isEmpty()) {
            print.line("", AlertTable.MAIL_SECTION, null, Optional.empty());
        }
        mails.forEach(this::mail);
        if (webhooks.isEmpty()) {
            print.line("", AlertTable.WEBHOOKS, null, Optional.empty());
        } else {
            print.heading("webhooks:");
        }
        webhooks.forEach(this::webhook);
        print.heading("alerts:");
        line("  ", "alerts", AlertTable.ON, on(settings.daemon()));
        line("  ", "alerts", AlertTable.TO, to(settings.daemon().destinations()));
        commands();
        syslog();
        line("  ", "alerts", AlertTable.GROUP, Quantities.timeText(settings.groupNanos()));
        line("  ", "alerts", AlertTable.REPEAT, Quantities.timeText(settings.repeatNanos()));
        line("  ", "alerts", AlertTable.MAX_PER_HOUR, Integer.toString(settings.perHour()));
    }

    private <T extends AlertDestination> List<T> all(Class<T> kind) {
        return settings.destinations().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void mail(AlertDestination.Mail mail) {
        print.heading("mail:");
        var lines = new Lines("  ", "  ", "mail");
        lines.line(AlertTable.SERVER, YamlText.value(mail.server()));
        lines.line(AlertTable.PORT, Integer.toString(mail.port()));
        lines.line(AlertTable.SECURITY, lower(mail.security()));
        lines.line(AlertTable.USERNAME, text(mail.username()));
        lines.line(AlertTable.PASSWORD, text(mail.password()));
        lines.line(AlertTable.PASSWORD_FILE, text(mail.passwordFile()));
        lines.line(AlertTable.FROM, YamlText.value(mail.from()));
        lines.line(
                AlertTable.DESTS,
                YamlText.list(mail.dests().stream().map(YamlText::value).toList()));
        lines.line(AlertTable.MAIL_TIMEOUT, Quantities.timeText(mail.timeoutNanos()));
    }

    private void webhook(AlertDestination.Webhook webhook) {
        var lines = new Lines("  - ", "    ", "webhooks." + webhook.name());
        lines.line(AlertTable.WEBHOOK_NAME, YamlText.value(webhook.name()));
        lines.line(AlertTable.URL, YamlText.value(webhook.shownUrl()));
        if (webhook.headers().isEmpty()) {
            lines.line(AlertTable.HEADERS, null);
        } else {
            print.heading("    headers:");
            for (String name : webhook.headers().keySet()) {
                print.put(
                        "      ",
                        YamlText.quoted(name),
                        Secret.REDACTED,
                        origins.ofSection("webhooks." + webhook.name(), "headers." + name));
            }
        }
        lines.line(AlertTable.FORMAT, lower(webhook.format()));
        lines.line(AlertTable.WEBHOOK_TIMEOUT, Quantities.timeText(webhook.timeoutNanos()));
    }

    private void commands() {
        List<AlertDestination.Command> commands = all(AlertDestination.Command.class);
        if (commands.isEmpty()) {
            print.line("  ", AlertTable.EXEC_LIST, null, Optional.empty());
            return;
        }
        print.heading("  exec:");
        for (AlertDestination.Command command : commands) {
            var lines = new Lines("    - ", "      ", "exec." + command.name());
            lines.line(AlertTable.EXEC_NAME, YamlText.value(command.name()));
            lines.line(
                    AlertTable.EXEC_CMD,
                    YamlText.list(command.command().stream().map(YamlText::value).toList()));
            lines.line(AlertTable.EXEC_TIMEOUT, Quantities.timeText(command.timeoutNanos()));
        }
    }

    private void syslog() {
        List<AlertDestination.Syslog> syslogs = all(AlertDestination.Syslog.class);
        String shown = SyslogType.text(syslogs.isEmpty() ? null : syslogs.getFirst().target());
        line("  ", "alerts", AlertTable.SYSLOG, YamlText.value(shown));
    }

    /// `alerts` of a program.
    void program(String program, AlertSpec spec) {
        if (spec.equals(AlertSpec.NONE)) {
            print.line("    ", AlertTable.PROGRAM_ALERTS, AlertToType.NONE, none(program));
            return;
        }
        print.heading("    alerts:");
        print.line(
                "      ",
                AlertTable.PROGRAM_ON,
                on(spec),
                origins.ofProgram(program, "alerts.on")
                        .or(() -> origins.ofSection("alerts", AlertTable.ON.key())));
        print.line(
                "      ",
                AlertTable.PROGRAM_TO,
                to(spec.destinations()),
                origins.ofProgram(program, "alerts.to")
                        .or(() -> origins.ofSection("alerts", AlertTable.TO.key())));
    }

    private Optional<Origin> none(String program) {
        return origins.ofProgram(program, AlertTable.PROGRAM_ALERTS.key());
    }

    private static String on(AlertSpec spec) {
        return spec.types().isEmpty()
                ? AlertToType.NONE
                : YamlText.list(spec.types().stream().map(AlertType::key).toList());
    }

    private String to(List<String> names) {
        List<String> known = settings.destinations().stream().map(AlertDestination::name).toList();
        if (names.equals(known)) {
            return AlertToType.EVERY;
        }
        return names.isEmpty()
                ? AlertToType.NONE
                : YamlText.list(names.stream().map(YamlText::value).toList());
    }

    private void line(String indent, String section, Setting<?> setting, String value) {
        print.line(indent, setting, value, origins.ofSection(section, setting.key()));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : YamlText.value(value.toString());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// The lines of one destination: the first may begin an item of a list.
    private final class Lines {
        private final String section;
        private final String indent;
        private String next;

        Lines(String first, String indent, String section) {
            this.section = section;
            this.indent = indent;
            this.next = first;
        }

        void line(Setting<?> setting, @Nullable String value) {
            print.line(next, setting, value, origins.ofSection(section, setting.key()));
            next = indent;
        }
    }
}
