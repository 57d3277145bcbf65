package dev.sdr.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** Writes an {@link Email} as a MIME message (RFC 5322, RFC 2045 to 2047). One writer serves every adapter. */
public final class MimeWriter {

    /**
     * The header in which an adapter repeats our Message-ID, in angle brackets, if its provider gives mail another one. By it the copy in the folder of sent mail is known for ours.
     */
    public static final String SENT_ID_HEADER = "X-Sent-Message-ID";

    private static final String UTF8 = StandardCharsets.UTF_8.name();

    private MimeWriter() {}

    /**
     * Makes the message for a mail session.
     *
     * @param email the mail
     * @param session the session that will send it
     * @return the message, with our own Message-ID
     * @throws IllegalArgumentException if the mail cannot be written as MIME
     */
    public static MimeMessage message(Email email, Session session) {
        try {
            MimeMessage message = new FixedId(session, email.messageId());
            message.setFrom(address(email.from().value(), email.fromName()));
            message.setRecipient(
                    MimeMessage.RecipientType.TO, address(email.to().value(), ""));
            message.setSubject(email.subject(), UTF8);
            message.setSentDate(Date.from(email.date()));
            if (!email.references().isEmpty()) {
                message.setHeader("In-Reply-To", "<" + email.inReplyTo().orElseThrow() + ">");
                message.setHeader(
                        "References",
                        email.references().stream().map(id -> "<" + id + ">").collect(Collectors.joining("\r\n ")));
            }
            for (var header : email.headers().entrySet()) {
                String value = MimeUtility.encodeText(header.getValue(), UTF8, null);
                message.setHeader(
                        header.getKey(), MimeUtility.fold(header.getKey().length() + 2, value));
            }
            Optional<String> html = email.html();
            if (html.isEmpty()) {
                message.setText(email.text(), UTF8);
            } else {
                MimeBodyPart text = new MimeBodyPart();
                text.setText(email.text(), UTF8);
                MimeBodyPart rich = new MimeBodyPart();
                rich.setText(html.get(), UTF8, "html");
                message.setContent(new MimeMultipart("alternative", text, rich));
            }
            message.saveChanges();
            return message;
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw new IllegalArgumentException("the mail " + email.messageId() + " cannot be written as MIME", e);
        }
    }

    /**
     * Makes the bytes of the message.
     *
     * @param email the mail
     * @return the message with CRLF line ends
     * @throws IllegalArgumentException if the mail cannot be written as MIME
     */
    public static byte[] bytes(Email email) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message(email, Session.getInstance(new Properties())).writeTo(out);
            return out.toByteArray();
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("the mail " + email.messageId() + " cannot be written as MIME", e);
        }
    }

    /** The local part as its owner wrote it; a domain that is not ASCII in its ASCII form, which every server takes. */
    private static InternetAddress address(String value, String name) throws UnsupportedEncodingException {
        int at = value.lastIndexOf('@');
        String address = value.substring(0, at + 1) + IDN.toASCII(value.substring(at + 1), IDN.ALLOW_UNASSIGNED);
        return name.isEmpty() ? new InternetAddress(address, null, UTF8) : new InternetAddress(address, name, UTF8);
    }

    private static final class FixedId extends MimeMessage {

        private final String messageId;

        FixedId(Session session, String messageId) {
            super(session);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + messageId + ">");
        }
    }
}
