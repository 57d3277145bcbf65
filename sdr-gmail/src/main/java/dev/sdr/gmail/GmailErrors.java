package dev.sdr.gmail;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import dev.sdr.channel.HandOver;
import dev.sdr.gmail.GmailFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.http.ConnectionClosedException;
import org.apache.http.MalformedChunkCodingException;
import org.apache.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * What Gmail's errors mean. The reason decides, for a rate limit comes as 403 or 429 (<a
 * href="https://developers.google.com/workspace/gmail/api/guides/handle-errors">Resolve errors</a>).
 */
final class GmailErrors {

    private static final int LONGEST = 240;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);
    private static final Set<String> RATE = Set.of(
            "rateLimitExceeded",
            "userRateLimitExceeded",
            "quotaExceeded",
            "concurrentLimitExceeded",
            "RATE_LIMIT_EXCEEDED");
    private static final Set<String> DAILY = Set.of("dailyLimitExceeded", "dailyLimitExceededUnreg", "limitExceeded");
    private static final Pattern DAILY_WORDS = Pattern.compile("(?i)daily|sending (limit|quota)");
    private static final Pattern RETRY_AFTER =
            Pattern.compile("(?i)retry after\\s+(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z)");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"'(),;:]+@[^\\s<>\"'(),;:]+");

    private GmailErrors() {}

    static GmailFailure of(HttpResponseException e, Instant now) {
        GoogleJsonError error =
                e instanceof GoogleJsonResponseException json ? json.getDetails() : parse(e.getContent());
        return of(e.getStatusCode(), error, now);
    }

    /** The error of one part of a batch, which has no status of its own if it is not Google's. */
    static GmailFailure of(@Nullable GoogleJsonErrorContainer part, Instant now) {
        GoogleJsonError error = part == null ? null : part.getError();
        return of(error == null ? 500 : error.getCode(), error, now);
    }

    /** A call without an answer that could be read. The words name the classes of its causes and not their texts. */
    static GmailFailure noAnswer(Exception e) {
        boolean network = false;
        StringJoiner names = new StringJoiner(" by ");
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof GmailConnection.TooLarge) {
                return GmailFailure.own(Kind.TOO_LARGE, "the answer is too large");
            }
            if (t instanceof HandOver.Late) {
                return GmailFailure.own(Kind.LATE, "late");
            }
            network |= isOfTheNetwork(t);
            names.add(t.getClass().getSimpleName());
        }
        return network
                ? GmailFailure.own(Kind.UNREACHABLE, "no answer: " + names)
                : GmailFailure.own(Kind.UNREADABLE, "an answer that cannot be read: " + names);
    }

    private static boolean isOfTheNetwork(Throwable t) {
        return t instanceof SocketException
                || t instanceof UnknownHostException
                || t instanceof SSLException
                || t instanceof InterruptedIOException
                || t instanceof InterruptedException
                || t instanceof NoHttpResponseException
                || t instanceof ConnectionClosedException
                || t instanceof MalformedChunkCodingException;
    }

    private static @Nullable GoogleJsonError parse(@Nullable String content) {
        try {
            return content == null || content.isBlank()
                    ? null
                    : GsonFactory.getDefaultInstance()
                            .fromString(content, GoogleJsonErrorContainer.class)
                            .getError();
        } catch (IOException | IllegalArgumentException e) {
            return null; // a page of a proxy; the status says enough
        }
    }

    private static GmailFailure of(int status, @Nullable GoogleJsonError error, Instant now) {
        String reason = error == null ? "" : reason(error);
        String message = error == null || error.getMessage() == null ? "" : error.getMessage();
        Kind kind = kind(status, reason, message);
        Optional<Instant> when = kind == Kind.RATE || kind == Kind.DAILY ? when(message, now) : Optional.empty();
        return new GmailFailure(kind, status, reason, when, words(status, reason, message));
    }

    /** The reason of the list of errors, else of the details, else the status in words. */
    private static String reason(GoogleJsonError error) {
        List<GoogleJsonError.ErrorInfo> errors = error.getErrors();
        if (errors != null && !errors.isEmpty() && errors.get(0).getReason() != null) {
            return errors.get(0).getReason();
        }
        List<GoogleJsonError.Details> details = error.getDetails();
        if (details != null) {
            for (GoogleJsonError.Details each : details) {
                if (each.getReason() != null) {
                    return each.getReason();
                }
            }
        }
        Object status = error.get("status");
        return status instanceof String text ? text : "";
    }

    private static Kind kind(int status, String reason, String message) {
        if (status == 401) {
            return Kind.CREDENTIALS;
        }
        if (status == 403 || status == 429) {
            if (DAILY.contains(reason)
                    || (status == 429 && DAILY_WORDS.matcher(message).find())) {
                return Kind.DAILY;
            }
            if (status == 429 || RATE.contains(reason)) {
                return Kind.RATE;
            }
            if (reason.equals("backendError")) {
                return Kind.SERVER;
            }
            return reason.isEmpty() ? Kind.UNREADABLE : Kind.CREDENTIALS; // no reason: not Google's own answer
        }
        if (status == 404) {
            return Kind.GONE;
        }
        if (status == 400 && reason.equals("failedPrecondition")) { // no Gmail for this user, or it is suspended
            return Kind.CREDENTIALS;
        }
        if (status == 408 || status >= 500 || status < 300) {
            return Kind.SERVER;
        }
        return status < 400 ? Kind.UNREADABLE : Kind.REFUSED;
    }

    private static Optional<Instant> when(String message, Instant now) {
        Matcher found = RETRY_AFTER.matcher(message);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            Instant at = Instant.parse(found.group(1));
            Instant latest = now.plus(LONGEST_PAUSE);
            return Optional.of(at.isAfter(latest) ? latest : at).filter(now::isBefore);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String words(int status, String reason, String message) {
        String line = status + (reason.isEmpty() ? "" : " " + reason) + (message.isEmpty() ? "" : ": " + message);
        String clean = ADDRESS.matcher(line).replaceAll("(address)");
        clean = clean.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
    }
}
