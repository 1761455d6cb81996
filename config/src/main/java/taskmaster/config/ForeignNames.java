package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What to tell whoever writes a name that taskmaster does not know: near names, names that
/// supervisord and others use for the same thing, and what is not available yet.
final class ForeignNames {

    private static final Map<String, String> PROGRAM = new HashMap<>();
    private static final Map<String, String> LOGROTATE = new HashMap<>();
    private static final Map<String, String> TOP = new HashMap<>();
    private static final Map<String, String> MAIL = new HashMap<>();
    private static final Map<String, String> WEBHOOK = new HashMap<>();
    private static final Map<String, String> ALERTS = new HashMap<>();
    private static final Map<String, String> EXEC = new HashMap<>();
    private static final String LATER = "not available yet";

    private ForeignNames() {}

    static {
        ours("cmd", "command", "exec", "run", "args", "argv", "entrypoint", "script");
        ours("workingdir", "directory", "working_dir", "working_directory", "cwd", "dir", "chdir");
        ours("env", "environment", "environ", "vars");
        ours("starttime", "startsecs", "start_time", "startseconds", "min_uptime");
        ours(
                "stoptime",
                "stopwaitsecs",
                "stop_time",
                "stop_timeout",
                "stop_grace_period",
                "timeout");
        ours("startretries", "retries", "max_retries", "start_retries", "max_restarts");
        ours("autorestart", "restart", "restart_policy", "on_exit");
        ours("stopsignal", "stop_signal", "signal", "kill_signal");
        ours("numprocs", "instances", "processes", "replicas", "count", "num_procs", "scale");
        ours("exitcodes", "exit_codes", "success_exit_codes", "expected_exit_codes");
        ours("stdout", "stdout_logfile", "out", "out_file", "output", "log", "logfile");
        ours("stdout", "log_location", "standardoutput", "standard_output");
        ours("stderr", "stderr_logfile", "err", "error_file", "errors");
        ours("stderr", "standarderror", "standard_error");
        ours("stop_group", "stopasgroup", "stop_as_group");
        ours("autostart", "auto_start", "enabled");
        ours("logrotate", "rotate", "rotation");
        say("redirect_stderr", "write `stderr: stdout`");
        say("killasgroup", "not needed: what is left of a process group is always ended");
        for (String stream : List.of("stdout", "stderr")) {
            say(stream + "_logfile_maxbytes", "write `logrotate: {maxbytes: ...}`");
            say(stream + "_logfile_backups", "write `logrotate: {backups: ...}`");
            later("capture of marked output", stream + "_capture_maxbytes");
            later("output as events", stream + "_events_enabled");
            say(stream + "_syslog", "write `forward: syslog`");
        }
        output();
        alerts();
        say("process_name", "names are given: `web` alone, `web:web_00` among several");
        say("numprocs_start", "processes are counted from 0");
        say("serverurl", "not needed: `taskmasterctl` finds the daemon by itself");
        later("another user for a program", "user", "group", "uid", "gid");
        later("limits of resources", "limits", "ulimits", "nice", "nofile", "memory", "cpus");
        later("dependencies", "depends_on", "requires", "after", "before", "wants");
        later("health checks", "healthcheck", "health", "readiness", "liveness");
        ours("alerts", "alert", "notify", "notifications");
        for (String name : List.of("mail", "email", "dests")) {
            say(name, "write `mail:` beside `programs:`, and `alerts: {to: mail}` here");
        }
        later("schedules", "cron", "schedule", "every");
        top(
                "supervisord's file format is " + LATER,
                "supervisord",
                "supervisorctl",
                "rpcinterface");
        top("write `server: {port: ...}`", "inet_http_server", "http_server");
        top("write `server: {socket: ...}`", "unix_http_server");
        top("write `include: conf.d/*.yaml`", "includes", "import", "imports", "files");
        top("groups are " + LATER + "; `priority` orders programs", "groups", "group");
        top("did you mean `mail`?", "smtp", "email", "smtp_server", "mailer");
        top("did you mean `alerts`?", "alert", "alerting", "notify", "notifications");
        top("did you mean `webhooks`?", "webhook", "hooks", "webhook_configs");
        top("write `webhooks: [{url: ..., format: ...}]`", "slack", "discord", "teams", "ntfy");
        top("write `log: {level: ...}`", "loglevel", "log_level");
        top("write `log: {file: ...}`", "logfile", "log_file");
        top("write `--pidfile` on the command line", "pidfile");
        top("write `programs:`", "services", "tasks", "apps", "processes", "program");
        top("extension keys begin with `x-`", "x", "anchors", "templates");
    }

