package dev.sdr.testkit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Gmail's search language that the stand-in knows: after, before, newer_than, older_than, in, is:unread, label,
 * rfc822msgid, from, to, subject, plain words, and a minus before any of them. Anything else is an error rather than a search
 * that finds nothing.
 */
final class GmailQuery {

    /** A query which the stand-in does not know. */
    static final class UnknownQuery extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownQuery(String message) {
            super(message);
        }
    }

    private static final Pattern TERM = Pattern.compile("(-?)(?:([A-Za-z0-9_]+):)?(?:\"([^\"]*)\"|([^\\s\"]+))");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([hdmy])");
    private static final Pattern GROUPS = Pattern.compile("[(){}]");
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");
    private static final Set<String> OPERATORS = Set.of("OR", "AND", "AROUND");

    private final Predicate<GmailMessage> matches;
    private final boolean everywhere;

    private GmailQuery(Predicate<GmailMessage> matches, boolean everywhere) {
        this.matches = matches;
        this.everywhere = everywhere;
    }

    static GmailQuery parse(String query, String me, Instant now) throws UnknownQuery {
        Predicate<GmailMessage> all = m -> true;
        boolean everywhere = false;
        Matcher terms = TERM.matcher(query);
        int end = 0;
        while (terms.find()) {
            if (!query.substring(end, terms.start()).isBlank()) {
                throw new UnknownQuery("the stand-in cannot read: " + query);
            }
            end = terms.end();
            String operator = terms.group(2) == null ? "" : terms.group(2).toLowerCase(Locale.ROOT);
            String value = terms.group(3) == null ? terms.group(4) : terms.group(3);
            if (terms.group(3) == null && GROUPS.matcher(value).find()) {
                throw new UnknownQuery("the stand-in does not know groups: " + value);
            }
            Predicate<GmailMessage> one = term(operator, value, me, now);
            all = all.and(terms.group(1).isEmpty() ? one : one.negate());
            everywhere |= operator.equals("in")
                    && List.of("anywhere", "spam", "trash").contains(value);
        }
        if (!query.substring(end).isBlank()) {
            throw new UnknownQuery("the stand-in cannot read: " + query);
        }
        return new GmailQuery(all, everywhere);
    }

    boolean matches(GmailMessage message, boolean includeSpamTrash) {
        boolean hidden = message.has("SPAM") || message.has("TRASH");
        return (includeSpamTrash || everywhere || !hidden) && matches.test(message);
    }

    private static Predicate<GmailMessage> term(String operator, String value, String me, Instant now)
            throws UnknownQuery {
        switch (operator) {
            case "after" -> {
                // A mail of that very second: taken as not found, the worse for a client of what Gmail may do.
                Instant moment = moment(value);
                return m -> m.receivedAt().getEpochSecond() > moment.getEpochSecond();
            }
            case "before" -> {
                Instant moment = moment(value);
                return m -> m.receivedAt().getEpochSecond() < moment.getEpochSecond();
            }
            case "newer_than" -> {
                Instant moment = now.minus(span(value));
                return m -> m.receivedAt().isAfter(moment);
            }
            case "older_than" -> {
                Instant moment = now.minus(span(value));
                return m -> m.receivedAt().isBefore(moment);
            }
            case "in", "label", "is" -> {
                return place(value.toLowerCase(Locale.ROOT));
            }
            case "rfc822msgid" -> {
                String id = value.replaceAll("[<>]", "");
                return m -> m.messageId().equals(id);
            }
            case "from" -> {
                return m -> address(m, "From", value, me);
            }
            case "to" -> {
                return m -> address(m, "To", value, me) || address(m, "Cc", value, me);
            }
            case "subject" -> {
                return m -> contains(m.header("Subject").orElse(""), value);
            }
            case "" -> {
                if (OPERATORS.contains(value)) {
                    throw new UnknownQuery("the stand-in does not know the operator " + value);
                }
                return m -> contains(m.header("Subject").orElse(""), value) || contains(m.text(), value);
            }
            default -> throw new UnknownQuery("the stand-in does not know the operator " + operator);
        }
    }

    private static Predicate<GmailMessage> place(String place) {
        return switch (place) {
            case "anywhere" -> m -> true;
            case "drafts" -> m -> m.has("DRAFT");
            case "read" -> m -> !m.has("UNREAD");
            default -> m -> m.has(place.toUpperCase(Locale.ROOT));
        };
    }

    private static boolean address(GmailMessage message, String header, String value, String me) {
        return contains(message.header(header).orElse(""), value.equalsIgnoreCase("me") ? me : value);
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /** Epoch seconds, or a date, which means midnight in California. */
    private static Instant moment(String value) throws UnknownQuery {
        try {
            if (value.matches("\\d{5,12}")) {
                return Instant.ofEpochSecond(Long.parseLong(value));
            }
            String[] parts = value.split("[/-]", -1);
            if (parts.length == 3) {
                return LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
                        .atStartOfDay(PACIFIC)
                        .toInstant();
            }
        } catch (NumberFormatException | DateTimeException e) {
            throw new UnknownQuery("no date: " + value);
        }
        throw new UnknownQuery("no date: " + value);
    }

    private static Duration span(String value) throws UnknownQuery {
        Matcher span = SPAN.matcher(value);
        if (!span.matches()) {
            throw new UnknownQuery("no span of time: " + value);
        }
        long number = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            case "m" -> Duration.ofDays(30 * number);
            default -> Duration.ofDays(365 * number);
        };
    }
}
