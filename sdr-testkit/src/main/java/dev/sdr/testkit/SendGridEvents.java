package dev.sdr.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes the events SendGrid posts about mails a {@link SendGridServer} took, each as a JSON object in SendGrid's form. The
 * same seed makes the same events. Not safe for use by several threads.
 */
public final class SendGridEvents {

    private static final List<String> IDS = List.of("sg_event_id", "sg_message_id", "sdr_message_id", "smtp-id");
    private static final String CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0";
    private static final String APPLE_PROXY = "Mozilla/5.0";

    private final ObjectMapper json = new ObjectMapper();
    private final Random random;

    /**
     * A source of events.
     *
     * @param seed by which it varies
     */
    public SendGridEvents(long seed) {
        this.random = new Random(seed);
    }

    private ObjectNode event(String name, SendGridTaken mail, Instant at) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        ObjectNode event = json.createObjectNode();
        mail.customArgs().forEach(event::put);
        if (mail.categories().size() == 1) {
            event.put("category", mail.categories().get(0)); // text for one, a list for several
        } else if (!mail.categories().isEmpty()) {
            mail.categories().forEach(event.putArray("category")::add);
        }
        return event.put("email", mail.to())
                .put("event", name)
                .put("timestamp", at.getEpochSecond())
                .put("sg_event_id", Base64.getUrlEncoder().withoutPadding().encodeToString(id))
                .put("sg_message_id", mail.id() + ".filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0")
                .put("smtp-id", "<" + mail.messageId() + ">");
    }

    /**
     * SendGrid has queued a mail.
     *
     * @param mail the mail
     * @param at when
     * @return the event
     */
    public String processed(SendGridTaken mail, Instant at) {
        return event("processed", mail, at).toString();
    }

    /**
     * The recipient's server took a mail.
     *
     * @param mail the mail
     * @param at when
     * @return the event
     */
    public String delivered(SendGridTaken mail, Instant at) {
        return event("delivered", mail, at)
                .put("response", "250 OK")
                .put("ip", "192.0.2.25")
                .put("tls", 1)
                .toString();
    }

    /**
     * The recipient's server put a mail off.
     *
     * @param mail the mail
     * @param at when
     * @param attempt which attempt it was, from 1
     * @return the event
     */
    public String deferred(SendGridTaken mail, Instant at, int attempt) {
        return event("deferred", mail, at)
                .put("response", "400 try again later")
                .put("attempt", Integer.toString(attempt))
                .toString();
    }

    /**
     * The recipient does not exist.
     *
     * @param mail the mail
     * @param at when
     * @return the event
     */
    public String bounce(SendGridTaken mail, Instant at) {
        return event("bounce", mail, at)
                .put("type", "bounce")
                .put("status", "5.1.1")
                .put("reason", "550 5.1.1 no such user")
                .put("bounce_classification", "Invalid Address")
                .put("tls", 1)
                .toString();
    }

    /**
     * The recipient's server refused a mail for who sends it.
     *
     * @param mail the mail
     * @param at when
     * @return the event
     */
    public String blocked(SendGridTaken mail, Instant at) {
        return event("bounce", mail, at)
                .put("type", "blocked")
                .put("status", "4.7.1")
                .put("reason", "421 4.7.1 reputation")
                .put("bounce_classification", "Reputation")
                .toString();
    }

    /**
     * SendGrid sent nothing.
     *
     * @param mail the mail
     * @param at when
     * @param reason why, such as {@code Bounced Address}
     * @return the event
     */
    public String dropped(SendGridTaken mail, Instant at, String reason) {
        return event("dropped", mail, at).put("reason", reason).toString();
    }

    /**
     * A mail was opened.
     *
     * @param mail the mail
     * @param at when
     * @param machine whether a mail program's proxy did
     * @return the event
     */
    public String open(SendGridTaken mail, Instant at, boolean machine) {
        return event("open", mail, at)
                .put("useragent", machine ? APPLE_PROXY : CHROME)
                .put("ip", "198.51.100.7")
                .put("sg_machine_open", machine)
                .put("sg_content_type", "html")
                .toString();
    }

    /**
     * A link was followed.
     *
     * @param mail the mail
     * @param at when
     * @param url the link
     * @return the event
     */
    public String click(SendGridTaken mail, Instant at, String url) {
        ObjectNode click = event("click", mail, at)
                .put("useragent", CHROME)
                .put("ip", "198.51.100.7")
                .put("url", url);
        click.putObject("url_offset").put("index", 0).put("type", "html");
        return click.toString();
    }

    /**
     * The person complained.
     *
     * @param mail the mail
     * @param at when
     * @return the event
     */
    public String spamReport(SendGridTaken mail, Instant at) {
        return event("spamreport", mail, at).toString();
    }

    /**
     * The person followed SendGrid's unsubscribe link.
     *
     * @param mail the mail
     * @param at when
     * @return the event
     */
    public String unsubscribe(SendGridTaken mail, Instant at) {
        return event("unsubscribe", mail, at).toString();
    }

    /**
     * What becomes of some mails within a day: most are delivered, some of those opened, clicked, complained about or
     * unsubscribed from; some bounce, are blocked, put off or dropped.
     *
     * @param mails the mails
     * @return the events, in the order in which they happen
     */
    public List<String> day(List<SendGridTaken> mails) {
        List<String> events = new ArrayList<>();
        for (SendGridTaken mail : mails) {
            Instant at = mail.at().plusSeconds(1);
            events.add(processed(mail, at));
            int fate = random.nextInt(20);
            switch (fate) {
                case 0 -> events.add(bounce(mail, at.plusSeconds(5)));
                case 1 -> events.add(blocked(mail, at.plusSeconds(5)));
                case 2 -> events.add(dropped(mail, at.plusSeconds(1), "Bounced Address"));
                case 3 -> events.add(dropped(mail, at.plusSeconds(1), "Unsubscribed Address"));
                case 4 -> events.add(dropped(mail, at.plusSeconds(1), "Spam Content"));
                default -> delivered(events, mail, fate, at);
            }
        }
        return events;
    }

    private void delivered(List<String> events, SendGridTaken mail, int fate, Instant at) {
        Instant arrival = at;
        for (int attempt = 1; fate == 5 && attempt <= 3; attempt++) {
            arrival = arrival.plus(Duration.ofMinutes(10));
            events.add(deferred(mail, arrival, attempt));
        }
        arrival = arrival.plusSeconds(3);
        events.add(delivered(mail, arrival));
        Instant read = arrival.plus(Duration.ofMinutes(5L + random.nextInt(600)));
        if (random.nextInt(3) > 0) {
            events.add(open(mail, read, random.nextBoolean()));
        }
        if (random.nextInt(4) == 0) {
            events.add(click(mail, read.plusSeconds(20), "https://example.com/report"));
        }
        if (fate == 6) {
            events.add(spamReport(mail, read.plusSeconds(60)));
        } else if (fate == 7) {
            events.add(unsubscribe(mail, read.plusSeconds(60)));
        }
    }

    /**
     * The same events as they may really arrive: each up to some number of times, in any order, in posts of any size, some
     * without one of their ids.
     *
     * @param events the events
     * @param mostCopies how often one comes at most, at least 1
     * @param oneInSoManyWithoutId of how many copies one lacks an id or two, at least 1; the first copy of an event may
     * @return the posts
     */
    public List<List<String>> storm(List<String> events, int mostCopies, int oneInSoManyWithoutId) {
        List<String> copies = new ArrayList<>();
        for (String event : events) {
            int number = 1 + random.nextInt(mostCopies);
            for (int i = 0; i < number; i++) {
                copies.add(random.nextInt(oneInSoManyWithoutId) == 0 ? withoutSomeId(event) : event);
            }
        }
        Collections.shuffle(copies, random);
        List<List<String>> posts = new ArrayList<>();
        for (int from = 0; from < copies.size(); ) {
            int to = Math.min(copies.size(), from + 1 + random.nextInt(500));
            posts.add(List.copyOf(copies.subList(from, to)));
            from = to;
        }
        return posts;
    }

    private String withoutSomeId(String event) {
        try {
            ObjectNode object = (ObjectNode) json.readTree(event);
            object.remove(IDS.get(random.nextInt(IDS.size())));
            object.remove(IDS.get(random.nextInt(IDS.size())));
            return object.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event is not JSON", e);
        }
    }
}