    private static void output() {
        ours("format", "log_format", "output_format");
        ours("strip_ansi", "disable_ansi_colors", "no_color", "strip_colors");
        ours("forward", "forward_to", "log_driver");
        ours("overflow", "overflow_policy", "on_full");
        say("log_type", "write `format: json`");
        say("log_date_format", "write `format: prefixed`");
        say("time", "write `format: prefixed`");
        say("prefix", "write `format: prefixed`");
        say("syslog", "write `forward: syslog`");
        say("syslogidentifier", "not needed: syslog gets the name of the process");
        String sameFile = "not needed: processes that name the same file share it";
        say("merge_logs", sameFile);
        say("combine_logs", sameFile);
        for (String name : List.of("logging", "log_configuration")) {
            say(name, "write `logrotate:`, `format:` and `forward:`");
        }
        parts("maxbytes", "size", "maxsize", "max_size", "max_bytes", "max_size_mb", "minsize");
        parts("backups", "rotate", "count", "keep", "max_files", "max_file", "maxfiles", "retain");
        parts("backups", "max_backups", "backup_count", "files");
        parts("interval", "frequency", "when", "every", "schedule", "rotateinterval", "period");
        parts("compress", "gzip", "compression", "compressed", "zip");
        LOGROTATE.put("hourly", "write `interval: hourly`");
        for (String name : List.of("daily", "weekly", "monthly")) {
            LOGROTATE.put(name, "write `interval: daily`");
        }
        for (String name : List.of("copytruncate", "nocopytruncate", "create", "postrotate")) {
            LOGROTATE.put(name, "not needed: the daemon itself renames its files");
        }
        for (String name : List.of("missingok", "notifempty", "nocompress")) {
            LOGROTATE.put(name, "not needed: it is so");
        }
        LOGROTATE.put("delaycompress", "not available: `NAME.1` is compressed as the others");
        for (String name : List.of("dateext", "dateformat")) {
            LOGROTATE.put(name, "not available: old files are `NAME.1`, `NAME.2` and so on");
        }
        for (String name : List.of("max_age", "maxage", "max_age_days", "max_days")) {
            LOGROTATE.put(name, "not available: `backups` says how many files stay");
        }
    }

    private static void alerts() {
        into(MAIL, Section.MAIL, "server", "host", "hostname", "smtp", "smtp_host", "smtp_server");
        into(MAIL, Section.MAIL, "port", "smtp_port");
        into(MAIL, Section.MAIL, "username", "user", "login", "auth_username", "smtp_user");
        into(MAIL, Section.MAIL, "password", "pass", "passwd", "auth_password", "smtp_password");
        into(MAIL, Section.MAIL, "password_file", "passwordfile", "auth_password_file");
        into(MAIL, Section.MAIL, "from", "sender", "from_address", "mail_from");
        into(MAIL, Section.MAIL, "dests", "to", "dest", "recipients", "receivers", "rcpt");
        into(MAIL, Section.MAIL, "security", "tls", "ssl", "starttls", "encryption", "require_tls");
        MAIL.put("auth", "write `username:` and `password_file:`");
        for (String name : List.of("verify", "insecure", "insecure_skip_verify", "verify_peer")) {
            MAIL.put(name, "not available: certificates are always verified");
        }
        into(WEBHOOK, Section.WEBHOOK, "url", "uri", "endpoint", "address", "webhook_url");
        into(WEBHOOK, Section.WEBHOOK, "format", "type", "kind");
        into(WEBHOOK, Section.WEBHOOK, "headers", "header", "http_headers");
        for (String name : List.of("token", "auth", "authorization", "bearer_token")) {
            WEBHOOK.put(name, "write `headers: {Authorization: \"Bearer ...\"}`");
        }
        WEBHOOK.put("method", "not needed: it is POST");
        into(ALERTS, Section.ALERTS, "on", "events", "event", "types", "when");
        into(ALERTS, Section.ALERTS, "to", "dests", "destinations", "receivers", "notify");
        into(ALERTS, Section.ALERTS, "exec", "command", "commands", "cmd", "script");
        into(ALERTS, Section.ALERTS, "group", "group_wait", "group_interval", "batch");
        into(ALERTS, Section.ALERTS, "repeat", "repeat_interval", "throttle", "cooldown");
        into(ALERTS, Section.ALERTS, "max_per_hour", "rate_limit", "limit", "max");
        into(EXEC, Section.EXEC, "cmd", "command", "exec", "run", "args");
    }

