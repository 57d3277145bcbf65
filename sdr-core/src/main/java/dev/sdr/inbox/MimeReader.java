package dev.sdr.inbox;

import dev.sdr.lead.EmailAddress;
import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Reads MIME messages (RFC 5322, RFC 2045 to 2047) as they come: damaged, truncated, in the wrong charset, nested too
 * deep. Whatever cannot be read is noted as a problem and the rest goes on. One reader serves every adapter.
 */
public final class MimeReader {

    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 200;
    private static final int LONGEST_TEXT = 262_144;
    private static final int LONGEST_HEADER = 20_000;
    private static final int MOST_HEADERS = 1_000;
    private static final Session SESSION = session();

    private final List<String> problems = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final List<InboundMail.Part> parts = new ArrayList<>();
    private int seen;

    private MimeReader() {}

    private static Session session() {
        Properties lenient = new Properties();
        lenient.setProperty("mail.mime.address.strict", "false");
        lenient.setProperty("mail.mime.parameters.strict", "false");
        lenient.setProperty("mail.mime.base64.ignoreerrors", "true");
        return Session.getInstance(lenient);
    }

    /**
     * Reads a message. Never throws.
     *
     * @param raw the message
     * @return what could be read of it, with its problems
     */
    public static InboundMail read(RawMessage raw) {
        return new MimeReader().readMessage(raw);
    }

    private InboundMail readMessage(RawMessage raw) {
        if (raw.truncated()) {
            problems.add("only the beginning of the message was read");
        }
        Map<String, List<String>> headers = new HashMap<>();
        MimeMessage message;
        try {
            message = new MimeMessage(SESSION, new ByteArrayInputStream(raw.bytes()));
            readHeaders(message, headers);
            readPart(message, 0);
        } catch (MessagingException | IOException | RuntimeException e) {
            problems.add("the message is damaged (" + e.getClass().getSimpleName() + ")");
        }
        String plain = text.toString();
        if (plain.isBlank() && !html.isEmpty()) {
            plain = HtmlText.of(html.toString());
        }
        List<Named> from = addresses(headers, "from");
        List<EmailAddress> to = new ArrayList<>();
        for (String name : List.of("to", "cc", "delivered-to", "x-original-to")) {
            addresses(headers, name).forEach(n -> to.add(n.address()));
        }
        return new InboundMail(
                first(headers, "message-id").flatMap(MessageIds::first),
                from.stream().findFirst().map(Named::address),
                from.stream().findFirst().map(Named::name).orElse(""),
                to,
                first(headers, "subject").orElse("").replaceAll("\\s+", " ").strip(),
                first(headers, "date").flatMap(MimeReader::date),
                first(headers, "in-reply-to").map(MessageIds::all).orElse(List.of()),
                first(headers, "references").map(MessageIds::all).orElse(List.of()),
                headers,
                plain.replace("\r\n", "\n").replace('\r', '\n'),
                html.isEmpty() ? Optional.empty() : Optional.of(html.toString()),
                parts,
                problems);
    }

