package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertDestination.Security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Makes the destination of section `mail:`.
///
/// @param section the key `mail` itself
record MailBinder(Reading reading, Place section, Map<String, Yaml.Entry> entries) {

    /// What the destination is called.
    static final String NAME = "mail";

    private static final int SSL_PORT = 465;
    private static final int STARTTLS_PORT = 587;
    private static final int PLAIN_PORT = 25;

    /// The destination; null after a problem.
    @Nullable AlertDestination bind(Bound bound) {
        boolean isComplete = has(AlertTable.SERVER, "add `server: smtp.example.org`");
        isComplete &= has(AlertTable.DESTS, "add `dests: name@example.org`");
        isComplete &= hasWholeLogin();
        @Nullable String from = from(bound);
        @Nullable Security said = bound.get(AlertTable.SECURITY);
        int port = port(bound.get(AlertTable.PORT), said);
        @Nullable Security security = security(port, said);
        if (!isComplete || !bound.isValid() || from == null || security == null) {
            return null;
        }
        var mail =
                new AlertDestination.Mail(
                        NAME,
                        bound.orDefault(AlertTable.MAIL_TIMEOUT),
                        Objects.requireNonNull(bound.get(AlertTable.SERVER)),
                        port,
                        security,
                        bound.get(AlertTable.USERNAME),
                        bound.get(AlertTable.PASSWORD),
                        bound.get(AlertTable.PASSWORD_FILE),
                        from,
                        Objects.requireNonNull(bound.get(AlertTable.DESTS)));
        warn(mail);
        return mail;
    }

    private boolean has(Setting<?> setting, String help) {
        boolean isThere = entries.containsKey(setting.key());
        if (!isThere) {
            refuse(section, "`mail` has no `%s`".formatted(setting.key()), help);
        }
        return isThere;
    }

    private boolean hasWholeLogin() {
        Yaml.@Nullable Entry username = entries.get(AlertTable.USERNAME.key());
        Yaml.@Nullable Entry password = entries.get(AlertTable.PASSWORD.key());
        Yaml.@Nullable Entry file = entries.get(AlertTable.PASSWORD_FILE.key());
        if (password != null && file != null) {
            refuse(
                    file.key().place(),
                    "`password` and `password_file` exclude each other",
                    "keep one of them");
            return false;
        }
        Yaml.@Nullable Entry secret = password == null ? file : password;
        if (username == null && secret != null) {
            refuse(
                    secret.key().place(),
                    "`%s` without `username`".formatted(secret.name()),
                    "add `username:`, often the address");
            return false;
        }
        if (username != null && secret == null) {
            refuse(
                    username.key().place(),
                    "`username` without a password",
                    "add `password_file:` or `password: ${VARIABLE}`",
                    "remove `username` if the server wants no login");
            return false;
        }
        return true;
    }

    private @Nullable String from(Bound bound) {
        @Nullable List<String> said = bound.get(AlertTable.FROM);
        if (said != null) {
            return said.getFirst();
        }
        @Nullable String username = bound.get(AlertTable.USERNAME);
        if (username != null && MailAddress.isBare(username)) {
            return username;
        }
        boolean isReported =
                entries.containsKey(AlertTable.FROM.key())
                        || (username == null && entries.containsKey(AlertTable.USERNAME.key()));
        if (!isReported) {
            refuse(
                    section,
                    username == null
                            ? "`mail` has no `from`"
                            : "`mail` has no `from`, and `username` is no address",
                    "add `from: name@example.org`");
        }
        return null;
    }

    private static int port(@Nullable Integer port, @Nullable Security security) {
        if (port != null) {
            return port;
        }
        return switch (security) {
            case null -> AlertTable.PORT.defaultOrThrow();
            case SSL -> SSL_PORT;
            case STARTTLS -> STARTTLS_PORT;
            case NONE -> PLAIN_PORT;
        };
    }

    private @Nullable Security security(int port, @Nullable Security said) {
        if (said != null) {
            return said;
        }
        return switch (port) {
            case SSL_PORT -> Security.SSL;
            case STARTTLS_PORT -> Security.STARTTLS;
            case PLAIN_PORT -> Security.NONE;
            default -> {
                Yaml.@Nullable Entry entry = entries.get(AlertTable.PORT.key());
                if (!entries.containsKey(AlertTable.SECURITY.key()) && entry != null) {
                    refuse(
                            entry.value().place(),
                            "port %d does not say how the connection is protected".formatted(port),
                            "add `security: ssl`, `security: starttls` or `security: none`");
                }
                yield null;
            }
        };
    }

    private void warn(AlertDestination.Mail mail) {
        Yaml.@Nullable Entry username = entries.get(AlertTable.USERNAME.key());
        if (username != null
                && mail.security() == Security.NONE
                && !HostAndPort.isLoopback(mail.server())) {
            reading.problems()
                    .warning(
                            username.key().place(),
                            "the password travels in the clear: the connection to %s is not protected"
                                    .formatted(Texts.quoted(mail.server())),
                            "",
                            "write `port: 465`, or `port: 587`");
        }
        Yaml.@Nullable Entry password = entries.get(AlertTable.PASSWORD.key());
        if (password != null
                && password.value() instanceof Yaml.Scalar scalar
                && !scalar.text().contains("${")) {
            warnOfReaders(scalar.place().source(), password.key().place());
        }
    }

    /// A password in a file that everyone can read is none.
    private void warnOfReaders(SourceText source, Place place) {
        try {
            Path file = source.path();
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                reading.problems()
                        .warning(
                                place,
                                "every user of this machine can read the password in %s"
                                        .formatted(source.name()),
                                "",
                                "move it to a `password_file`, or run `chmod 600 %s`"
                                        .formatted(source.name()));
            }
        } catch (IOException _) {
            // It was read a moment ago; whoever took it away will hear of it at the next reload.
        }
    }

    private void refuse(Place place, String message, String... help) {
        reading.problems().error(place, message, "", help);
    }
}
