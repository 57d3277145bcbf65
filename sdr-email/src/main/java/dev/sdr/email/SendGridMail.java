package dev.sdr.email;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes an {@link Email} as the body of {@code POST /v3/mail/send}. Not by sendgrid-java's own {@code Mail}: that leaves out
 * settings that are off, and then the account's apply.
 */
final class SendGridMail {

    /** The custom argument that carries our Message-ID, and comes back as a field of each event. */
    static final String MESSAGE_ID = "sdr_message_id";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Headers SendGrid writes itself, and those this class writes from the mail. */
    private static final Set<String> RESERVED = Set.of(
            "x-sg-id",
            "x-sg-eid",
            "received",
            "dkim-signature",
            "content-type",
            "content-transfer-encoding",
            "to",
            "from",
            "subject",
            "cc",
            "bcc",
            "date",
            "message-id",
            "in-reply-to",
            "references");

    private SendGridMail() {}

    /**
     * Writes the body.
     *
     * @throws IllegalArgumentException if SendGrid cannot be given the mail; the message says what is wrong
     */
    static byte[] body(Email email, boolean providerTracking, boolean sandbox, List<String> categories) {
        ObjectNode mail = JSON.createObjectNode();
        ObjectNode person = mail.putArray("personalizations").addObject();
        person.putArray("to").addObject().put("email", address(email.to()));
        person.putObject("custom_args").put(MESSAGE_ID, email.messageId());
        ObjectNode from = mail.putObject("from").put("email", from(email.from()));
        if (!email.fromName().isEmpty()) {
            from.put("name", email.fromName());
        }
        mail.put("subject", email.subject());
        content(mail.putArray("content"), email);
        headers(mail, email);
        if (!categories.isEmpty()) {
            categories.forEach(mail.putArray("categories")::add);
        }
        tracking(mail.putObject("tracking_settings"), providerTracking);
        if (sandbox) {
            mail.putObject("mail_settings").putObject("sandbox_mode").put("enable", true);
        }
        try {
            return JSON.writeValueAsString(mail).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it cannot be written as JSON", e);
        }
    }

    /** The order SendGrid asks for: text, then HTML. Neither may be empty. */
    private static void content(ArrayNode content, Email email) {
        if (!email.text().isEmpty()) {
            content.addObject().put("type", "text/plain").put("value", email.text());
        }
        email.html()
                .filter(html -> !html.isEmpty())
                .ifPresent(html -> content.addObject().put("type", "text/html").put("value", html));
        if (content.isEmpty()) {
            throw new IllegalArgumentException("it has neither text nor HTML, and SendGrid takes no empty mail");
        }
    }

    private static void headers(ObjectNode mail, Email email) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Message-ID", "<" + email.messageId() + ">");
        email.inReplyTo().ifPresent(id -> headers.put("In-Reply-To", "<" + id + ">"));
        if (!email.references().isEmpty()) {
            headers.put(
                    "References",
                    email.references().stream().map(id -> "<" + id + ">").collect(Collectors.joining(" ")));
        }
        for (Map.Entry<String, String> header : email.headers().entrySet()) {
            String name = header.getKey();
            if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the header " + name + " is written by SendGrid or from the mail's"
                        + " own fields: take it out of the further headers");
            }
            if (name.equalsIgnoreCase("Reply-To")) {
                replyTo(mail, header.getValue());
            } else if (headers.put(name, encoded(header.getValue())) != null) {
                throw new IllegalArgumentException("the header " + name + " is there twice");
            }
        }
        ObjectNode object = mail.putObject("headers");
        headers.forEach(object::put);
    }

    private static void replyTo(ObjectNode mail, String value) {
        InternetAddress[] addresses;
        try {
            addresses = InternetAddress.parse(value, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException("the header Reply-To holds no address that can be read");
        }
        if (addresses.length != 1 || mail.has("reply_to")) {
            throw new IllegalArgumentException("the header Reply-To must hold one address");
        }
        ObjectNode replyTo = mail.putObject("reply_to");
        replyTo.put("email", addresses[0].getAddress());
        if (addresses[0].getPersonal() != null) {
            replyTo.put("name", addresses[0].getPersonal());
        }
    }

    private static String encoded(String value) {
        try {
            return MimeUtility.encodeText(value, StandardCharsets.UTF_8.name(), null);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every JDK knows UTF-8", e);
        }
    }

    private static String from(EmailAddress from) {
        String address = address(from);
        if (!address.chars().allMatch(c -> c < 128)) {
            throw new IllegalArgumentException("SendGrid takes no From address with other than ASCII letters before its"
                    + " '@' (its page 'Limitations' of Mail Send): give the mailbox another address");
        }
        return address;
    }

    /** The local part as its owner wrote it; the domain in its ASCII form. */
    private static String address(EmailAddress address) {
        String value = address.value();
        int at = value.lastIndexOf('@');
        return value.substring(0, at + 1) + IDN.toASCII(value.substring(at + 1), IDN.ALLOW_UNASSIGNED);
    }

    /** Stated in every request, or the account's settings would apply. The provider's unsubscribe links are always off. */
    private static void tracking(ObjectNode settings, boolean on) {
        settings.putObject("click_tracking").put("enable", on).put("enable_text", false);
        settings.putObject("open_tracking").put("enable", on);
        settings.putObject("subscription_tracking").put("enable", false);
        settings.putObject("ganalytics").put("enable", false); // would change the links
    }
}
