package dev.sdr.quickstart;

import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the leads of the demonstration answer, and when. Whoever is not named says nothing. */
final class DemoPeople {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private enum Answer {
        PERSON,
        AWAY,
        BOUNCE
    }

    /**
     * An answer.
     *
     * @param toMail to which mail, from 1
     * @param after how long after it arrived
     * @param answer its kind
     * @param text its words
     */
    private record Script(int toMail, Duration after, Answer answer, String text) {}

    private static final Map<String, Script> SCRIPTS = Map.ofEntries(
            Map.entry("james", person(1, 3, "Sounds good, please send it over.\n\nJames")),
            Map.entry("yuki", person(1, 20, "How does this work for companies outside Europe? What does it cost?")),
            Map.entry("liam", person(1, 5, "Not interested, thanks.")),
            Map.entry("noah", person(1, 2, "Please remove me from your list.")),
            Map.entry("arjun", person(1, 8, "I am not the right person for this. Please write to our sales office.")),
            Map.entry("chloe", person(2, 6, "Yes please, tell me more!")),
            Map.entry("hans", person(2, 4, "Kein Interesse, danke.")),
            Map.entry("giulia", person(3, 4, "Let's talk next week, I am free on Tuesday.")),
            Map.entry("tom", person(1, 1, "stop")),
            Map.entry("sophie", new Script(1, Duration.ofSeconds(5), Answer.AWAY, "")),
            Map.entry("peter", new Script(2, Duration.ofSeconds(5), Answer.AWAY, "")),
            Map.entry("olivia", new Script(1, Duration.ofMinutes(1), Answer.BOUNCE, "")),
            Map.entry("omar", new Script(1, Duration.ofMinutes(1), Answer.BOUNCE, "")));

    private record Waiting(Instant at, String ourAddress, String message) {}

    private final PostOffice world;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Integer> mailsTo = new java.util.HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private int delivered;
    private int answersOfPeople;

    DemoPeople(PostOffice world) {
        this.world = world;
    }

    private static Script person(int toMail, int hours, String text) {
        return new Script(toMail, Duration.ofHours(hours), Answer.PERSON, text);
    }

    int delivered() {
        return delivered;
    }

    int answersOfPeople() {
        return answersOfPeople;
    }

    /** Lets everybody read their mail, and delivers the answers whose time has come. */
    void live(Instant now) {
        for (MimeMessage mail : world.sent()) {
            if (seen.add(OutsideWorld.header(mail, "Message-ID"))) {
                read(mail, now);
            }
        }
        for (Iterator<Waiting> next = waiting.iterator(); next.hasNext(); ) {
            Waiting answer = next.next();
            if (!answer.at().isAfter(now)) {
                world.deliver(answer.ourAddress(), answer.message(), answer.at());
                delivered++;
                next.remove();
            }
        }
    }

    /** Mail that has nothing to do with us lies in our inboxes too. */
    void privateMail(String ourAddress, Instant at) {
        waiting.add(new Waiting(
                at,
                ourAddress,
                head("friend@elsewhere.example", ourAddress, at, "private" + at.getEpochSecond())
                        + "Subject: Sunday\r\n\r\nSee you at the lake.\r\n"));
    }

    private void read(MimeMessage mail, Instant now) {
        String lead = address(OutsideWorld.header(mail, "To"));
        String ours = address(OutsideWorld.header(mail, "From"));
        int number = mailsTo.merge(lead, 1, Integer::sum);
        Script script = SCRIPTS.get(lead.substring(0, lead.indexOf('@')));
        if (script == null || script.toMail() != number) {
            return;
        }
        Instant at = now.plus(script.after());
        String id = OutsideWorld.header(mail, "Message-ID");
        String thread = "In-Reply-To: " + id + "\r\nReferences: " + id + "\r\n";
        String head = head(lead, ours, at, lead.replace('@', '.') + number) + thread;
        switch (script.answer()) {
            case PERSON -> {
                answersOfPeople++;
                waiting.add(new Waiting(
                        at,
                        ours,
                        head + "Subject: Re: your mail\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                                + script.text().replace("\n", "\r\n") + "\r\n\r\nOn " + DATE.format(now) + ", " + ours
                                + " wrote:\r\n> Not for you? Reply \"stop\"\r\n"));
            }
            case AWAY -> {
                LocalDate back = at.atZone(ZoneOffset.UTC).toLocalDate().plusDays(6);
                waiting.add(new Waiting(
                        at,
                        ours,
                        head + "Auto-Submitted: auto-replied\r\nSubject: Out of office\r\n\r\n"
                                + "I am out of the office and will be back on " + back + ".\r\n"));
            }
            case BOUNCE -> waiting.add(new Waiting(at, ours, bounce(lead, ours, id, at)));
        }
    }

    private static String bounce(String lead, String ours, String id, Instant at) {
        return head("mailer-daemon@mx.example", ours, at, "dsn." + lead.replace('@', '.'))
                + "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
                + "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                + "Final-Recipient: rfc822; " + lead + "\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                + "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n"
                + "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + id + "\r\n--b--\r\n";
    }

    private static String head(String from, String to, Instant at, String id) {
        return "From: " + from + "\r\nTo: " + to + "\r\nDate: " + DATE.format(at) + "\r\nMessage-ID: <" + id
                + "@demo.example>\r\n";
    }

    static String address(String header) {
        int open = header.lastIndexOf('<');
        return open < 0 ? header.strip() : header.substring(open + 1, header.lastIndexOf('>'));
    }
}
