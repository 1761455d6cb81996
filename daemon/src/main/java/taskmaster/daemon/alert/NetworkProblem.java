package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

import javax.net.ssl.SSLException;

/// Why a connection failed and what people can do about it.
final class NetworkProblem {

    private NetworkProblem() {}

    /// Cause and advice: `connection refused (ECONNREFUSED); is the port right?`.
    static String cause(Throwable failure, Attempt attempt) {
        if (attempt.isOver() || find(failure, SocketTimeoutException.class) != null) {
            return "no answer within " + attempt.timeout() + " (ETIMEDOUT)";
        }
        if (find(failure, UnknownHostException.class) != null) {
            return "its host is not known; check its name and the resolver of this machine";
        }
        SSLException secured = find(failure, SSLException.class);
        if (secured != null) {
            return tls(secured);
        }
        if (find(failure, ConnectException.class) != null
                || find(failure, NoRouteToHostException.class) != null) {
            return named(deepest(failure)) + "; check host and port, and that it runs";
        }
        if (find(failure, EOFException.class) != null) {
            return "it has closed the connection";
        }
        return named(deepest(failure));
    }

    private static String tls(SSLException failure) {
        if (find(failure, CertificateExpiredException.class) != null) {
            return "its certificate has expired; it must be renewed there";
        }
        if (find(failure, CertificateNotYetValidException.class) != null) {
            return "its certificate is not valid yet; check the clock of this machine";
        }
        if (find(failure, CertPathBuilderException.class) != null
                || find(failure, CertPathValidatorException.class) != null) {
            return "its certificate is not trusted; if it is the right one, add the certificate of"
                    + " its authority to those of this system (update-ca-certificates or"
                    + " update-ca-trust), which are read at each attempt";
        }
        CertificateException certificate = find(failure, CertificateException.class);
        if (certificate != null) {
            return "its certificate is not for this host ("
                    + named(certificate)
                    + "); name the host as its certificate does";
        }
        String text = String.valueOf(failure.getMessage());
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return "it does not speak TLS on this port; check port and `security`";
        }
        return "TLS failed: " + Harmless.answer(text);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 16; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < 16; depth++) {
            Throwable next = cause.getCause();
            if (next == null || !(next instanceof IOException)) {
                return cause;
            }
            cause = next;
        }
        return cause;
    }

    /// The messages that Java makes of error numbers, as ours are.
    private static String named(Throwable failure) {
        String text = failure.getMessage();
        return switch (text) {
            case null -> failure.getClass().getSimpleName();
            case "Connection refused" -> "connection refused (ECONNREFUSED)";
            case "Connection reset", "Connection reset by peer" -> "connection reset (ECONNRESET)";
            case "Broken pipe" -> "it has closed the connection (EPIPE)";
            case "No route to host" -> "no route to its host (EHOSTUNREACH)";
            case "Network is unreachable" -> "network is unreachable (ENETUNREACH)";
            case "Permission denied" -> "permission denied (EACCES)";
            default -> Harmless.answer(text);
        };
    }
}
