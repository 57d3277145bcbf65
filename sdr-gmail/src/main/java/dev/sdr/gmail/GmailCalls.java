package dev.sdr.gmail;

import static com.google.api.client.http.HttpStatusCodes.STATUS_CODE_UNAUTHORIZED;

import com.google.api.client.googleapis.batch.BatchCallback;
import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.gmail.Gmail;
import com.google.api.services.gmail.GmailRequest;
import com.google.api.services.gmail.model.Message;
import dev.sdr.channel.HandOver;
import dev.sdr.gmail.GmailFailure.Kind;
import dev.sdr.gmail.GmailQuota.Call;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Makes calls of one mailbox: one attempt each, a few at once, within the quota, with a valid token. Safe for use by several
 * threads.
 */
final class GmailCalls {

    /** More at once, and Gmail refuses "Too many concurrent requests for user". */
    static final int AT_ONCE = 4;

    /** Gmail works on the parts of a batch at once. */
    static final int BATCH = AT_ONCE;

    static final String ME = "me";

    /**
     * Makes a request.
     *
     * @param <T> what it answers
     */
    interface Ask<T> {
        GmailRequest<T> of(Gmail gmail) throws IOException;
    }

    /** Makes a request for one message. */
    interface AskFor {
        Gmail.Users.Messages.Get of(Gmail gmail, String id) throws IOException;
    }

    private interface Http<T> {
        T run() throws IOException;
    }

    private final Gmail gmail;
    private final HttpRequestInitializer settings;
    private final GoogleTokens tokens;
    private final GmailQuota quota;
    private final GmailPace pace;
    private final Clock clock;
    private final Duration patience;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /**
     * The calls of a mailbox.
     *
     * @param settings what every request gets: no second attempt, no redirect, nothing of it in a log, and timeouts
     * @param patience how long a call waits for another one to end
     */
    GmailCalls(
            Gmail gmail,
            HttpRequestInitializer settings,
            GoogleTokens tokens,
            GmailQuota quota,
            GmailPace pace,
            Clock clock,
            Duration patience) {
        this.gmail = gmail;
        this.settings = settings;
        this.tokens = tokens;
        this.quota = quota;
        this.pace = pace;
        this.clock = clock;
        this.patience = patience;
    }

    Instant now() {
        return clock.instant();
    }

    /** One call that changes nothing of the mailbox's mail. */
    <T> T call(Call kind, Ask<T> ask) throws GmailFailure {
        String token = tokens.accessToken();
        pace.take(quota.of(kind));
        return once(false, token, () -> {
            GmailRequest<T> request = ask.of(gmail);
            request.getRequestHeaders().setAuthorization(bearer(token));
            return request.execute();
        });
    }

    /** One call that belongs to a mail, whose units have been taken. */
    <T> T callForMail(Ask<T> ask) throws GmailFailure {
        String token = tokens.accessToken();
        return once(false, token, () -> {
            GmailRequest<T> request = ask.of(gmail);
            request.getRequestHeaders().setAuthorization(bearer(token));
            return request.execute();
        });
    }

    /** The pause of sending that Gmail asked for, if one lasts. */
    Optional<GmailFailure> sendingPause() {
        return pace.sendingPause();
    }

    /** Takes the units of a mail, and of what belongs to it. */
    void takeForMail(boolean threaded) throws GmailFailure {
        pace.takeForMail(quota.of(Call.SEND) + quota.of(Call.GET) + (threaded ? quota.of(Call.LIST) : 0));
    }

    /** Sends a mail whose units have been taken, with its JSON as the body. */
    Message send(Message message, HandOver body) throws GmailFailure {
        String token = tokens.accessToken();
        return once(true, token, () -> {
            GmailRequest<Message> request = gmail.users().messages().send(ME, message);
            request.setDisableGZipContent(true); // so that its length is known and its last byte the last one sent
            request.getRequestHeaders().setAuthorization(bearer(token));
            HttpRequest http = request.buildHttpRequest();
            http.setContent(new HandOverContent(body));
            HttpResponse response = http.execute();
            return response.parseAs(Message.class);
        });
    }

    static byte[] json(Message message) {
        try {
            return GsonFactory.getDefaultInstance().toByteArray(message);
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory cannot be written", e);
        }
    }

    /**
     * What a batch gave.
     *
     * @param messages what came, by id
     * @param failures what did not, by id
     * @param broken where the answer could not be read any further, with the id it broke at
     */
    record Batch(Map<String, Message> messages, Map<String, GmailFailure> failures, Optional<Broken> broken) {}

