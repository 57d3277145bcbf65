package dev.sdr.web;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.error.RetryableException;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import dev.sdr.testkit.VirtualClock;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import dev.sdr.track.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A runner on the virtual clock that has sent one tracked mail each to a few people, and what its mails point to. */
final class Outreach implements AutoCloseable {

    static final String PUBLIC = "https://links.sender.example/outreach";
    static final String TARGET = "https://www.sender.example/offer?a=1&b=%C3%A9#part";

    private static final Pattern LINK = Pattern.compile(Pattern.quote(PUBLIC) + "(/[ocu]/[A-Za-z0-9_.-]+)");

    final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z")); // a Monday
    final InMemorySequenceStore memory = new InMemorySequenceStore();
    final List<Email> sent = new ArrayList<>();
    final List<String> leads = List.of("jane", "john", "ada");
    final SequenceRunner runner;
    private volatile boolean away;

    Outreach() {
        runner = builder(away(memory)).build();
        for (String lead : leads) {
            runner.enroll(Lead.of(lead, lead + "@" + lead + ".example").with("first_name", lead), "offer");
        }
        runner.runOnce();
        clock.advance(Duration.ofMinutes(10));
    }

    private RunnerBuilder builder(SequenceStore store) {
        Sequence offer = Sequence.builder("offer")
                .purpose(Purpose.OPTED_IN)
                .email(
                        "one",
                        s -> s.subject("Hello {{first_name}}")
                                .text("See " + TARGET + " please.")
                                .html("<p>See <a href=\"" + TARGET.replace("&", "&amp;") + "\">it</a> or"
                                        + " <a href=\"https://other.example/\">this</a>.</p>"))
                .email("two", s -> s.text("Again.").after(Delay.days(2)))
                .build();
        return SequenceRunner.builder(store, Sequences.of(offer), Sender.of("Example Ltd", "1 High Street"))
                .sendOnlyMailbox(
                        Mailbox.of("Ann <ann@sender.example>", ZoneId.of("Europe/London")), (email, deadline) -> {
                            sent.add(email);
                            return Delivery.accepted();
                        })
                .publicUrl(PUBLIC)
                .tracking(Tracking.opensAndClicks())
                .virtualClock(clock)
                .random(new SplittableRandom(1));
    }

    /** Another node on the same store. */
    SequenceRunner another() {
        return builder(memory).build();
    }

    /** Whether the runner's store cannot be reached. */
    void away(boolean now) {
        away = now;
    }

    private SequenceStore away(SequenceStore store) {
        return new SequenceStore() {
            @Override
            public <T> T inTransaction(Function<Tx, T> work) {
                if (away) {
                    throw new RetryableException("the database at db.internal.example refuses the password hunter2");
                }
                return store.inTransaction(work);
            }
        };
    }

    /** The paths below the servlet that a mail points to. */
    static List<String> paths(Email mail) {
        String all = mail.headers() + mail.text() + mail.html().orElse("");
        return LINK.matcher(all).results().map(r -> r.group(1)).distinct().toList();
    }

    static String path(Email mail, String kind) {
        return paths(mail).stream().filter(p -> p.startsWith(kind)).findFirst().orElseThrow();
    }

    Email mailTo(String lead) {
        return sent.stream()
                .filter(m -> m.to().toString().startsWith(lead + "@"))
                .findFirst()
                .orElseThrow();
    }

    /** Sends what becomes due in the next days; returns how many mails. */
    int later(Duration time) {
        int before = sent.size();
        clock.advance(time);
        runner.runOnce();
        return sent.size() - before;
    }

    /** What our pixel and links have seen. */
    List<RecordedEvent> visits(String lead) {
        return memory.inTransaction(tx -> tx.mailEvents()
                .ofTouches(
                        tx
                                .touches()
                                .ofEnrollments(tx.enrollments().ofLeads(List.of(lead)).stream()
                                        .map(e -> e.id())
                                        .toList())
                                .stream()
                                .map(t -> t.id())
                                .toList(),
                        EnumSet.allOf(MailEvent.Type.class),
                        1_000));
    }

    /** Everything the store holds about people and what was done, as text. */
    String snapshot() {
        Map<String, Object> all = new LinkedHashMap<>(people());
        all.put("events", events());
        leads.forEach(lead -> all.put("visits of " + lead, visits(lead)));
        return lines(all);
    }

    /** The same without the records of visits. */
    String stateOfPeople() {
        return lines(people());
    }

    /** The durable feed. */
    List<Event> events() {
        return memory.inTransaction(tx -> tx.events().after("", 10_000)).events();
    }

    private Map<String, Object> people() {
        return memory.inTransaction(tx -> {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("leads", tx.leads().byIds(leads));
            var enrollments = tx.enrollments().ofLeads(leads);
            all.put("enrollments", enrollments);
            all.put(
                    "touches",
                    tx.touches()
                            .ofEnrollments(enrollments.stream().map(e -> e.id()).toList()));
            all.put("suppressions", tx.suppressions().list(Optional.empty(), 1_000));
            return all;
        });
    }

    private static String lines(Map<String, Object> all) {
        return all.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        runner.close();
    }
}
