package dev.sdr.inbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * The mail that a report is about, from what the report returns of it: an enclosed message, its headers, or its headers as
 * text below the report's own words.
 */
final class OriginalMail {

    private static final Set<String> RETURNED = Set.of(
            "message/rfc822",
            "message/global",
            "message/global-headers",
            "text/rfc822-headers",
            "text/rfc822-header",
            "text/rfc822",
            "message/rfc822-headers",
            "message/partial");
    private static final int MOST_LINES = 2_000;
    private static final int LONGEST_LINE = 20_000;

    private final List<String> headers;
    private final List<String> texts;

    private OriginalMail(List<String> headers, List<String> texts) {
        this.headers = headers;
        this.texts = texts;
    }

    /** The original of a report whose own words are known. */
    static OriginalMail of(InboundMail report, ReportText text) {
        List<String> headers = new ArrayList<>();
        for (InboundMail.Part part : report.parts()) {
            if (RETURNED.contains(part.contentType())) {
                headers.add(headersOf(part.text()));
            }
        }
        List<String> texts = new ArrayList<>(List.of(text.original(), text.head()));
        report.parts().stream()
                .filter(p -> p.contentType().endsWith("delivery-status")
                        || p.contentType().equals("message/feedback-report"))
                .forEach(p -> texts.add(p.text()));
        return new OriginalMail(headers, texts);
    }

    private static String headersOf(String message) {
        String start = message.stripLeading();
        int end = start.indexOf("\n\n");
        int crlf = start.indexOf("\r\n\r\n");
        int cut = end < 0 ? crlf : crlf < 0 ? end : Math.min(end, crlf);
        return cut < 0 ? start : start.substring(0, cut);
    }

    /** Whether anything of it was returned. */
    boolean isReturned() {
        return !headers.isEmpty() || !texts.get(0).isBlank();
    }

    /**
     * Its Message-ID.
     *
     * @param own the report's own, which is never meant unless it stands in the returned headers
     */
    Optional<String> messageId(Optional<String> own) {
        return Stream.concat(headers.stream(), texts.stream().limit(1))
                .map(place -> id(place, "message-id"))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> texts.stream()
                        .flatMap(place -> Stream.of("message-id", "original-message-id", "x-original-message-id")
                                .map(name -> id(place, name)))
                        .flatMap(Optional::stream)
                        .filter(id -> !own.equals(Optional.of(id)))
                        .findFirst());
    }

    private static Optional<String> id(String place, String field) {
        return field(place, field).flatMap(OriginalMail::id);
    }

    private static Optional<String> id(String value) {
        return MessageIds.first(value).filter(i -> i.length() > 2 && !i.contains(","));
    }

    /** The addresses of a field such as To or X-HmXmrOriginalRecipient. */
    List<String> addresses(String name) {
        Set<String> found = new LinkedHashSet<>();
        for (String place : headers.isEmpty() ? texts.subList(0, 1) : headers) {
            Matcher matcher = Addresses.IN_TEXT.matcher(field(place, name).orElse(""));
            while (matcher.find() && found.size() < 50) {
                found.add(matcher.group());
            }
        }
        return List.copyOf(found);
    }

    /** A header's value, its folded lines joined; quoting marks before the lines are passed over. */
    static Optional<String> field(String text, String name) {
        String start = name + ":";
        StringBuilder value = null;
        for (String line : text.lines().limit(MOST_LINES).toList()) {
            String cut = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
            if (value != null) {
                if (cut.isBlank() || !Character.isWhitespace(cut.charAt(0))) {
                    break;
                }
                value.append(' ').append(cut.strip());
            } else {
                String bare = unquoted(cut);
                if (bare.regionMatches(true, 0, start, 0, start.length())) {
                    value = new StringBuilder(bare.substring(start.length()).strip());
                }
            }
        }
        return Optional.ofNullable(value).map(StringBuilder::toString);
    }

    private static String unquoted(String line) {
        int at = 0;
        while (at < line.length() && " \t>|".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        return line.substring(at);
    }

    /** Whether a field is among the returned headers. */
    boolean has(String name) {
        return headers.stream()
                .anyMatch(h -> field(h, name.toLowerCase(Locale.ROOT)).isPresent());
    }
}
