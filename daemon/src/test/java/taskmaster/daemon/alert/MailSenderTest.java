package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

import taskmaster.config.AlertDestination;
import taskmaster.config.AlertDestination.Security;
import taskmaster.config.Secret;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class MailSenderTest {

    private static final String PASSWORD = "s3cret-pass";
    private static final AlertMessage MESSAGE = Messages.of(Messages.aborted("web:web_00"));

    @TempDir private static Path directory;
    private static Keys keys;
    private static Keys others;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = Keys.make(directory, "server", "san=dns:localhost,ip:127.0.0.1");
        others = Keys.make(directory, "other", "san=dns:mail.example.org");
        System.setProperty("greenmail.tls.keystore.file", keys.store().toString());
        System.setProperty("greenmail.tls.keystore.password", Keys.PASSWORD);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private GreenMail greenMail(String protocol, int port, boolean hasUser) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
        if (hasUser) {
            server.setUser("me@example.org", "me", PASSWORD);
        }
        server.start();
        opened.add(server::stop);
        return server;
    }

    /// A server with STARTTLS that knows one user and refuses recipients that begin with `bad`.
    private SMTPServer startTlsServer(Keys certificate, boolean hasStartTls) throws Exception {
        SMTPServer.Builder builder =
                SMTPServer.port(0)
                        .bindAddress(InetAddress.getLoopbackAddress())
                        .startTlsSocketFactory(certificate.context())
                        .requireTLS(hasStartTls)
                        .requireAuth(true)
                        .authenticationHandlerFactory(
                                new EasyAuthenticationHandlerFactory(MailSenderTest::logIn));
        if (!hasStartTls) {
            builder = builder.hideTLS().enableTLS(false);
        }
        return started(builder.simpleMessageListener(new Listener(received)).build());
    }

    private SMTPServer started(SMTPServer server) {
        server.start();
        opened.add(server::stop);
        return server;
    }

    private static void logIn(String user, String password, MessageContext context)
            throws LoginFailedException {
        if (!user.equals("me") || !password.equals(PASSWORD)) {
            throw new LoginFailedException("bad password " + password);
        }
    }

    private record Listener(List<String> received) implements SimpleMessageListener {

        @Override
        public boolean accept(String from, String recipient) {
            return !recipient.startsWith("bad");
        }

        @Override
        public void deliver(String from, String recipient, InputStream data) throws IOException {
            received.add(recipient + "\n" + new String(data.readAllBytes(), UTF_8));
        }
    }

    private static AlertDestination.Mail mail(
            Security security, int port, @Nullable String password, String... dests) {
        return new AlertDestination.Mail(
                "mail",
                5_000_000_000L,
                "localhost",
                port,
                security,
                password == null ? null : "me",
                password == null ? null : new Secret(password),
                null,
                "me@example.org",
                dests.length == 0 ? List.of("a@example.org") : Arrays.asList(dests));
    }

    private static SendResult send(AlertDestination.Mail mail) {
        return send(mail, MESSAGE);
    }

    private static SendResult send(AlertDestination.Mail mail, AlertMessage message) {
        SendResult result = new MailSender(mail, keys.trusted()).send(message);
        assertThat(result.toString()).doesNotContain(PASSWORD);
        return result;
    }

    private static SendResult.Refused refused(SendResult result, boolean isPermanent) {
        assertThat(result).isInstanceOf(SendResult.Refused.class);
        SendResult.Refused refused = (SendResult.Refused) result;
        assertThat(refused.isPermanent()).as(refused.problem()).isEqualTo(isPermanent);
        return refused;
    }

    private static void assertAccepted(SendResult result) {
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        assertThat(((SendResult.Accepted) result).answer()).startsWith("250");
    }

    private static MimeMessage only(GreenMail server) {
        MimeMessage[] all = server.getReceivedMessages();
        assertThat(all).hasSize(1);
        return all[0];
    }

    @Test
    void plainConnectionDelivers() throws Exception {
        GreenMail server = greenMail("smtp", 0, false);

        assertAccepted(send(mail(Security.NONE, server.getSmtp().getPort(), null)));

        MimeMessage message = only(server);
        assertThat(message.getSubject()).isEqualTo("[box] web:web_00 aborted: exit code 3");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getMessageID()).isEqualTo("<box-1-2.taskmaster@box>");
        assertThat(message.getSentDate()).isNotNull();
        assertThat(message.getFrom()[0].toString()).isEqualTo("taskmaster on box <me@example.org>");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(PlainText.of(MESSAGE));
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(HtmlText.of(MESSAGE));
    }

    @Test
    void sslWithAuthenticationDelivers() {
        GreenMail server = greenMail("smtps", 0, true);

        assertAccepted(send(mail(Security.SSL, server.getSmtps().getPort(), PASSWORD)));

        only(server);
    }

    @Test
    void startTlsWithAuthenticationDelivers() throws Exception {
        SMTPServer server = startTlsServer(keys, true);

        assertAccepted(send(mail(Security.STARTTLS, server.getPortAllocated(), PASSWORD)));

        assertThat(received).hasSize(1);
    }

    @Test
    void missingStartTlsIsRefused() throws Exception {
        SMTPServer server = startTlsServer(keys, false);

        SendResult result = send(mail(Security.STARTTLS, server.getPortAllocated(), PASSWORD));

        assertThat(refused(result, false).problem())
                .startsWith("cannot send mail to localhost:" + server.getPortAllocated())
                .contains("it offers no STARTTLS; set `security: ssl`");
    }

    @Test
    void wrongPasswordIsPermanentAndNotTold() {
        GreenMail server = greenMail("smtps", 0, true);

        SendResult result = send(mail(Security.SSL, server.getSmtps().getPort(), "wr0ng-pass"));

        assertThat(refused(result, true).problem())
                .contains("does not let me in: 535", "check `username` and the password")
                .doesNotContain("wr0ng-pass");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void passwordThatTheServerRepeatsIsNotTold() throws Exception {
        SMTPServer server = startTlsServer(keys, true);

        SendResult result = send(mail(Security.STARTTLS, server.getPortAllocated(), "wr0ng-pass"));

        assertThat(refused(result, true).problem())
                .contains("does not let me in")
                .doesNotContain("wr0ng-pass");
    }

    @Test
    void serverWithoutAuthenticationIsToldApart() throws Exception {
        SMTPServer server =
                started(
                        SMTPServer.port(0)
                                .bindAddress(InetAddress.getLoopbackAddress())
                                .simpleMessageListener(new Listener(received))
                                .build());

        SendResult result = send(mail(Security.NONE, server.getPortAllocated(), PASSWORD));

        assertThat(refused(result, true).problem()).contains("it offers no authentication");
        assertThat(received).isEmpty();
    }

    @Test
    void refusedRecipientIsPermanent() throws Exception {
        SMTPServer server = startTlsServer(keys, true);

        SendResult result =
                send(
                        mail(
                                Security.STARTTLS,
                                server.getPortAllocated(),
                                PASSWORD,
                                "bad@example.org"));

        assertThat(refused(result, true).problem()).contains("bad@example.org (55");
        assertThat(received).isEmpty();
    }

    @Test
    void othersGetItWhenOneRecipientIsRefused() throws Exception {
        SMTPServer server = startTlsServer(keys, true);

        SendResult result =
                send(
                        mail(
                                Security.STARTTLS,
                                server.getPortAllocated(),
                                PASSWORD,
                                "bad@example.org",
                                "good@example.org"));

        assertAccepted(result);
        assertThat(result.toString()).contains("; but not for bad@example.org (55");
        assertThat(received).hasSize(1);
        assertThat(received.getFirst()).startsWith("good@example.org");
    }

    @Test
    void untrustedCertificateIsRefusedByBothKindsOfTls() throws Exception {
        GreenMail ssl = greenMail("smtps", 0, true);
        SMTPServer startTls = startTlsServer(keys, true);

        for (AlertDestination.Mail mail :
                List.of(
                        mail(Security.SSL, ssl.getSmtps().getPort(), PASSWORD),
                        mail(Security.STARTTLS, startTls.getPortAllocated(), PASSWORD))) {
            SendResult result = new MailSender(mail, others.trusted()).send(MESSAGE);

            assertThat(refused(result, false).problem())
                    .contains("its certificate is not trusted", "update-ca-certificates");
        }
        assertThat(ssl.getReceivedMessages()).isEmpty();
        assertThat(received).isEmpty();
    }

    @Test
    void authoritiesOfTheJdkServeWhereTheSystemHasNone() {
        GreenMail ssl = greenMail("smtps", 0, true);
        AlertDestination.Mail mail = mail(Security.SSL, ssl.getSmtps().getPort(), PASSWORD);

        SendResult result = new MailSender(mail, new TrustedAuthorities(null)).send(MESSAGE);

        assertThat(refused(result, false).problem()).contains("its certificate is not trusted");
    }

    @Test
    void certificateOfAnotherHostIsRefused() throws Exception {
        SMTPServer server = startTlsServer(others, true);
        AlertDestination.Mail mail = mail(Security.STARTTLS, server.getPortAllocated(), PASSWORD);

        SendResult result = new MailSender(mail, others.trusted()).send(MESSAGE);

        assertThat(refused(result, false).problem())
                .contains("its certificate is not for this host");
        assertThat(received).isEmpty();
    }

    @Test
    void expiredCertificateIsRefused() throws Exception {
        Keys authority = Keys.make(directory, "authority", "bc:c");
        Keys old =
                authority.issue(
                        directory,
                        "old",
                        "san=dns:localhost",
                        "-startdate",
                        "-10d",
                        "-validity",
                        "5");
        SMTPServer server = startTlsServer(old, true);
        AlertDestination.Mail mail = mail(Security.STARTTLS, server.getPortAllocated(), PASSWORD);

        SendResult result = new MailSender(mail, authority.trusted()).send(MESSAGE);

        assertThat(refused(result, false).problem()).contains("its certificate has expired");
    }

    @Test
    void certificateOfATrustedAuthorityIsTrusted() throws Exception {
        Keys authority = Keys.make(directory, "root", "bc:c");
        Keys issued = authority.issue(directory, "issued", "san=dns:localhost");
        SMTPServer server = startTlsServer(issued, true);
        AlertDestination.Mail mail = mail(Security.STARTTLS, server.getPortAllocated(), PASSWORD);

        assertAccepted(new MailSender(mail, authority.trusted()).send(MESSAGE));
    }

    @Test
    void serverThatIsDownIsTriedAgain() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        MailSender sender = new MailSender(mail(Security.NONE, port, null), keys.trusted());

        assertThat(refused(sender.send(MESSAGE), false).problem())
                .contains("connection refused (ECONNREFUSED)");
        GreenMail server = greenMail("smtp", port, false);
        assertAccepted(sender.send(MESSAGE));
        only(server);
    }

    @Test
    void unknownHostIsTold() {
        AlertDestination.Mail known = mail(Security.NONE, 25, null);
        AlertDestination.Mail mail =
                new AlertDestination.Mail(
                        "mail",
                        2_000_000_000L,
                        "nowhere.invalid",
                        25,
                        Security.NONE,
                        null,
                        null,
                        null,
                        known.from(),
                        known.dests());

        assertThat(refused(send(mail), false).problem())
                .startsWith("cannot send mail to nowhere.invalid:25: ");
    }

    @Test
    void sslAgainstAPlainServerIsToldApart() {
        GreenMail server = greenMail("smtp", 0, false);

        SendResult result = send(mail(Security.SSL, server.getSmtp().getPort(), null));

        assertThat(refused(result, false).problem()).contains("does not speak TLS on this port");
    }

    @Test
    void silentServerCostsNoMoreThanTheTimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertTimesOut(mail(Security.NONE, server.getLocalPort(), null));
            assertTimesOut(mail(Security.SSL, server.getLocalPort(), null));
        }
    }

    @Test
    void dripFeedingServerCostsNoMoreThanTheTimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> drip(server));

            assertTimesOut(mail(Security.NONE, server.getLocalPort(), null));
        }
    }

    /// Greets for ever, a line each 50 ms.
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout(50);
            while (true) {
                socket.getOutputStream().write("220-wait\r\n".getBytes(UTF_8));
                try {
                    if (socket.getInputStream().read() < 0) {
                        return;
                    }
                } catch (SocketTimeoutException _) {
                    // The next line.
                }
            }
        } catch (IOException _) {
            // The client is gone.
        }
    }

    private static void assertTimesOut(AlertDestination.Mail mail) {
        AlertDestination.Mail hasty =
                new AlertDestination.Mail(
                        "mail",
                        400_000_000L,
                        mail.server(),
                        mail.port(),
                        mail.security(),
                        null,
                        null,
                        null,
                        mail.from(),
                        mail.dests());
        long begin = System.nanoTime();

        assertThat(refused(send(hasty), false).problem())
                .endsWith("no answer within 400 ms (ETIMEDOUT)");
        assertThat(System.nanoTime() - begin).isBetween(350_000_000L, 4_000_000_000L);
    }

    @Test
    void hostileTextCannotBecomeHeadersOrCommands() throws Exception {
        GreenMail server = greenMail("smtp", 0, false);
        AlertDestination.Mail mail = mail(Security.NONE, server.getSmtp().getPort(), null);

        assertAccepted(send(mail, Messages.hostile()));

        MimeMessage message = only(server);
        List<String> names = new ArrayList<>();
        message.getAllHeaders()
                .asIterator()
                .forEachRemaining(header -> names.add(header.getName()));
        assertThat(names)
                .doesNotContain("Bcc", "X-Evil")
                .contains("Subject", "Message-ID", "MIME-Version");
        assertThat(message.getSubject()).isEqualTo(Wording.subject(Messages.hostile()));
        assertThat(message.getRecipients(Message.RecipientType.TO)).hasSize(1);
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(PlainText.of(Messages.hostile()));
    }

    @Test
    void everyHostileNameArrivesAsItself() throws Exception {
        List<String> names = new ArrayList<>(Messages.HOSTILE_LINES);
        names.addAll(
                List.of(
                        "=?UTF-8?Q?=0D=0ABcc:_evil=40example.org?=",
                        "\"quoted\" <evil@example.org>, b@example.org; (comment)",
                        "größe-日本語-🚀-ё",
                        "a\u0000b\u000bc\u0085d",
                        "é".repeat(70)));
        GreenMail server = greenMail("smtp", 0, false);
        AlertDestination.Mail mail = mail(Security.NONE, server.getSmtp().getPort(), null);
        for (String name : names) {
            AlertMessage message = Messages.of(Messages.aborted(name));

            assertAccepted(send(mail, message));

            MimeMessage[] all = server.getReceivedMessages();
            MimeMessage last = all[all.length - 1];
            assertThat(last.getSubject().replace("\u00a0", "").strip())
                    .isEqualTo(Wording.subject(message).replace("\u00a0", "").strip());
            assertThat(last.getHeader("Bcc")).isNull();
            assertThat(last.getAllRecipients()).hasSize(1);
        }
        assertThat(server.getReceivedMessages()).hasSize(names.size());
    }

    @Test
    void passwordFileIsReadAtEachAttempt() throws Exception {
        GreenMail server = greenMail("smtps", 0, true);
        Path file = Files.writeString(directory.resolve("password"), "wrong\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        MailSender sender =
                new MailSender(withPasswordFile(server.getSmtps().getPort(), file), keys.trusted());

        refused(sender.send(MESSAGE), true);
        Files.writeString(file, PASSWORD + "\n");

        assertAccepted(sender.send(MESSAGE));
    }

    @Test
    void passwordFileOfOthersIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("open"), PASSWORD);
        MailSender sender = new MailSender(withPasswordFile(1, file), keys.trusted());
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rw------x")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

            assertThat(refused(sender.send(MESSAGE), false).problem())
                    .isEqualTo(
                            "cannot send mail to localhost:1: others can read its password file "
                                    + file
                                    + "; make it private: chmod 600");
        }
        Files.delete(file);
        assertThat(refused(sender.send(MESSAGE), false).problem())
                .contains("does not exist (ENOENT)");
    }

    private static AlertDestination.Mail withPasswordFile(int port, Path file) {
        return new AlertDestination.Mail(
                "mail",
                5_000_000_000L,
                "localhost",
                port,
                Security.SSL,
                "me",
                null,
                file,
                "me@example.org",
                List.of("a@example.org"));
    }
}
