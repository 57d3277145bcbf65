package dev.sdr.inbox;

import dev.sdr.internal.mime.BodyText;
import dev.sdr.internal.mime.Charsets;
import dev.sdr.internal.mime.FileNames;
import dev.sdr.internal.mime.FlowedText;
import dev.sdr.internal.mime.HeaderValue;
import dev.sdr.internal.mime.MailAddresses;
import dev.sdr.internal.mime.MailDates;
import dev.sdr.internal.mime.MimeHeaders;
import dev.sdr.internal.mime.MultipartSplit;
import dev.sdr.internal.mime.Problems;
import dev.sdr.internal.mime.TransferDecoding;
import dev.sdr.internal.mime.Uuencode;
import dev.sdr.internal.text.HtmlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads MIME messages (RFC 5322, RFC 2045 to 2047, RFC 2231, RFC 3676, RFC 6532) as they come: damaged, truncated, in
 * the wrong charset, nested too deep. Whatever cannot be read is noted as a problem and the rest goes on. One reader
 * serves every adapter.
 *
 * <p>Each level of nesting is one pass over its bytes and there are at most 20 levels, 200 parts and 1,000 headers; of
 * a text at most 262,144 characters are kept. So time and memory grow with the size of the message and no faster.
 */
public final class MimeReader {

    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 200;
    private static final int LONGEST_TEXT = 262_144;

    private final Problems problems = new Problems();
    private final List<InboundMail.Part> parts = new ArrayList<>();
    private final byte[] bytes;
    private int seen;
    private boolean bodySeen;

    private MimeReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a message. Never throws.
     *
     * @param raw the message
     * @return what could be read of it, with its problems
     */
    public static InboundMail read(RawMessage raw) {
        return new MimeReader(raw.bytes()).readMessage(raw.truncated());
    }

