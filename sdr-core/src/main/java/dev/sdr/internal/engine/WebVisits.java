package dev.sdr.internal.engine;

import dev.sdr.track.Visit;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookReceiver.Received;
import dev.sdr.track.WebhookRequest;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes in over the web. */
public final class WebVisits {

    private static final Logger log = LoggerFactory.getLogger(WebVisits.class);

    private final Context context;
    private final MailEvents events;

    WebVisits(Context context, MailEvents events) {
        this.context = context;
        this.events = events;
    }

    /**
     * Takes note of an open.
     *
     * @param token the pixel's token
     * @param visit who fetched it
     */
    public void open(String token, Visit visit) {
        context.failed("opens are not recorded yet", new IllegalStateException(token + visit));
    }

    /**
     * Takes note of a click.
     *
     * @param token the link's token
     * @param visit who followed it
     * @return where it leads
     */
    public Optional<URI> click(String token, Visit visit) {
        return Optional.empty();
    }

    /**
     * Whether a token is one of an unsubscribe link.
     *
     * @param token the token
     * @return true if it is
     */
    public boolean isUnsubscribe(String token) {
        return false;
    }

    /**
     * Suppresses the address a token stands for.
     *
     * @param token the token
     * @param visit who asked
     * @return false if the token is none of ours
     */
    public boolean unsubscribe(String token, Visit visit) {
        return false;
    }

    /**
     * Stores what a provider posted.
     *
     * @param receiver what reads it
     * @param request the request
     * @return false if the receiver refused it
     */
    public boolean receive(WebhookReceiver receiver, WebhookRequest request) {
        context.time.refresh();
        Received received = receiver.receive(request, context.now());
        if (received instanceof Received.Accepted accepted) {
            accepted.problems().forEach(problem -> log.warn("webhook {}: {}", receiver.name(), problem));
            events.record(accepted.events());
            return true;
        }
        if (received instanceof Received.Refused refused) {
            log.warn("webhook {}: a request was refused: {}", receiver.name(), refused.reason());
        }
        return false;
    }

    /** Makes a new key for tokens. */
    public void rotateKeys() {}
}
