package taskmaster.daemon.alert;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;

import taskmaster.config.AlertDestination;

import java.io.UnsupportedEncodingException;
import java.util.Date;

/// A message as a mail with a plain and an HTML part. Whatever comes from others is one line
/// without control characters before the library sees it, and is encoded where it is not ASCII or
/// looks like an encoded word.
final class MailMessage {

    private static final int HOST_CHARS_MAX = 200;

    private MailMessage() {}

    static MimeMessage of(
            AlertMessage message,
            AlertDestination.Mail mail,
            InternetAddress[] recipients,
            Session session)
            throws MessagingException {
        MimeMessage mime = new WithId(session, messageId(message));
        mime.setFrom(from(message, mail));
        mime.setRecipients(Message.RecipientType.TO, recipients);
        mime.setHeader("Subject", MimeUtility.fold(9, encoded(Wording.subject(message))));
        setDate(mime);
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setHeader("X-Auto-Response-Suppress", "All");
        mime.setContent(
                new MimeMultipart(
                        "alternative",
                        part(PlainText.of(message), "plain"),
                        part(HtmlText.of(message), "html")));
        mime.saveChanges();
        return mime;
    }

    @SuppressWarnings("JavaUtilDate") // the library takes no other
    private static void setDate(MimeMessage mime) throws MessagingException {
        mime.setSentDate(new Date());
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, "UTF-8", subtype);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }

    private static InternetAddress from(AlertMessage message, AlertDestination.Mail mail)
            throws AddressException {
        InternetAddress from = address(mail.from());
        if (from.getPersonal() == null) {
            String host = Harmless.line(message.host(), MessageLimits.SUBJECT_HOST_CHARS_MAX);
            try {
                from.setPersonal("taskmaster on " + host, "UTF-8");
            } catch (UnsupportedEncodingException e) {
                throw new IllegalStateException(e); // every JDK knows UTF-8
            }
        }
        return from;
    }

    /// An address as `me@x` or `Me <me@x>`.
    static InternetAddress address(String text) throws AddressException {
        InternetAddress address = new InternetAddress(text, true);
        address.validate();
        return address;
    }

    /// A text that reads as an encoded word would be decoded by the reader, hence it is encoded
    /// itself.
    private static String encoded(String text) {
        try {
            boolean isTrick = text.contains("=?");
            return isTrick
                    ? MimeUtility.encodeText(text + '\u00a0', "UTF-8", "B").strip()
                    : MimeUtility.encodeText(text, "UTF-8", null);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e); // every JDK knows UTF-8
        }
    }

    private static String messageId(AlertMessage message) {
        String id = message.id().replaceAll("[^A-Za-z0-9._-]", "_");
        return "<"
                + Harmless.cut(id, 100).replace('…', '_')
                + ".taskmaster@"
                + hostName(message.host())
                + ">";
    }

    /// What may stand for this machine in EHLO and in a Message-ID.
    static String hostName(String host) {
        String name = host.replaceAll("[^A-Za-z0-9.-]", "-");
        name = name.substring(0, Math.min(name.length(), HOST_CHARS_MAX));
        boolean isName = !name.isEmpty() && Character.isLetterOrDigit(name.charAt(0));
        return isName ? name : "localhost";
    }

    /// The library would make an id of its own at each saving.
    private static final class WithId extends MimeMessage {

        private final String id;

        WithId(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