    private InboundMail readMessage(boolean truncated) {
        if (truncated) {
            problems.add("only the beginning of the message was read");
        }
        int start = 0;
        while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n')) {
            start++; // blank lines before the header
        }
        MimeHeaders headers = MimeHeaders.read(bytes, start, bytes.length, problems);
        HeaderValue type = HeaderValue.read(headers.first("content-type"));
        BodyText body = readSafely(headers, type, bytes.length, 0, "text/plain");
        String charset = type.parameter("charset");
        List<MailAddresses.Named> from = addresses(headers, "from", charset);
        Map<String, List<String>> decoded = headers.decoded(charset);
        String html = body.html().strip();
        return new InboundMail(
                MessageIds.first(headers.first("message-id")),
                from.stream().findFirst().map(MailAddresses.Named::address),
                from.stream().findFirst().map(MailAddresses.Named::name).orElse(""),
                List.of("to", "cc", "delivered-to", "x-original-to").stream()
                        .flatMap(name -> addresses(headers, name, charset).stream())
                        .map(MailAddresses.Named::address)
                        .distinct()
                        .toList(),
                decoded.getOrDefault("subject", List.of(""))
                        .get(0)
                        .replaceAll("\\s+", " ")
                        .strip(),
                MailDates.read(headers.first("date")),
                MessageIds.all(headers.first("in-reply-to")),
                MessageIds.all(headers.first("references")),
                decoded,
                body.text().isBlank() && !html.isEmpty() ? HtmlText.of(html) : body.text(),
                html.isEmpty() ? Optional.empty() : Optional.of(html),
                parts,
                problems.list());
    }

    private static List<MailAddresses.Named> addresses(MimeHeaders headers, String name, String charset) {
        return headers.all(name, charset).stream()
                .flatMap(value -> MailAddresses.read(value).stream())
                .toList();
    }

    /** Nothing that a stranger sends may end the reading: what was not foreseen is a problem of that part alone. */
    private BodyText readSafely(MimeHeaders headers, HeaderValue type, int to, int depth, String usual) {
        try {
            return readEntity(headers, type, to, depth, usual);
        } catch (RuntimeException e) {
            problems.add("a part is damaged (" + e.getClass().getSimpleName() + ")");
            return BodyText.NONE;
        }
    }

    private BodyText readEntity(MimeHeaders headers, HeaderValue type, int to, int depth, String usual) {
        int from = headers.bodyStart();
        String media = media(type, usual);
        String boundary = type.parameter("boundary");
        boolean disguised = media.startsWith("text/") && !boundary.isEmpty() && hasParts(from, to, boundary);
        if (media.startsWith("multipart/") || disguised) {
            return readMultipart(disguised ? "multipart/mixed" : media, boundary, from, to, depth);
        }
        HeaderValue disposition = HeaderValue.read(headers.first("content-disposition"));
        String name = fileName(type, disposition);
        boolean body = (media.equals("text/plain") || media.equals("text/html")) && isBody(disposition, name, depth);
        String encoding = headers.first("content-transfer-encoding");
        if (!body || !name.isEmpty()) {
            boolean textual = media.startsWith("text/") || media.startsWith("message/");
            parts.add(new InboundMail.Part(
                    media,
                    name,
                    TransferDecoding.size(bytes, from, to, encoding),
                    textual ? normal(text(type, encoding, from, to)) : ""));
        }
        if (!body) {
            return BodyText.NONE;
        }
        String text = text(type, encoding, from, to);
        bodySeen |= !text.isBlank();
        return media.equals("text/html") ? new BodyText("", text) : new BodyText(plain(type, text), "");
    }

    private boolean hasParts(int from, int to, String boundary) {
        String start = new String(bytes, from, Math.min(to - from, 1_000), StandardCharsets.UTF_8);
        return start.contains("--" + boundary);
    }

    private BodyText readMultipart(String media, String boundary, int from, int to, int depth) {
        if (depth >= DEEPEST) {
            problems.add("the message is nested more than " + DEEPEST + " levels deep");
            return BodyText.NONE;
        }
        MultipartSplit split = MultipartSplit.of(bytes, from, to, boundary, MOST_PARTS + 1);
        if (split.parts().isEmpty()) {
            problems.add("a multipart has no parts, so it was read as text");
            return new BodyText(normal(text(HeaderValue.NONE, "", from, split.preamble())), "");
        }
        String usual = media.equals("multipart/digest") ? "message/rfc822" : "text/plain";
        List<BodyText> contents = new ArrayList<>();
        boolean alternative = media.equals("multipart/alternative");
        for (int[] part : split.parts()) {
            if (++seen > MOST_PARTS) {
                problems.add("the message has more than " + MOST_PARTS + " parts");
                break;
            }
            MimeHeaders headers = MimeHeaders.read(bytes, part[0], part[1], problems);
            HeaderValue type = HeaderValue.read(headers.first("content-type"));
            if (type.value().startsWith("multipart/")
                    && type.parameter("boundary").equals(boundary)) {
                problems.add("a part has the boundary of what it lies in");
                alternative |= type.value().equals("multipart/alternative"); // its parts follow as our own
                continue;
            }
            contents.add(readSafely(headers, type, part[1], depth + 1, usual));
        }
        return alternative ? BodyText.alternative(contents) : BodyText.sequence(contents);
    }

    private String media(HeaderValue type, String usual) {
        String value = type.value();
        if (value.isEmpty()) {
            return usual;
        }
        int slash = value.indexOf('/');
        if (slash > 0 && slash < value.length() - 1 && value.indexOf(' ') < 0) {
            return value;
        }
        if (value.equals("text")) { // RFC 1049
            return "text/plain";
        }
        problems.add("a content type is malformed");
        return type.parameter("name").isEmpty() ? "text/plain" : "application/octet-stream";
    }

    /**
     * Whether a text is shown as the body. Some clients declare the body an attachment, so one without a name is the
     * body; a named one is a file as soon as there is a body beside it.
     */
    private boolean isBody(HeaderValue disposition, String name, int depth) {
        boolean attached = disposition.value().equals("attachment");
        if (depth == 0) {
            return true;
        }
        return name.isEmpty() || (!attached && !bodySeen);
    }

    private String fileName(HeaderValue type, HeaderValue disposition) {
        String name = disposition.parameter("filename");
        return FileNames.plain(name.isEmpty() ? type.parameter("name") : name);
    }

    private String text(HeaderValue type, String encoding, int from, int to) {
        if (!TransferDecoding.isKnown(encoding)) {
            problems.add("a part has an unknown transfer encoding");
        }
        byte[] decoded = TransferDecoding.decode(bytes, from, to, encoding, LONGEST_TEXT + 1);
        if (decoded.length > LONGEST_TEXT) {
            problems.add("a text is longer than " + LONGEST_TEXT + " bytes; its end was not read");
            decoded = Arrays.copyOf(decoded, LONGEST_TEXT);
        }
        String charset = type.parameter("charset");
        if (!charset.isEmpty() && Charsets.named(charset).isEmpty()) {
            problems.add("a text is in an unknown charset");
        }
        return Charsets.decode(decoded, charset);
    }

    private String plain(HeaderValue type, String text) {
        boolean flowed = type.parameter("format").equalsIgnoreCase("flowed");
        boolean delSp = type.parameter("delsp").equalsIgnoreCase("yes");
        Uuencode.Found found = Uuencode.split(flowed ? FlowedText.joined(text, delSp) : normal(text));
        found.files().forEach(f -> parts.add(new InboundMail.Part("application/octet-stream", f.name(), f.size(), "")));
        return found.text();
    }

    private static String normal(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
