package dev.sdr.internal.engine;

import dev.sdr.track.MailEvent;
import dev.sdr.track.Visit;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookReceiver.Received;
import dev.sdr.track.WebhookRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes in over the web. */
public final class WebVisits {

    private static final Logger log = LoggerFactory.getLogger(WebVisits.class);
    private static final int LONGEST_HEADER = 500;

    private final Context context;
    private final OptOuts optOuts;
    private final MailEvents events;

    WebVisits(Context context, OptOuts optOuts, MailEvents events) {
        this.context = context;
        this.optOuts = optOuts;
        this.events = events;
    }

    /**
     * Takes note of an open.
     *
     * @param token the pixel's token
     * @param visit who fetched it
     */
    public void open(String token, Visit visit) {
        context.tokens
                .readOpen(token)
                .ifPresent(
                        messageId -> events.record(List.of(seen(MailEvent.Type.OPENED, messageId, visit, Map.of()))));
    }

    /**
     * Takes note of a click.
     *
     * @param token the link's token
     * @param visit who followed it
     * @return where it leads
     */
    public Optional<URI> click(String token, Visit visit) {
        Optional<Tokens.Click> click = context.tokens.readClick(token);
        click.ifPresent(c -> {
            Map<String, String> link = Map.of(MailEvent.URL, c.url(), MailEvent.LINK, Integer.toString(c.link()));
            tryTo(() -> events.record(List.of(seen(MailEvent.Type.CLICKED, c.messageId(), visit, link))));
        });
        return click.map(c -> URI.create(c.url()));
    }

    /** The person gets where a link leads, whatever the store does. */
    private void tryTo(Runnable store) {
        try {
            store.run();
        } catch (RuntimeException e) {
            context.failed("a click could not be stored", e);
        }
    }

    private MailEvent seen(MailEvent.Type type, String messageId, Visit visit, Map<String, String> more) {
        Map<String, String> details = new HashMap<>(more);
        details.put(MailEvent.METHOD, cut(visit.method()));
        details.put(MailEvent.USER_AGENT, cut(visit.userAgent()));
        details.put(MailEvent.IP, cut(visit.ip()));
        details.values().removeIf(String::isEmpty);
        return new MailEvent(
                MailEvent.OWN,
                type,
                context.now(),
                Optional.empty(),
                Optional.of(messageId),
                Optional.empty(),
                details);
    }

    private static String cut(String header) {
        String clean = header.replaceAll("\\p{Cntrl}", ""); // a store may not take them
        return clean.length() > LONGEST_HEADER ? clean.substring(0, LONGEST_HEADER) : clean;
    }

    /**
     * Whether a token is one of an unsubscribe link.
     *
     * @param token the token
     * @return true if it is
     */
    public boolean isUnsubscribe(String token) {
        return context.tokens.readUnsubscribe(token).isPresent();
    }

    /**
     * Takes note that the unsubscribe page was fetched, and changes nothing else.
     *
     * @param token the token
     * @param visit who fetched it
     * @return false if the token is none of ours
     */
    public boolean unsubscribePage(String token, Visit visit) {
        Optional<Tokens.Unsubscribe> who = context.tokens.readUnsubscribe(token);
        who.ifPresent(u -> tryTo(() -> events.record(List.of(seen(
                MailEvent.Type.CLICKED, u.messageId(), visit, Map.of(MailEvent.LINK, MailEvent.UNSUBSCRIBE_LINK))))));
        return who.isPresent();
    }

    /**
     * Suppresses the address a token stands for.
     *
     * @param token the token
     * @param visit who asked
     * @return false if the token is none of ours
     */
    public boolean unsubscribe(String token, Visit visit) {
        Optional<Tokens.Unsubscribe> who = context.tokens.readUnsubscribe(token);
        who.ifPresent(optOuts::byLink);
        return who.isPresent();
    }

    /**
     * Stores what a provider posted.
     *
     * @param receiver what reads it
     * @param request the request
     * @return false if the receiver refused it or found it incomplete
     */
    public boolean receive(WebhookReceiver receiver, WebhookRequest request) {
        context.time.refresh();
        Received received = receiver.receive(request, context.now());
        if (received instanceof Received.Accepted accepted) {
            record(receiver, accepted.problems(), accepted.events());
            return true;
        }
        if (received instanceof Received.Incomplete incomplete) {
            record(receiver, incomplete.problems(), incomplete.events());
        }
        if (received instanceof Received.Refused refused) {
            log.warn("webhook {}: a request was refused: {}", receiver.name(), refused.reason());
        }
        return false;
    }

    private void record(WebhookReceiver receiver, List<String> problems, List<MailEvent> happened) {
        problems.forEach(problem -> log.warn("webhook {}: {}", receiver.name(), problem));
        events.record(happened);
    }

    /**
     * Stores events that came in another way.
     *
     * @param happened the events
     */
    public void record(List<MailEvent> happened) {
        context.time.refresh();
        events.record(happened);
    }

    /** Makes a new key for tokens. */
    public void rotateKeys() {
        context.tokens.rotate();
    }
}
