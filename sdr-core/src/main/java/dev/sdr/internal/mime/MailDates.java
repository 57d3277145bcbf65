package dev.sdr.internal.mime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The Date header (RFC 5322 section 3.3, with RFC 822's two-digit years and zone names), its parts in any order. */
public final class MailDates {

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final Map<String, Integer> ZONES = Map.ofEntries(
            Map.entry("est", -5),
            Map.entry("edt", -4),
            Map.entry("cst", -6),
            Map.entry("cdt", -5),
            Map.entry("mst", -7),
            Map.entry("mdt", -6),
            Map.entry("pst", -8),
            Map.entry("pdt", -7),
            Map.entry("cet", 1),
            Map.entry("cest", 2),
            Map.entry("met", 1),
            Map.entry("bst", 1),
            Map.entry("msk", 3),
            Map.entry("jst", 9),
            Map.entry("ist", 5));
    private static final int LONGEST = 200;

    private int day;
    private int month;
    private int year = -1;
    private int[] time = {};
    private int offset;

    private MailDates() {}

    /**
     * Reads a header.
     *
     * @param header the header's value
     * @return the time it names, if it can be read
     */
    public static Optional<Instant> read(String header) {
        String text = header.length() > LONGEST ? header.substring(0, LONGEST) : header.strip();
        if (text.indexOf('T') != 10) {
            return new MailDates().readParts(text);
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant()); // ISO 8601, which some scripts write
        } catch (DateTimeParseException e) {
            return new MailDates().readParts(text);
        }
    }

    private Optional<Instant> readParts(String text) {
        int comment = text.indexOf('(');
        String plain = comment < 0 ? text : text.substring(0, comment);
        for (String part : plain.toLowerCase(Locale.ROOT).split("[\\s,]+", -1)) {
            if (part.length() > 4 && part.length() < 12 && Character.isDigit(part.charAt(0)) && part.indexOf('-') > 0) {
                for (String piece : part.split("-", -1)) { // 21-Nov-1997
                    read(piece, true);
                }
            } else {
                read(part, false);
            }
        }
        if (day == 0 || month == 0 || year < 0 || time.length < 2) {
            return Optional.empty();
        }
        int full = year < 50 ? year + 2000 : year < 1000 ? year + 1900 : year;
        try {
            int second = time.length > 2 ? Math.min(59, time[2]) : 0; // a leap second is the one before
            return Optional.of(LocalDateTime.of(full, month, day, time[0], time[1], second)
                    .toInstant(ZoneOffset.ofTotalSeconds(offset)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void read(String part, boolean dateOnly) {
        if (part.isEmpty()) {
            return;
        }
        char c = part.charAt(0);
        if (!dateOnly && part.length() >= 5 && (c == '+' || c == '-')) {
            zone(part);
        } else if (part.indexOf(':') > 0 && time.length == 0) {
            time = numbers(part.split(":", -1));
        } else if (Character.isDigit(c)) {
            int[] number = numbers(new String[] {part});
            if (number.length == 1 && day == 0 && part.length() <= 2) {
                day = number[0];
            } else if (number.length == 1 && year < 0) {
                year = number[0];
            }
        } else if (month == 0 && part.length() >= 3 && MONTHS.indexOf(part.substring(0, 3)) % 3 == 0) {
            month = MONTHS.indexOf(part.substring(0, 3)) / 3 + 1;
        } else if (ZONES.containsKey(part)) {
            offset = ZONES.get(part) * 3600 + (part.equals("ist") ? 1800 : 0);
        }
    }

    private void zone(String part) {
        int[] number = numbers(new String[] {part.substring(1).replace(":", "")});
        if (number.length == 1) {
            int seconds = Math.min(17, number[0] / 100) * 3600 + number[0] % 100 * 60;
            offset = part.charAt(0) == '-' ? -seconds : seconds;
        }
    }

    private static int[] numbers(String[] parts) {
        int[] numbers = new int[Math.min(3, parts.length)];
        for (int i = 0; i < numbers.length; i++) {
            if (parts[i].isEmpty() || parts[i].length() > 4 || !parts[i].chars().allMatch(c -> c >= '0' && c <= '9')) {
                return new int[0];
            }
            numbers[i] = Integer.parseInt(parts[i]);
        }
        return numbers;
    }
}
