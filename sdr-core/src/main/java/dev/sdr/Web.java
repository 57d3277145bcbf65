package dev.sdr;

import dev.sdr.internal.engine.Engine;
import dev.sdr.track.MailEvent;
import dev.sdr.track.Visit;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What comes in over the web. The servlets of sdr-web call it; a host with another web framework may call it itself. Every
 * token is checked in constant time, and none tells an unknown one from a forged one. Safe for use by several threads.
 */
public final class Web {

    private final Engine engine;

    Web(Engine engine) {
        this.engine = engine;
    }

    /**
     * Takes note that a mail's pixel was fetched. A token that is none of ours does nothing. Committed when it returns.
     *
     * @param token the token of the pixel's address
     * @param visit who fetched it
     * @throws dev.sdr.error.RetryableException if the store cannot be reached
     */
    public void open(String token, Visit visit) {
        engine.web().open(token, visit);
    }

    /**
     * Takes note that a link was followed.
     *
     * @param token the token of the link's address
     * @param visit who followed it
     * @return where it leads, as it stood in the mail; empty if the token is none of ours. Given even if the note
     *     could not be stored
     */
    public Optional<URI> click(String token, Visit visit) {
        return engine.web().click(token, visit);
    }

    /**
     * Whether a token is one of an unsubscribe link. Changes nothing.
     *
     * @param token the token
     * @return true if it is one of ours, whoever it is for and however old it is
     */
    public boolean isUnsubscribe(String token) {
        return engine.web().isUnsubscribe(token);
    }

    /**
     * Takes note that an unsubscribe page was fetched, for telling machines from people; unsubscribes nobody.
     *
     * @param token the token
     * @param visit who fetched it
     * @return as {@link #isUnsubscribe}, even if the note could not be stored
     */
    public boolean unsubscribePage(String token, Visit visit) {
        return engine.web().unsubscribePage(token, visit);
    }

    /**
     * Suppresses the address a token stands for, for all campaigns and channels, and stops everything for the person.
     * Committed when it returns; doing it again changes nothing.
     *
     * @param token the token of the unsubscribe link
     * @param visit who asked; its method is {@code POST} (RFC 8058 section 3.2)
     * @return false if the token is none of ours
     * @throws dev.sdr.error.RetryableException if the store cannot be reached: let the caller try again
     */
    public boolean unsubscribe(String token, Visit visit) {
        return engine.web().unsubscribe(token, visit);
    }

    /**
     * Stores what a provider posted, all of it in one go before it returns, and then does what it causes. An event that
     * is known already changes nothing. What a crash leaves undone the next phase does.
     *
     * @param receiver what reads it
     * @param request the request
     * @return false if the receiver refused it, and nothing was stored, or found it {@link WebhookReceiver.Received.Incomplete
     *     incomplete}: answer with an error, so that the provider posts it again
     * @throws dev.sdr.error.RetryableException if the store cannot be reached: let the provider post it again
     * @throws dev.sdr.error.ConfigurationException if the store is another environment's, a copy or was set back: nothing is
     *     stored, and the provider must post it again, for it is lost only if nobody adopts the store in time
     */
    public boolean receive(WebhookReceiver receiver, WebhookRequest request) {
        return engine.web().receive(receiver, request);
    }

    /**
     * Stores events that did not come through a webhook, such as whom a provider suppresses, as {@link #receive} does.
     *
     * @param events what happened
     * @throws dev.sdr.error.RetryableException if the store cannot be reached
     * @throws dev.sdr.error.ConfigurationException as {@link #receive}
     */
    public void record(List<MailEvent> events) {
        engine.web().record(events);
    }

    /**
     * Makes a new key for the tokens of mails to come. Tokens in mails that have left stay good.
     */
    public void rotateKeys() {
        engine.web().rotateKeys();
    }
}
