package dev.sdr.testkit;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A MIME part as Gmail shows it: headers as they stand, transfer encoding undone, nested parts below. */
final class GmailMime {

    /**
     * A header field.
     *
     * @param name as it is written
     * @param value unfolded
     */
    record Header(String name, String value) {}

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern ADDRESS = Pattern.compile(
            "<\\s*([^\\s<>,;:()@]+@[^\\s<>,;:()@]+)\\s*>|(?:^|[,:;])\\s*([^\\s<>,;:()@]+@[^\\s<>,;:()@]+)");

    private final List<Header> headers;
    private final byte[] body;
    private final List<GmailMime> parts;

    private GmailMime(List<Header> headers, byte[] body, List<GmailMime> parts) {
        this.headers = headers;
        this.body = body;
        this.parts = parts;
    }

    static GmailMime parse(byte[] bytes) {
        return parse(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static GmailMime parse(String text) {
        int start = bodyStart(text);
        List<Header> headers = headers(text.substring(0, start));
        String content = text.substring(start);
        GmailMime bare = new GmailMime(headers, new byte[0], List.of());
        List<GmailMime> parts = new ArrayList<>();
        Optional<String> boundary = bare.parameter("Content-Type", "boundary");
        if (bare.type().startsWith("multipart/") && boundary.isPresent()) {
            pieces(content, boundary.get()).forEach(piece -> parts.add(parse(piece)));
            return new GmailMime(headers, new byte[0], List.copyOf(parts));
        }
        byte[] body = decoded(bare.header("Content-Transfer-Encoding").orElse(""), content);
        if (bare.type().equals("message/rfc822")) {
            return new GmailMime(headers, new byte[0], List.of(parse(body)));
        }
        return new GmailMime(headers, body, List.of());
    }

    /** Where the body starts: behind the first empty line. */
    static int bodyStart(String text) {
        Matcher empty = Pattern.compile("(?:\\A|\\n)\\r?\\n").matcher(text);
        return empty.find() ? empty.end() : text.length();
    }

    /** The header fields of a header block, in order. */
    static List<Header> headers(String block) {
        List<Header> headers = new ArrayList<>();
        String unfolded = block.replaceAll("\\r?\\n(?=[ \\t])", "");
        for (String line : unfolded.split("\\r?\\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(new Header(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip()));
            }
        }
        return List.copyOf(headers);
    }

    private static List<String> pieces(String content, String boundary) {
        List<String> pieces = new ArrayList<>();
        Matcher line = Pattern.compile("(?m)(?:\\r?\\n)?^--" + Pattern.quote(boundary) + "(--)?[ \\t]*(?:\\r?\\n|\\z)")
                .matcher(content);
        int start = -1;
        while (line.find()) {
            if (start >= 0) {
                pieces.add(content.substring(start, Math.max(start, line.start())));
            }
            start = line.end();
            if (line.group(1) != null) {
                return pieces;
            }
        }
        if (start >= 0) {
            pieces.add(content.substring(start));
        }
        return pieces;
    }

    private static byte[] decoded(String encoding, String content) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> Base64.getMimeDecoder().decode(content.getBytes(StandardCharsets.ISO_8859_1));
            case "quoted-printable" -> quotedPrintable(content).getBytes(StandardCharsets.ISO_8859_1);
            default -> content.getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private static String quotedPrintable(String content) {
        String joined = content.replaceAll("=[ \\t]*\\r?\\n", "");
        return Pattern.compile("=([0-9A-Fa-f]{2})")
                .matcher(joined)
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    }

    List<Header> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    List<GmailMime> parts() {
        return parts;
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    String type() {
        String value = header("Content-Type").orElse("text/plain");
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    String filename() {
        return parameter("Content-Disposition", "filename")
                .or(() -> parameter("Content-Type", "name"))
                .orElse("");
    }

    private Optional<String> parameter(String header, String name) {
        Matcher found = Pattern.compile("(?i)[;\\s]" + name + "\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))")
                .matcher(header(header).orElse(""));
        return found.find() ? Optional.of(found.group(1) == null ? found.group(2) : found.group(1)) : Optional.empty();
    }

    /** The first plain text, decoded. */
    String text() {
        if (parts.isEmpty()) {
            return type().equals("text/plain") && filename().isEmpty() ? new String(body, charset()) : "";
        }
        return parts.stream()
                .map(GmailMime::text)
                .filter(t -> !t.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Charset charset() {
        try {
            return Charset.forName(parameter("Content-Type", "charset").orElse("UTF-8"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /** The addresses in the value of an address header, in lower case; quoted names do not count, nor quoted local parts. */
    static List<String> addresses(String value) {
        return ADDRESS.matcher(QUOTED.matcher(value).replaceAll(""))
                .results()
                .map(r -> (r.group(1) == null ? r.group(2) : r.group(1)).toLowerCase(Locale.ROOT))
                .toList();
    }
}
