package dev.sdr.llm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a provider wants to be left alone, in every form in which providers say so. At most an hour. */
final class RetryAfter {

    static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?"
                    + "(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?(?:\\d{1,9}(?:\\.\\d{1,9})?(?:us|\\u00b5s|ns))?");
    private static final double MILLIS_FROM = 1e11; // as seconds that would be the year 5138
    private static final double EPOCH_FROM = 1e9; // as seconds to wait that would be 31 years

    /** A limit's headers: when it is free again, and how much is left of it. */
    private record Limit(String reset, String remaining) {
        static Limit of(String prefix, String what) {
            return new Limit(prefix + "reset-" + what, prefix + "remaining-" + what);
        }

        static Limit anthropic(String what) {
            String prefix = "anthropic-ratelimit-" + what;
            return new Limit(prefix + "-reset", prefix + "-remaining");
        }
    }

    private static final List<Limit> LIMITS = List.of(
            Limit.of("x-ratelimit-", "requests"),
            Limit.of("x-ratelimit-", "tokens"),
            new Limit("x-ratelimit-reset", "x-ratelimit-remaining"),
            Limit.anthropic("requests"),
            Limit.anthropic("tokens"),
            Limit.anthropic("input-tokens"),
            Limit.anthropic("output-tokens"));

    private RetryAfter() {}

    /** What the answer says itself, in headers made for it or in Google's error details. */
    static Optional<Duration> told(HttpAnswer answer, Instant now) {
        return answer.header("retry-after-ms")
                .flatMap(RetryAfter::millis)
                .or(() -> answer.header("retry-after").flatMap(text -> wait(text, now)))
                .or(() -> google(answer.body(), now))
                .map(RetryAfter::capped);
    }

    /** When the limits that are used up are free again: the last of them. */
    static Optional<Duration> limits(HttpAnswer answer, Instant now) {
        Optional<Duration> longest = Optional.empty();
        for (Limit limit : LIMITS) {
            boolean left = answer.header(limit.remaining())
                    .filter(text -> !text.matches("0+(\\.0+)?"))
                    .isPresent();
            Optional<Duration> wait =
                    left ? Optional.empty() : answer.header(limit.reset()).flatMap(text -> wait(text, now));
            if (wait.isPresent() && (longest.isEmpty() || wait.get().compareTo(longest.get()) > 0)) {
                longest = wait;
            }
        }
        return longest.map(RetryAfter::capped);
    }

    private static Optional<Duration> google(JsonNode body, Instant now) {
        JsonNode error = body.isArray() ? body.path(0).path("error") : body.path("error");
        for (JsonNode detail : error.path("details")) {
            if (detail.path("retryDelay").isTextual()) {
                return wait(detail.path("retryDelay").asText(), now);
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> millis(String text) {
        return NUMBER.matcher(text).matches()
                ? Optional.of(seconds(Double.parseDouble(text) / 1000))
                : Optional.empty();
    }

    /** Seconds, a point in time as a number, such as 6m0s, a point in time by RFC 3339, or an HTTP date. */
    static Optional<Duration> wait(String text, Instant now) {
        if (NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            if (number >= EPOCH_FROM) {
                double at = number >= MILLIS_FROM ? number / 1000 : number;
                return Optional.of(seconds(at - now.toEpochMilli() / 1000.0));
            }
            return Optional.of(seconds(number));
        }
        Matcher duration = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!text.isEmpty() && duration.matches()) {
            return Optional.of(seconds(part(duration, 1) * 86_400
                    + part(duration, 2) * 3_600
                    + part(duration, 3) * 60
                    + part(duration, 4)
                    + part(duration, 5) / 1000));
        }
        return instant(text).map(at -> Duration.between(now, at));
    }

    private static double part(Matcher duration, int group) {
        String text = duration.group(group);
        return text == null ? 0 : Double.parseDouble(text);
    }

    private static Optional<Instant> instant(String text) {
        return parsed(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                .or(() -> parsed(text, DateTimeFormatter.RFC_1123_DATE_TIME));
    }

    private static Optional<Instant> parsed(String text, DateTimeFormatter form) {
        try {
            return Optional.of(ZonedDateTime.parse(text, form).toInstant());
        } catch (DateTimeException e) { // a server's text, in another form or in none
            return Optional.empty();
        }
    }

    private static Duration seconds(double seconds) {
        double most = LONGEST.toSeconds();
        return Duration.ofMillis((long) Math.ceil(Math.max(0, Math.min(most, seconds)) * 1000));
    }

    private static Duration capped(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
