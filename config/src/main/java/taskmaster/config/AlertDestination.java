package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/// Where alerts go.
public sealed interface AlertDestination {

    /// Unique; what `alerts: {to: [...]}` and `taskmasterctl alert test` call it.
    String name();

    /// How long one attempt may take, in nanoseconds.
    long timeoutNanos();

    /// Mail over SMTP: section `mail:`. Its name is `mail`.
    ///
    /// @param server host name or address
    /// @param port 1 to 65535; 465 is SSL and 587 STARTTLS unless said otherwise
    /// @param username null: no authentication
    /// @param password null, or read from `passwordFile` at each attempt
    /// @param passwordFile absolute path; read it by [PasswordFile#read]; null if there is a
    ///   password or no username
    /// @param from one address: `name@host`, or `Words <name@host>` where the words are letters,
    ///   digits, blanks and `._'+&-`; all ASCII, as a mail library parses it
    /// @param dests at least one address, in the same form; none twice
    record Mail(
            String name,
            long timeoutNanos,
            String server,
            int port,
            Security security,
            @Nullable String username,
            @Nullable Secret password,
            @Nullable Path passwordFile,
            String from,
            List<String> dests)
            implements AlertDestination {}

    /// How the connection to a mail server is protected. Certificates are always verified.
    enum Security {
        /// TLS from the first byte.
        SSL,
        /// TLS after STARTTLS, which the server must offer.
        STARTTLS,
        /// None.
        NONE
    }

    /// An HTTP request: an entry of `webhooks:`.
    ///
    /// @param url http or https; may hold secrets, and is shown up to its host only
    /// @param headers each value may be secret
    record Webhook(
            String name,
            long timeoutNanos,
            URI url,
            SortedMap<String, Secret> headers,
            WebhookFormat format)
            implements AlertDestination {

        /// The address for people: up to the host, `https://hooks.example.org/...`.
        public String shownUrl() {
            return url.getScheme()
                    + "://"
                    + url.getHost()
                    + (url.getPort() < 0 ? "" : ":" + url.getPort())
                    + "/...";
        }

        /// Without what may be secret.
        @Override
        public String toString() {
            return "Webhook[" + name + ", " + shownUrl() + ", " + headers.keySet() + "]";
        }
    }

    /// What the receiver of a webhook understands.
    enum WebhookFormat {
        GENERIC,
        SLACK,
        DISCORD,
        TEAMS,
        NTFY
    }

    /// A program, run without a shell, that gets the event as JSON on its standard input.
    record Command(String name, long timeoutNanos, List<String> command)
            implements AlertDestination {}

    /// A syslog, as for output.
    ///
    /// @param target [ForwardTarget.LocalSyslog] or [ForwardTarget.RemoteSyslog]
    record Syslog(String name, long timeoutNanos, ForwardTarget target)
            implements AlertDestination {}
}