    private void readHeaders(MimeMessage message, Map<String, List<String>> headers) throws MessagingException {
        int count = 0;
        for (Enumeration<Header> all = message.getAllHeaders();
                all.hasMoreElements() && count < MOST_HEADERS;
                count++) {
            Header header = all.nextElement();
            String value = header.getValue() == null ? "" : header.getValue();
            String cut = value.length() > LONGEST_HEADER ? value.substring(0, LONGEST_HEADER) : value;
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT).strip(), n -> new ArrayList<>())
                    .add(decode(cut));
        }
    }

    private String decode(String value) {
        String unfolded = MimeUtility.unfold(value);
        try {
            return MimeUtility.decodeText(utf8(unfolded));
        } catch (IOException | RuntimeException e) {
            problems.add("a header is in an unknown encoding");
            return unfolded;
        }
    }

    /** Angus reads header bytes as ISO-8859-1; many senders put UTF-8 there (RFC 6532). */
    private static String utf8(String value) {
        if (value.chars().allMatch(c -> c < 128) || value.chars().anyMatch(c -> c > 255)) {
            return value;
        }
        String read = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return read.contains("\uFFFD") ? value : read;
    }

    private void readPart(Part part, int depth) throws MessagingException, IOException {
        if (depth > DEEPEST || ++seen > MOST_PARTS) {
            problems.add("the message has too many or too deeply nested parts");
            return;
        }
        String type = type(part);
        if (type.startsWith("multipart/")) {
            try {
                if (part.getContent() instanceof Multipart multipart) {
                    for (int i = 0; i < multipart.getCount(); i++) {
                        BodyPart inner = multipart.getBodyPart(i);
                        readSafely(inner, depth + 1);
                    }
                    return;
                }
            } catch (MessagingException | IOException | RuntimeException e) {
                problems.add("a multipart is damaged (" + e.getClass().getSimpleName() + ")");
            }
            text.append(textOf(part));
            return;
        }
        boolean attached = Part.ATTACHMENT.equalsIgnoreCase(disposition(part));
        if (type.equals("text/plain") && !attached && depth < DEEPEST) {
            append(text, textOf(part));
        } else if (type.equals("text/html") && !attached) {
            append(html, textOf(part));
        } else {
            boolean textual = type.startsWith("text/") || type.startsWith("message/");
            parts.add(new InboundMail.Part(
                    type, fileName(part), Math.max(0, part.getSize()), textual ? textOf(part) : ""));
        }
    }

    private void readSafely(Part part, int depth) {
        try {
            readPart(part, depth);
        } catch (MessagingException | IOException | RuntimeException e) {
            problems.add("a part is damaged (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void append(StringBuilder to, String more) {
        if (!to.isEmpty() && !more.isEmpty()) {
            to.append('\n');
        }
        to.append(more, 0, Math.min(more.length(), Math.max(0, LONGEST_TEXT - to.length())));
    }

    private String type(Part part) {
        try {
            return new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
        } catch (MessagingException | RuntimeException e) {
            problems.add("a content type is malformed");
            return "text/plain";
        }
    }

    private static String disposition(Part part) {
        try {
            String value = part.getDisposition();
            return value == null ? "" : value;
        } catch (MessagingException e) {
            return "";
        }
    }

    private String fileName(Part part) {
        try {
            String name = part.getFileName();
            return name == null ? "" : MimeUtility.decodeText(name);
        } catch (MessagingException | IOException | RuntimeException e) {
            problems.add("a file name is malformed");
            return "";
        }
    }

    private String textOf(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = part.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0 && bytes.size() < LONGEST_TEXT; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
        } catch (MessagingException | IOException | RuntimeException e) {
            problems.add("a part's encoding is damaged (" + e.getClass().getSimpleName() + ")");
        }
        String read = new String(bytes.toByteArray(), charset(part));
        return read.length() > LONGEST_TEXT ? read.substring(0, LONGEST_TEXT) : read;
    }

    private static Charset charset(Part part) {
        try {
            String name = new ContentType(part.getContentType()).getParameter("charset");
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
        } catch (MessagingException | IllegalArgumentException e) {
            return StandardCharsets.ISO_8859_1; // reads anything
        }
    }

    private static Optional<String> first(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.ofNullable(new MailDateFormat().parse(value)).map(d -> d.toInstant());
        } catch (ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private record Named(EmailAddress address, String name) {}

    private static List<Named> addresses(Map<String, List<String>> headers, String name) {
        List<Named> found = new ArrayList<>();
        for (String value : headers.getOrDefault(name, List.of())) {
            try {
                for (InternetAddress address : InternetAddress.parseHeader(value, false)) {
                    String text = address.getAddress() == null
                            ? ""
                            : address.getAddress().strip();
                    String personal = address.getPersonal() == null ? "" : address.getPersonal();
                    EmailAddress.parse(text).ifPresent(a -> found.add(new Named(a, personal)));
                }
            } catch (MessagingException | RuntimeException e) {
                int open = value.lastIndexOf('<');
                int close = value.lastIndexOf('>');
                String inner = open >= 0 && close > open ? value.substring(open + 1, close) : value;
                EmailAddress.parse(inner.strip()).ifPresent(a -> found.add(new Named(a, "")));
            }
        }
        return found;
    }
}
