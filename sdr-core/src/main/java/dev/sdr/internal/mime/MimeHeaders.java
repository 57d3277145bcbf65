package dev.sdr.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The header of a message or part, read in one pass over its bytes, and where its body begins. */
public final class MimeHeaders {

    private static final int MOST = 1_000;
    private static final int LONGEST_VALUE = 20_000;
    private static final int LONGEST_NAME = 100;

    /** Kept however many others there are before them; a line that names one is a header, whatever stood above it. */
    private static final Set<String> KNOWN = Set.of(
            "from",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "sender",
            "reply-to",
            "message-id",
            "in-reply-to",
            "references",
            "return-path",
            "delivered-to",
            "received",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "content-id",
            "content-language",
            "auto-submitted",
            "precedence",
            "list-id",
            "list-unsubscribe",
            "x-failed-recipients",
            "x-mailer",
            "user-agent",
            "dkim-signature",
            "x-original-to",
            "importance",
            "thread-topic",
            "thread-index");

    private final Map<String, List<String>> raw = new LinkedHashMap<>();
    private int count;
    private int bodyStart;

    private MimeHeaders() {}

    /**
     * Reads a header.
     *
     * @param bytes the message
     * @param from where the header begins
     * @param to where the message or part ends
     * @param problems gets what could not be read
     * @return what could be read of it
     */
    public static MimeHeaders read(byte[] bytes, int from, int to, Problems problems) {
        MimeHeaders headers = new MimeHeaders();
        headers.bodyStart = headers.scan(bytes, from, to, problems);
        return headers;
    }

    /**
     * Where the body begins.
     *
     * @return its position in the message
     */
    public int bodyStart() {
        return bodyStart;
    }

    boolean isEmpty() {
        return raw.isEmpty();
    }

    /**
     * The first value of a header.
     *
     * @param name the header's name in lower case
     * @return its value, unfolded and not decoded; empty if there is none
     */
    public String first(String name) {
        List<String> values = raw.get(name);
        return values == null ? "" : text(values.get(0), "");
    }

    /**
     * All values of a header.
     *
     * @param name the header's name in lower case
     * @param charset that of raw 8-bit values that are no UTF-8
     * @return its values, unfolded and not decoded
     */
    public List<String> all(String name, String charset) {
        return raw.getOrDefault(name, List.of()).stream()
                .map(v -> text(v, charset))
                .toList();
    }

    /**
     * All headers with their encoded words read.
     *
     * @param charset that of raw 8-bit values that are no UTF-8
     * @return the values in order, by lower-case name
     */
    public Map<String, List<String>> decoded(String charset) {
        Map<String, List<String>> decoded = new HashMap<>();
        raw.forEach((name, values) -> decoded.put(
                name,
                values.stream().map(v -> EncodedWords.decode(text(v, charset))).toList()));
        return decoded;
    }

    private static String text(String latin, String charset) {
        for (int i = 0; i < latin.length(); i++) {
            if (latin.charAt(i) > 127 || latin.charAt(i) == 0x1B) {
                byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
                String utf = new String(bytes, StandardCharsets.UTF_8); // RFC 6532
                return utf.indexOf('\uFFFD') < 0 && latin.indexOf(0x1B) < 0 ? utf : Charsets.decode(bytes, charset);
            }
        }
        return latin;
    }

    private int scan(byte[] b, int from, int to, Problems problems) {
        int at = from;
        String name = "";
        StringBuilder value = new StringBuilder();
        while (at < to) {
            int end = Bytes.lineEnd(b, at, to);
            int next = Bytes.afterLineEnd(b, end, to);
            if (end == at || (isBlank(b, at, end) && !isHeader(b, next, to))) {
                keep(name, value, problems);
                return next;
            }
            int colon = colon(b, at, end);
            if (b[at] == ' ' || b[at] == '\t') {
                append(value, b, at, end, problems);
            } else if (colon > 0) {
                keep(name, value, problems);
                name = new String(b, at, colon - at, StandardCharsets.ISO_8859_1)
                        .strip()
                        .toLowerCase(Locale.ROOT);
                value.setLength(0);
                append(value, b, colon + 1, end, problems);
            } else if (at > from || (!startsWith(b, at, end, "From ") && !startsWith(b, at, end, ">From "))) {
                problems.add("a line of the header is none");
                if (!isKnown(b, next, to)) {
                    keep(name, value, problems); // no empty line after the header
                    return at;
                }
            }
            at = next;
        }
        keep(name, value, problems);
        return to;
    }

    private static void append(StringBuilder value, byte[] b, int from, int to, Problems problems) {
        int start = from;
        while (start < to && (b[start] == ' ' || b[start] == '\t')) {
            start++;
        }
        int length = Math.min(to - start, LONGEST_VALUE - value.length());
        if (length < to - start) {
            problems.add("a header is longer than " + LONGEST_VALUE + " characters");
        }
        if (length > 0) {
            if (!value.isEmpty()) {
                value.append(' ');
            }
            value.append(new String(b, start, length, StandardCharsets.ISO_8859_1));
        }
    }

    private void keep(String name, StringBuilder value, Problems problems) {
        if (name.isEmpty()) {
            return;
        }
        if (count >= MOST && !(KNOWN.contains(name) && !raw.containsKey(name))) {
            problems.add("the message has more than " + MOST + " headers");
            return;
        }
        count++;
        raw.computeIfAbsent(name, n -> new ArrayList<>(1))
                .add(value.toString().stripTrailing().replace('\t', ' '));
    }

    /** Where the colon after a header's name stands, or -1; old senders put blanks before it. */
    private static int colon(byte[] b, int from, int to) {
        int i = from;
        while (i < to && b[i] > 32 && b[i] < 127 && b[i] != ':') {
            i++;
        }
        if (i == from || i - from > LONGEST_NAME) {
            return -1;
        }
        while (i < to && (b[i] == ' ' || b[i] == '\t')) {
            i++;
        }
        return i < to && b[i] == ':' ? i : -1;
    }

    private static boolean isHeader(byte[] b, int at, int to) {
        return at < to && colon(b, at, Bytes.lineEnd(b, at, Math.min(to, at + LONGEST_NAME + 10))) > 0;
    }

    private static boolean isKnown(byte[] b, int at, int to) {
        int colon = at < to ? colon(b, at, Bytes.lineEnd(b, at, Math.min(to, at + LONGEST_NAME + 10))) : -1;
        if (colon < 0) {
            return false;
        }
        String name = new String(b, at, colon - at, StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        return name.startsWith("x-") || name.startsWith("content-") || KNOWN.contains(name);
    }

    private static boolean isBlank(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] != ' ' && b[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] b, int from, int to, String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            if (from + i >= to || b[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
