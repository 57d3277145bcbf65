package dev.sdr.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Gmail does to a message on its way out: a Message-ID of its own, no Bcc, its owner as From, a Date. */
final class GmailSending {

    private static final Pattern NEWLINE = Pattern.compile("\\r?\\n");
    private static final Pattern FIELD = Pattern.compile("(?m)^([!-9;-~]+):[^\\n]*\\n(?:[ \\t][^\\n]*\\n)*");

    /**
     * A message that may go out.
     *
     * @param latin as Gmail sends and keeps it, a character for each byte
     * @param mime the same, parsed
     * @param recipients to whom, Bcc included, in lower case
     */
    record Ready(String latin, GmailMime mime, Set<String> recipients) {
        byte[] bytes() {
            return latin.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private GmailSending() {}

    /** The error Gmail would answer, or empty if the message may go out. */
    static Optional<String> problem(GmailMime mime) {
        for (String header : List.of("To", "Cc", "Bcc")) {
            String value = mime.header(header).orElse("");
            if (!value.isBlank()
                    && !value.endsWith(":;")
                    && GmailMime.addresses(value).isEmpty()) {
                return Optional.of("Invalid " + header + " header");
            }
        }
        return recipients(mime).isEmpty() ? Optional.of("Recipient address required") : Optional.empty();
    }

    private static Set<String> recipients(GmailMime mime) {
        Set<String> recipients = new HashSet<>();
        for (String header : List.of("To", "Cc", "Bcc")) {
            recipients.addAll(GmailMime.addresses(mime.header(header).orElse("")));
        }
        return recipients;
    }

    static Ready ready(byte[] raw, GmailAccountState account, long number, Instant now) {
        String text =
                NEWLINE.matcher(new String(raw, StandardCharsets.ISO_8859_1)).replaceAll("\r\n");
        text += text.contains("\r\n\r\n") ? "" : "\r\n\r\n";
        int start = GmailMime.bodyStart(text);
        Set<String> recipients = recipients(GmailMime.parse(raw));
        List<String> kept = new ArrayList<>();
        boolean dated = false;
        boolean from = false;
        Matcher fields = FIELD.matcher(text.substring(0, start));
        while (fields.find()) {
            String name = fields.group(1).toLowerCase(Locale.ROOT);
            dated |= name.equals("date");
            if (name.equals("from")) {
                from = true;
                kept.add(mayStay(fields.group(), account) ? fields.group() : from(account));
            } else if (!name.equals("message-id") && !name.equals("bcc")) {
                kept.add(fields.group());
            }
        }
        if (!from) {
            kept.add(0, from(account));
        }
        if (!dated) {
            kept.add("Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + "\r\n");
        }
        kept.add("Message-ID: <" + messageId(account.address(), number) + ">\r\n");
        String latin = String.join("", kept) + "\r\n" + text.substring(start);
        GmailMime mime = GmailMime.parse(latin.getBytes(StandardCharsets.ISO_8859_1));
        return new Ready(latin, mime, recipients);
    }

    private static boolean mayStay(String field, GmailAccountState account) {
        List<String> addresses = GmailMime.addresses(field.substring(field.indexOf(':') + 1));
        return !addresses.isEmpty() && addresses.stream().allMatch(account::maySendAs);
    }

    private static String from(GmailAccountState account) {
        return "From: " + account.address() + "\r\n";
    }

    /** Of the form and with the characters of Gmail's ids, the same in every run. */
    private static String messageId(String address, long number) {
        byte[] seed = (address + "/" + number + "/the stand-in's id").getBytes(StandardCharsets.UTF_8);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
        return "CA" + Integer.toHexString(address.hashCode()) + "=+" + text.substring(0, Math.min(24, text.length()))
                + "_" + number + "@mail.gmail.com";
    }
}
