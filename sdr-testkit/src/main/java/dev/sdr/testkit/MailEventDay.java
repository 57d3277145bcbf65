package dev.sdr.testkit;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.consent.Suppression;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.sequence.Stop;
import dev.sdr.store.SequenceStore;
import dev.sdr.track.DeliveryState;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Days of a provider's events about two mails to each of some people, the same for the same seed, replayed clean and in order, or as
 * providers do it: again and again, shuffled, and with ids missing. Both must end in the same state.
 */
public final class MailEventDay {

    private static final int PEOPLE = 250;
    private static final Instant MORNING = Instant.parse("2026-01-05T09:00:00Z");
    private static final String NAME = "provider";
    private static final int SHARED_BATCH = 200;

    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "Mozilla/5.0",
            "");

    private final SequenceStore store;
    private final Random random;
    private final VirtualClock clock = new VirtualClock(MORNING);
    private final SequenceRunner runner;
    private final List<MailEvent> events = new ArrayList<>();
    private int mails;

    private MailEventDay(SequenceStore store, long seed) {
        this.store = store;
        this.random = new Random(seed);
        Sequence sequence = Sequence.builder("day")
                .email("first", s -> s.subject("Hello").text("See https://a.example and https://b.example/1."))
                .email("second", s -> s.text("See https://a.example.").after(Delay.days(1)))
                .build();
        this.runner = SequenceRunner.builder(store, Sequences.of(sequence), Sender.of("Example Ltd", "1 High Street"))
                .sendOnlyMailbox(
                        Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC).dailyCap(2 * PEOPLE),
                        (email, deadline) -> Delivery.accepted("X-" + mails++))
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .random(new SplittableRandom(seed))
                .build();
    }

    /**
     * What is left of a day, by lead and mail; equal days are equal.
     *
     * @param events how many events there were, repeats not counted
     * @param people the stops of each lead and of its enrollment
     * @param mails how far each mail got, and the verdict on each open and click
     * @param suppressions the ledger
     */
    public record State(
            int events, Map<String, String> people, Map<String, String> mails, Map<String, String> suppressions) {

        /** Copies. */
        public State {
            people = new TreeMap<>(people);
            mails = new TreeMap<>(mails);
            suppressions = new TreeMap<>(suppressions);
        }
    }

    /**
     * Replays a day.
     *
     * @param store an empty store
     * @param seed which day
     * @param clean whether each event comes once, in order and whole
     * @return what it left
     */
    public static State replay(SequenceStore store, long seed, boolean clean) {
        MailEventDay day = new MailEventDay(store, seed);
        day.send();
        day.generate();
        day.post(clean ? day.events : day.disturbed());
        return day.state();
    }

    /**
     * Replays a disturbed day as if several nodes were posted to at once.
     *
     * @param store an empty store
     * @param seed which day
     * @param pool runs the nodes
     * @param nodes how many
     * @return what it left
     * @throws Exception if one of them failed
     */
    public static State replayOn(SequenceStore store, long seed, ExecutorService pool, int nodes) throws Exception {
        MailEventDay day = new MailEventDay(store, seed);
        day.send();
        day.generate();
        List<MailEvent> all = day.disturbed();
        List<Future<?>> posts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += SHARED_BATCH) {
            List<MailEvent> batch = all.subList(from, Math.min(all.size(), from + SHARED_BATCH));
            for (int node = 0; node < nodes; node++) {
                posts.add(pool.submit(() -> Posted.to(day.runner, batch)));
            }
        }
        for (Future<?> post : posts) {
            post.get();
        }
        day.runner.pollInboxes();
        return day.state();
    }

    private void send() {
        List<Lead> leads = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            leads.add(Lead.of("lead-%03d".formatted(i), address(i).value()));
        }
        runner.enroll(leads, "day");
        runner.runOnce();
        clock.advance(Duration.ofDays(1));
        runner.runOnce();
        clock.advance(Duration.ofDays(3));
    }

    private static EmailAddress address(int i) {
        return EmailAddress.of("person" + i + "@company" + i % 40 + ".example");
    }

    private void generate() {
        for (int i = 0; i < PEOPLE; i++) {
            for (Touch touch : runner.enrollments().touches("lead-%03d".formatted(i))) {
                new Mail(address(i), Optional.of(touch.messageId()), touch.providerId(), touch.begunAt()).lives();
            }
        }
        for (int i = 0; i < 60; i++) { // another application's mail through the same account, half of it to our people
            EmailAddress to = i % 2 == 0 ? address(i) : EmailAddress.of("stranger" + i + "@else.example");
            Mail mail = new Mail(to, Optional.empty(), Optional.of("else-" + i), MORNING.plusSeconds(7L * i));
            mail.happens(
                    i % 2 == 0
                            ? MailEvent.Type.DELIVERED
                            : i % 3 == 0 ? MailEvent.Type.UNSUBSCRIBED : MailEvent.Type.BOUNCED,
                    3,
                    Map.of());
        }
        events.sort((a, b) -> a.at().compareTo(b.at()));
    }

    private final class Mail {
        private final EmailAddress to;
        private final Optional<String> messageId;
        private final Optional<String> providerId;
        private Instant at;

        Mail(EmailAddress to, Optional<String> messageId, Optional<String> providerId, Instant sentAt) {
            this.to = to;
            this.messageId = messageId;
            this.providerId = providerId;
            this.at = sentAt;
        }

        private void happens(MailEvent.Type type, long secondsLater, Map<String, String> details) {
            at = Instant.ofEpochSecond(at.plusSeconds(secondsLater).getEpochSecond());
            events.add(new MailEvent(NAME, type, at, Optional.of(to), messageId, providerId, details));
        }

        private void lives() {
            int fate = random.nextInt(100);
            if (fate < 4) {
                MailEvent.Cause[] causes = MailEvent.Cause.values();
                happens(
                        MailEvent.Type.DROPPED,
                        1,
                        Map.of(MailEvent.CAUSE, causes[random.nextInt(causes.length)].name()));
                return;
            }
            happens(MailEvent.Type.PROCESSED, 1, Map.of());
            for (int i = 1; i <= random.nextInt(4); i++) {
                happens(MailEvent.Type.DEFERRED, 60L * i, Map.of(MailEvent.ATTEMPT, Integer.toString(i)));
            }
            if (fate < 9) {
                happens(MailEvent.Type.BOUNCED, 2, Map.of(MailEvent.STATUS, "5.1.1"));
                return;
            }
            if (fate < 11) {
                happens(MailEvent.Type.BLOCKED, 2, Map.of(MailEvent.STATUS, "5.7.1"));
                return;
            }
            happens(MailEvent.Type.DELIVERED, 2, Map.of());
            if (fate < 25) {
                scanned();
            }
            read();
            if (fate > 94) {
                happens(fate > 97 ? MailEvent.Type.COMPLAINED : MailEvent.Type.UNSUBSCRIBED, 500, Map.of());
            }
            if (fate == 50) {
                happens(MailEvent.Type.OTHER, 5, Map.of());
            }
        }

        private void scanned() {
            for (int link = 0; link < 3; link++) {
                happens(
                        MailEvent.Type.CLICKED,
                        link == 0 ? 70 : random.nextInt(2),
                        visit(0, "https://a.example/" + link));
            }
        }

        private void read() {
            int times = random.nextInt(6);
            for (int i = 0; i < times; i++) {
                happens(
                        MailEvent.Type.OPENED,
                        1 + random.nextInt(90_000) / (1 + random.nextInt(30_000)),
                        visit(agent(), ""));
                if (random.nextInt(3) == 0) {
                    happens(MailEvent.Type.CLICKED, 1 + random.nextInt(90), visit(0, "https://a.example"));
                }
            }
        }

        private int agent() {
            return random.nextInt(AGENTS.size());
        }

        private Map<String, String> visit(int agent, String url) {
            Map<String, String> details = new TreeMap<>();
            details.put(MailEvent.USER_AGENT, AGENTS.get(agent));
            details.put(MailEvent.IP, "203.0.113." + random.nextInt(250));
            if (!url.isEmpty()) {
                details.put(MailEvent.URL, url);
            }
            return details;
        }
    }

    /** Each event up to 46 times, in any order, a tenth of the copies without ids. */
    private List<MailEvent> disturbed() {
        List<MailEvent> all = new ArrayList<>();
        for (MailEvent event : events) {
            int much = random.nextInt(100);
            int copies = much < 5 ? 46 : much < 25 ? 4 + random.nextInt(6) : 1 + random.nextInt(3);
            boolean foreign = event.messageId().isEmpty();
            boolean guessable = !foreign && !event.at().isAfter(MORNING.plus(Duration.ofHours(23)));
            for (int i = 0; i < copies; i++) {
                int missing =
                        i == 0 && !guessable ? 99 : random.nextInt(100); // one copy is whole, or a guess finds the mail
                Optional<String> messageId = missing < 15 ? Optional.empty() : event.messageId();
                Optional<String> providerId = missing < 10 || (missing >= 15 && missing < 20 && !foreign)
                        ? Optional.empty()
                        : event.providerId();
                all.add(new MailEvent(
                        event.source(),
                        event.type(),
                        event.at(),
                        event.recipient(),
                        messageId,
                        providerId,
                        event.details()));
            }
        }
        Collections.shuffle(all, random);
        return all;
    }

    private void post(List<MailEvent> all) {
        int from = 0;
        while (from < all.size()) {
            int to = Math.min(all.size(), from + 1 + random.nextInt(300));
            Posted.to(runner, all.subList(from, to));
            from = to;
        }
        runner.pollInboxes();
    }

    private State state() {
        Map<String, String> people = new TreeMap<>();
        Map<String, String> mailStates = new TreeMap<>();
        for (int i = 0; i < PEOPLE; i++) {
            String lead = "lead-%03d".formatted(i);
            List<RecordedEvent> became = runner.enrollments().mailEvents(lead);
            List<String> stops = words(store.inTransaction(tx -> tx.leads().byIds(List.of(lead)))
                    .get(0)
                    .stops());
            List<String> ended = runner.enrollments().of(lead).stream()
                    .flatMap(e -> words(e.stops()).stream())
                    .toList();
            people.put(lead, stops + " " + ended);
            for (Touch touch : runner.enrollments().touches(lead)) {
                List<RecordedEvent> its = became.stream()
                        .filter(e -> e.touch().equals(Optional.of(touch.id())))
                        .toList();
                mailStates.put(lead + " " + touch.id().key(), DeliveryState.of(its) + " " + visits(its));
            }
        }
        Map<String, String> suppressions = new TreeMap<>();
        for (Suppression s : store.inTransaction(tx -> tx.suppressions().list(Optional.empty(), 10_000))) {
            suppressions.put(s.value() + " " + s.cause(), s.kind() + " " + s.reason());
        }
        return new State(events.size(), people, mailStates, suppressions);
    }

    private static List<String> words(List<Stop> stops) {
        return stops.stream().map(s -> s.reason() + " " + s.cause()).sorted().toList();
    }

    private static List<String> visits(List<RecordedEvent> events) {
        return events.stream()
                .filter(RecordedEvent::isVisit)
                .map(e -> e.type() + " " + e.at() + " " + e.details() + " " + e.grade() + " open: " + e.open())
                .sorted()
                .toList();
    }
}