    private static void into(
            Map<String, String> names, Section section, String ours, String... theirs) {
        Objects.requireNonNull(SettingTable.find(section, ours), ours);
        for (String name : theirs) {
            names.put(name, "did you mean `" + ours + "`?");
        }
    }

    private static void parts(String ours, String... theirs) {
        Objects.requireNonNull(SettingTable.find(Section.LOGROTATE, ours), ours);
        for (String name : theirs) {
            LOGROTATE.put(name, "did you mean `" + ours + "`?");
        }
    }

    /// At most three suggestions for an unknown key.
    static List<String> help(Section section, String key) {
        var help = new ArrayList<String>();
        @Nullable String known = known(section, key);
        if (known != null) {
            help.add(known);
        } else {
            help.addAll(Suggestions.didYouMean(key, SettingTable.of(section).keySet(), ""));
        }
        if (help.isEmpty()) {
            help.addAll(elsewhere(section, key));
        }
        return help;
    }

    private static @Nullable String known(Section section, String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return switch (section) {
            case PROGRAM -> PROGRAM.get(name.replace('-', '_'));
            case TOP ->
                    name.startsWith("program:")
                            ? "write `programs:` and below it `" + key.substring(8).strip() + ":`"
                            : TOP.get(name.replace('-', '_'));
            case LOGROTATE -> LOGROTATE.get(name.replace('-', '_'));
            case MAIL -> MAIL.get(name.replace('-', '_'));
            case WEBHOOK -> WEBHOOK.get(name.replace('-', '_'));
            case ALERTS, PROGRAM_ALERTS -> ALERTS.get(name.replace('-', '_'));
            case EXEC -> EXEC.get(name.replace('-', '_'));
            case LOG, SERVER, AUTH -> null;
        };
    }

    /// Where the key does belong.
    private static List<String> elsewhere(Section section, String key) {
        return SettingTable.all().stream()
                .filter(setting -> setting.key().equals(key) && setting.section() != section)
                .map(setting -> "it is a setting of " + setting.section().noun())
                .distinct()
                .limit(2)
                .toList();
    }

    private static void ours(String ours, String... theirs) {
        Objects.requireNonNull(SettingTable.find(Section.PROGRAM, ours), ours);
        for (String name : theirs) {
            PROGRAM.put(name, "did you mean `" + ours + "`?");
        }
    }

    private static void later(String what, String... names) {
        for (String name : names) {
            PROGRAM.put(name, LATER + ": " + what);
        }
    }

    private static void say(String name, String advice) {
        PROGRAM.put(name, advice);
    }

    private static void top(String advice, String... names) {
        for (String name : names) {
            TOP.put(name, advice);
        }
    }

    /// Names of supervisord's programs and what to write instead, for the document.
    static Map<String, String> ofPrograms() {
        var names = new HashMap<>(PROGRAM);
        LOGROTATE.forEach((name, advice) -> names.put("logrotate." + name, advice));
        MAIL.forEach((name, advice) -> names.put("mail." + name, advice));
        WEBHOOK.forEach((name, advice) -> names.put("webhooks." + name, advice));
        ALERTS.forEach((name, advice) -> names.put("alerts." + name, advice));
        EXEC.forEach((name, advice) -> names.put("alerts.exec." + name, advice));
        return names;
    }
}
