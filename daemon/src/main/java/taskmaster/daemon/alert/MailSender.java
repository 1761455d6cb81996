package taskmaster.daemon.alert;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertDestination;
import taskmaster.config.AlertDestination.Security;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import javax.net.ssl.SSLSocketFactory;

/// Sends messages by SMTP. The mail library is loaded with this class, at the first message.
final class MailSender implements Sender {

    private final AlertDestination.Mail mail;
    private final TrustedAuthorities authorities;

    MailSender(AlertDestination.Mail mail, TrustedAuthorities authorities) {
        this.mail = mail;
        this.authorities = authorities;
    }

    @Override
    public SendResult send(AlertMessage message) {
        String password;
        try {
            password = MailPassword.of(mail);
        } catch (IOException e) {
            return refused(String.valueOf(e.getMessage()), false);
        }
        try (Attempt attempt = new Attempt(mail.timeoutNanos())) {
            try {
                return deliver(message, password, attempt);
            } catch (MessagingException e) {
                return explained(e, password, attempt);
            } catch (IOException e) {
                return refused(NetworkProblem.cause(e, attempt), false);
            }
        }
    }

    private SendResult deliver(AlertMessage message, @Nullable String password, Attempt attempt)
            throws MessagingException, IOException {
        InternetAddress[] recipients = addresses();
        Properties properties = properties(message);
        boolean isPlain = mail.security() == Security.NONE;
        @Nullable SSLSocketFactory factory = isPlain ? null : authorities.sockets();
        if (factory != null) {
            properties.put("mail.smtp.ssl.socketFactory", factory);
        }
        Session session = Session.getInstance(properties);
        MimeMessage mime = MailMessage.of(message, mail, recipients, session);
        Socket socket = attempt.connect(mail.server(), mail.port());
        if (factory != null && mail.security() == Security.SSL) {
            socket = Attempt.secured(socket, mail.server(), mail.port(), factory);
        }
        SMTPTransport transport = new SMTPTransport(session, url(password));
        try {
            transport.connect(socket);
            if (mail.username() != null && !transport.supportsExtension("AUTH")) {
                return refused(noAuthentication(), true);
            }
            return sent(transport, mime, recipients, password);
        } finally {
            close(transport);
        }
    }

    private InternetAddress[] addresses() throws AddressException {
        List<InternetAddress> all = new ArrayList<>();
        for (String one : mail.dests()) {
            all.add(MailMessage.address(one));
        }
        return all.toArray(InternetAddress[]::new);
    }

    private Properties properties(AlertMessage message) {
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", MailMessage.hostName(message.host()));
        properties.put("mail.smtp.starttls.enable", mail.security() == Security.STARTTLS);
        properties.put("mail.smtp.starttls.required", mail.security() == Security.STARTTLS);
        properties.put("mail.smtp.ssl.checkserveridentity", true);
        properties.put("mail.smtp.auth", mail.username() != null);
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.put("mail.smtp.sendpartial", true);
        properties.put("mail.smtp.quitwait", false);
        return properties;
    }

    private URLName url(@Nullable String password) {
        return new URLName("smtp", mail.server(), mail.port(), null, mail.username(), password);
    }

    private SendResult sent(
            SMTPTransport transport,
            MimeMessage mime,
            InternetAddress[] recipients,
            @Nullable String password)
            throws MessagingException {
        try {
            transport.sendMessage(mime, recipients);
        } catch (SMTPSendFailedException e) {
            if (e.getReturnCode() / 100 != 2 || e.getValidSentAddresses() == null) {
                throw e;
            }
            String taken = answer(transport.getLastServerResponse(), password);
            return new SendResult.Accepted(taken + "; but not for " + refusals(e, password));
        }
        return new SendResult.Accepted(answer(transport.getLastServerResponse(), password));
    }

    private static void close(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException _) {
            // The message has been answered, or never will be.
        }
    }

    private SendResult explained(
            MessagingException failure, @Nullable String password, Attempt attempt) {
        if (attempt.isOver()) {
            return refused(NetworkProblem.cause(failure, attempt), false);
        }
        if (failure instanceof AuthenticationFailedException) {
            return authentication(failure, password);
        }
        if (failure instanceof AddressException address) {
            return refused(
                    "the address " + address.getRef() + " is none: " + text(address, password),
                    true);
        }
        if (failure instanceof SMTPSendFailedException refusal
                && refusal.getReturnCode() > 0
                && !(refusal.getNextException() instanceof SMTPAddressFailedException)) {
            return refused(
                    answer(refusal.getMessage(), password), isPermanent(refusal.getReturnCode()));
        }
        if (failure instanceof SendFailedException) {
            List<SMTPAddressFailedException> all = refusedAddresses(failure);
            if (!all.isEmpty()) {
                boolean isPermanent =
                        all.stream().allMatch(one -> isPermanent(one.getReturnCode()));
                return refused(refusals(failure, password), isPermanent);
            }
        }
        if (failure.getCause() instanceof IOException) {
            return refused(NetworkProblem.cause(failure, attempt), false);
        }
        return refused(withAdvice(text(failure, password)), false);
    }

    private static boolean isPermanent(int code) {
        return code / 100 == 5;
    }

    private static List<SMTPAddressFailedException> refusedAddresses(MessagingException failure) {
        List<SMTPAddressFailedException> all = new ArrayList<>();
        @Nullable Exception next = failure;
        for (int depth = 0; next != null && depth < 1000; depth++) {
            if (next instanceof SMTPAddressFailedException one) {
                all.add(one);
            }
            next = next instanceof MessagingException more ? more.getNextException() : null;
        }
        return all;
    }

    /// `a@x (550 no such user), b@y (...)`.
    private static String refusals(MessagingException failure, @Nullable String password) {
        List<String> parts = new ArrayList<>();
        for (SMTPAddressFailedException one : refusedAddresses(failure)) {
            parts.add(
                    one.getAddress().getAddress()
                            + " ("
                            + answer(one.getMessage(), password)
                            + ")");
        }
        return Harmless.answer(String.join(", ", parts));
    }

    private SendResult authentication(MessagingException failure, @Nullable String password) {
        String said = text(failure, password);
        String advice =
                said.startsWith("4")
                        ? ""
                        : "; check `username` and the password (many providers want an app"
                                + " password)";
        return refused(
                "it does not let " + mail.username() + " in: " + said + advice,
                !said.startsWith("4"));
    }

    private String noAuthentication() {
        return switch (mail.security()) {
            case NONE ->
                    "it offers no authentication without TLS; set `security: starttls`, or remove"
                            + " `username`";
            case SSL, STARTTLS -> "it offers no authentication; remove `username`";
        };
    }

    private static String withAdvice(String text) {
        return text.contains("does not support STARTTLS")
                ? "it offers no STARTTLS; set `security: ssl` with the port for it (often 465), or"
                        + " `none` if the way to it is safe"
                : text;
    }

    private static String text(MessagingException failure, @Nullable String password) {
        String text = failure.getMessage();
        return answer(text == null ? failure.getClass().getSimpleName() : text, password);
    }

    private static String answer(@Nullable String text, @Nullable String password) {
        String known = text == null ? "" : text;
        return Harmless.answer(password == null ? known : Hidden.in(known, List.of(password)));
    }

    private SendResult refused(String cause, boolean isPermanent) {
        String server = mail.server() + ":" + mail.port();
        return new SendResult.Refused("cannot send mail to " + server + ": " + cause, isPermanent);
    }
}
