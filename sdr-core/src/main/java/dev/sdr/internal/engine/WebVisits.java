package dev.sdr.internal.engine;

import dev.sdr.track.MailEvent;
import dev.sdr.track.Visit;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What comes in over the web. */
public final class WebVisits {

    private static final int LONGEST_HEADER = 500;
    private static final String UNSUBSCRIBE_LINK = "unsubscribe"; // MailEvent.UNSUBSCRIBE_LINK, once it is there

    private final Context context;
    private final OptOuts optOuts;
    private final Consumer<List<MailEvent>> events;

    WebVisits(Context context, OptOuts optOuts, Consumer<List<MailEvent>> events) {
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
                        messageId -> events.accept(List.of(seen(MailEvent.Type.OPENED, messageId, visit, Map.of()))));
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
            tryTo(() -> events.accept(List.of(seen(MailEvent.Type.CLICKED, c.messageId(), visit, link))));
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
        return header.length() > LONGEST_HEADER ? header.substring(0, LONGEST_HEADER) : header;
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
        who.ifPresent(u -> tryTo(() -> events.accept(List.of(
                seen(MailEvent.Type.CLICKED, u.messageId(), visit, Map.of(MailEvent.LINK, UNSUBSCRIBE_LINK))))));
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
     * @return false if the receiver refused it
     */
    public boolean receive(WebhookReceiver receiver, WebhookRequest request) {
        return false;
    }

    /** Makes a new key for tokens. */
    public void rotateKeys() {
        context.tokens.rotate();
    }
}