    /**
     * An end before the end.
     *
     * @param id the first message without an answer
     * @param first whether none had one
     * @param failure why
     */
    record Broken(String id, boolean first, GmailFailure failure) {}

    /** How many messages may be asked for now. */
    int room(int most) {
        return pace.room(quota.of(Call.GET), Math.min(most, BATCH));
    }

    /** Asks for at most {@link #BATCH} messages in one request. */
    Batch batch(List<String> ids, AskFor ask) throws GmailFailure {
        String token = tokens.accessToken();
        pace.take(quota.of(Call.GET) * ids.size());
        List<Object> answers = new ArrayList<>();
        Optional<Broken> broken = Optional.empty();
        try {
            attempt(false, ids.size(), token, () -> {
                BatchRequest batch = gmail.batch(request -> {
                    settings.initialize(request);
                    request.getHeaders().setAuthorization(bearer(token)); // holds for every part
                });
                for (String id : ids) {
                    ask.of(gmail, id).queue(batch, GoogleJsonErrorContainer.class, new Collect(answers));
                }
                batch.execute();
                return answers;
            });
        } catch (GmailFailure e) {
            boolean brokeOff =
                    e.kind() == Kind.UNREACHABLE || e.kind() == Kind.UNREADABLE || e.kind() == Kind.TOO_LARGE;
            if (!brokeOff || e.status() > 0 || answers.size() >= ids.size()) {
                throw e;
            }
            broken = Optional.of(new Broken(ids.get(answers.size()), answers.isEmpty(), e));
        }
        if (answers.stream().anyMatch(a -> a instanceof GmailFailure f && f.status() == STATUS_CODE_UNAUTHORIZED)) {
            tokens.refused(token);
        }
        return sort(ids, answers, broken);
    }

    /** Google's client takes the answers for those of the requests in their order; a message names itself. */
    private Batch sort(List<String> ids, List<Object> answers, Optional<Broken> broken) {
        Map<String, Message> messages = new LinkedHashMap<>();
        Map<String, GmailFailure> failures = new LinkedHashMap<>();
        boolean inOrder = true;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof Message message) {
                inOrder &= ids.get(i).equals(message.getId());
                messages.put(String.valueOf(message.getId()), message);
            } else if (answers.get(i) instanceof GmailFailure failure) {
                failures.put(ids.get(i), failure);
            }
        }
        pause(failures);
        if (!inOrder) {
            failures.clear(); // they may be of other messages, and one that is gone is never asked for again
        }
        return new Batch(messages, failures, broken);
    }

    /** A batch is one step of the pause, however many of its parts were refused. */
    private void pause(Map<String, GmailFailure> failures) {
        Optional<GmailFailure> longest = failures.values().stream()
                .filter(GmailFailure::isTooMuch)
                .max(Comparator.comparing(GmailFailure::kind)
                        .thenComparing(f -> f.when().orElse(Instant.MIN)));
        if (longest.isEmpty()) {
            pace.wentWell();
            return;
        }
        GmailFailure known = pace.refused(longest.get(), false);
        failures.replaceAll((id, f) -> f.isTooMuch() ? known : f);
    }

    private final class Collect implements BatchCallback<Message, GoogleJsonErrorContainer> {
        private final List<Object> answers;

        Collect(List<Object> answers) {
            this.answers = answers;
        }

        @Override
        public void onSuccess(Message message, HttpHeaders headers) {
            answers.add(message);
        }

        @Override
        public void onFailure(GoogleJsonErrorContainer error, HttpHeaders headers) {
            answers.add(GmailErrors.of(error, clock.instant()));
        }
    }

    private <T> T once(boolean sending, String token, Http<T> http) throws GmailFailure {
        T answer = attempt(sending, 1, token, http);
        pace.wentWell();
        return answer;
    }

    /** One attempt at some calls, of which at most {@link #AT_ONCE} run at once. */
    private <T> T attempt(boolean sending, int parts, String token, Http<T> http) throws GmailFailure {
        try {
            if (!places.tryAcquire(parts, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw GmailFailure.own(Kind.RATE, "the calls of this mailbox wait for one another");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GmailErrors.noAnswer(e);
        }
        try {
            return http.run();
        } catch (HttpResponseException e) {
            if (e.getStatusCode() == STATUS_CODE_UNAUTHORIZED) {
                tokens.refused(token);
            }
            throw pace.refused(GmailErrors.of(e, clock.instant()), sending);
        } catch (IOException | RuntimeException e) { // Google's client throws unchecked for answers that break off
            throw GmailErrors.noAnswer(e);
        } finally {
            places.release(parts);
        }
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }
}
