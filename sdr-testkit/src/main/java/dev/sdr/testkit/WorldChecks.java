package dev.sdr.testkit;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Counter;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.compose.Footer;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Template;
import dev.sdr.store.SequenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Holds what the provider and the store know at the end against the promises. */
final class WorldChecks {

    private static final Duration FRESHNESS = Duration.ofMinutes(15);

    private final SequenceStore store;
    private final Map<Mailbox, WorldMail> mailboxes;
    private final List<Lead> leads;
    private final SequenceRunner runner;
    private final boolean restored;
    private final List<String> violations = new ArrayList<>();

    WorldChecks(
            SequenceStore store,
            Map<Mailbox, WorldMail> mailboxes,
            List<Lead> leads,
            SequenceRunner runner,
            boolean restored) {
        this.store = store;
        this.mailboxes = mailboxes;
        this.leads = leads;
        this.runner = runner;
        this.restored = restored;
    }

    List<String> violations() {
        List<Enrollment> enrollments = leads.stream()
                .flatMap(l -> runner.enrollments().of(l.id()).stream())
                .toList();
        List<Enrollment> all = new ArrayList<>(enrollments);
        contacts().forEach(id -> all.addAll(runner.enrollments().of(id)));
        List<Touch> touches = store.inTransaction(tx ->
                tx.touches().ofEnrollments(all.stream().map(Enrollment::id).toList()));
        atMostOnce(touches);
        nothingLost(enrollments);
        noneAfterReply();
        nobodyAnswersAMachine();
        oneAnswerEach();
        noneAfterStop();
        capsKept(touches);
        everyMessageOnce();
        nothingUnfinishedLeft();
        return violations;
    }

    /** P1. */
    private void atMostOnce(List<Touch> touches) {
        Map<String, Integer> times = new HashMap<>();
        mailboxes.values().forEach(m -> m.accepted().forEach(e -> times.merge(e.messageId(), 1, Integer::sum)));
        mailboxes.values().stream()
                .flatMap(m -> m.inbox().stream())
                .flatMap(m -> m.undelivered().stream())
                .forEach(id -> times.merge(id, -1, Integer::sum)); // it came back, and may be tried again
        times.forEach((id, n) -> {
            if (n > 1) {
                violations.add("P1: the mail " + id + " left " + n + " times");
            }
        });
        if (restored) {
            return; // what left for enrollments that stopped before the adoption is not in the store
        }
        Map<String, TouchState> states = new HashMap<>();
        touches.forEach(t -> states.put(t.messageId(), t.state()));
        times.forEach((id, n) -> {
            TouchState state = states.get(id);
            if (n > 0 && state != TouchState.SENT && state != TouchState.UNKNOWN) {
                violations.add("P1: the mail " + id + " left, and the store says " + state);
            }
        });
    }

    /** P2: after quiet days in which everything was resumed, nobody is on the way any more. */
    private void nothingLost(List<Enrollment> enrollments) {
        Set<String> enrolled = new HashSet<>();
        for (Enrollment e : enrollments) {
            enrolled.add(e.leadId());
            if (e.status() == Enrollment.Status.ACTIVE && !holdsForever(e)) {
                violations.add("P2: enrollment " + e.id() + " never came to its end: " + e);
            }
        }
        for (Lead lead : leads) {
            boolean suppressed = !runner.suppressions().of(lead.email()).isEmpty();
            if (!enrolled.contains(lead.id()) && !suppressed) {
                violations.add("P2: lead " + lead.id() + " was enrolled and is not there");
            }
        }
    }

    /** Whether the step's message has a problem that only a person can mend. */
    private boolean holdsForever(Enrollment e) {
        return leads.stream()
                .filter(l -> l.id().equals(e.leadId()))
                .flatMap(l -> runner.preview(l, e.sequenceId()).stream())
                .anyMatch(p -> p.stepId().equals(e.stepId()) && !p.problems().isEmpty());
    }

    /** P3: no follow-up was begun although a reply had lain in the inbox for longer than the freshness limit. */
    private void noneAfterReply() {
        mailboxes.values().forEach(mail -> {
            Map<String, Instant> replied = new HashMap<>();
            mail.inbox().stream()
                    .filter(WorldMail.Arrived::person)
                    .filter(m -> !restored || m.from().equals(m.lead())) // whom a colleague answered may be forgotten
                    .forEach(m -> replied.merge(m.lead(), m.at(), (a, b) -> a.isBefore(b) ? a : b));
            for (Email email : steps(mail)) {
                Instant reply = replied.get(email.to().value());
                if (reply != null && email.date().isAfter(reply.plus(FRESHNESS))) {
                    violations.add(
                            "P3: " + email.to() + " replied at " + reply + ", and a mail was begun at " + email.date());
                }
            }
        });
    }

    /** What left as a step, and not in answer to a mail that came in. */
    private static List<Email> steps(WorldMail mail) {
        Set<String> arrived = mail.inbox().stream().map(WorldMail.Arrived::id).collect(Collectors.toSet());
        return mail.accepted().stream()
                .filter(e -> e.inReplyTo().filter(arrived::contains).isEmpty())
                .toList();
    }

    /** P8: whatever is answered was written by a person. */
    private void nobodyAnswersAMachine() {
        mailboxes.values().forEach(mail -> {
            Set<String> machines = mail.inbox().stream()
                    .filter(m -> !m.person())
                    .map(WorldMail.Arrived::id)
                    .collect(Collectors.toSet());
            for (Email email : mail.accepted()) {
                if (email.inReplyTo().filter(machines::contains).isPresent()) {
                    violations.add("P8: a mail to " + email.to() + " answers what no person wrote");
                }
            }
        });
    }

    /** P1 for answers: a mail has one answer of ours at most. */
    private void oneAnswerEach() {
        mailboxes.values().forEach(mail -> {
            Set<String> arrived =
                    mail.inbox().stream().map(WorldMail.Arrived::id).collect(Collectors.toSet());
            Map<String, Set<String>> answers = new HashMap<>();
            mail.accepted()
                    .forEach(e -> e.inReplyTo()
                            .filter(arrived::contains)
                            .ifPresent(id -> answers.computeIfAbsent(id, x -> new HashSet<>())
                                    .add(e.messageId())));
            answers.forEach((id, mails) -> {
                if (mails.size() > 1) {
                    violations.add("P1: the mail " + id + " was answered " + mails.size() + " times");
                }
            });
        });
    }

    /** P3 for everything, answers too: nothing to somebody who had said stop for longer than the freshness limit. */
    private void noneAfterStop() {
        Map<String, Instant> stopped = new HashMap<>();
        mailboxes
                .values()
                .forEach(mail -> mail.inbox().stream()
                        .filter(WorldMail.Arrived::stops)
                        .forEach(m -> stopped.merge(m.from(), m.at(), (a, b) -> a.isBefore(b) ? a : b)));
        mailboxes
                .values()
                .forEach(mail -> mail.accepted().forEach(email -> {
                    Instant stop = stopped.get(email.to().value());
                    if (stop != null && email.date().isAfter(stop.plus(FRESHNESS))) {
                        violations.add("P3: " + email.to() + " said stop at " + stop + ", and a mail was begun at "
                                + email.date());
                    }
                }));
    }

    private Set<String> contacts() {
        Set<String> contacts = new HashSet<>();
        for (EventPage page = runner.events().after("", 1000);
                !page.events().isEmpty();
                page = runner.events().after(page.cursor(), 1000)) {
            page.events().stream()
                    .filter(e -> e.type().equals(Event.CONTACT_FOUND))
                    .forEach(e -> contacts.add(e.data().getOrDefault("contact", "")));
        }
        return contacts;
    }

    private long cameBack() {
        return mailboxes.values().stream()
                .flatMap(m -> m.inbox().stream())
                .filter(m -> m.undelivered().isPresent())
                .count();
    }

    /** P4: per mailbox and local day; and the counters say what the touches hold. */
    private void capsKept(List<Touch> touches) {
        mailboxes.forEach((mailbox, mail) -> {
            Map<LocalDate, Integer> perDay = new HashMap<>();
            mail.accepted()
                    .forEach(e -> perDay.merge(e.date().atZone(mailbox.zone()).toLocalDate(), 1, Integer::sum));
            perDay.forEach((day, n) -> {
                if (n > mailbox.dailyCap()) {
                    violations.add("P4: " + mailbox.id() + " sent " + n + " on " + day);
                }
            });
        });
        Map<Counter, Integer> held = new HashMap<>();
        for (Touch touch : touches) {
            if (touch.state().mayHaveLeft()) {
                touch.counters().forEach(c -> held.merge(c, 1, Integer::sum));
            }
        }
        Map<Counter, Integer> used = store.inTransaction(tx -> tx.counters().used(held.keySet()));
        held.forEach((counter, n) -> {
            int places = used.getOrDefault(counter, 0);
            if (places < n || (places > n + cameBack() && !restored)) { // after a restore the day counts as used up
                violations.add("P4: " + counter + " says " + places + ", touches hold " + n);
            }
        });
    }

    /** P5: one row and one effect per message; nothing of private mail. */
    private void everyMessageOnce() {
        List<Inbound> rows = new ArrayList<>();
        for (Lead lead : leads) {
            rows.addAll(runner.enrollments().received(lead.id(), 10_000));
        }
        contacts().forEach(id -> rows.addAll(runner.enrollments().received(id, 10_000)));
        List<Inbound> stubs =
                store.inTransaction(tx -> tx.inbox().ofKind(Inbound.PRIVATE, java.util.Optional.empty(), 100_000));
        for (Inbound stub : stubs) {
            if (!stub.text().isEmpty()
                    || !stub.subject().isEmpty()
                    || stub.reason().contains("lake")) {
                violations.add("P5: private mail " + stub.id() + " left something of its content");
            }
        }
        rows.addAll(store.inTransaction(tx -> tx.inbox().ofKind("OWN", java.util.Optional.empty(), 100_000)).stream()
                .filter(r -> rows.stream().noneMatch(o -> o.id().equals(r.id())))
                .toList());
        long arrived =
                mailboxes.values().stream().mapToLong(m -> m.inbox().size()).sum();
        long matched = rows.size();
        if (matched + stubs.size() != arrived) {
            violations.add("P5: " + arrived + " messages arrived, " + matched + " + " + stubs.size() + " are stored");
        }
        Map<String, Integer> effects = new HashMap<>();
        String cursor = "";
        for (EventPage page = runner.events().after(cursor, 1000);
                !page.events().isEmpty();
                page = runner.events().after(page.cursor(), 1000)) {
            for (Event event : page.events()) {
                boolean effect = Set.of(
                                Event.REPLIED,
                                Event.OPTED_OUT,
                                Event.BOUNCED,
                                Event.AUTOMATIC_REPLY,
                                Event.COMPLAINED,
                                Event.REFERRED,
                                Event.REPLY_ANALYSED)
                        .contains(event.type());
                if (effect && event.data().containsKey("inbound")) { // a provider's event is about a mail of its own
                    String whom =
                            event.leadId().orElse("nobody"); // a mail may stop the lead it answers, and its author
                    effects.merge(event.type() + " " + event.data().get("inbound") + " " + whom, 1, Integer::sum);
                }
            }
        }
        effects.forEach((what, n) -> {
            if (n > 1) {
                violations.add("P5: " + what + " took effect " + n + " times");
            }
        });
        Set<UUID> open = new HashSet<>();
        rows.stream().filter(r -> r.state() == Inbound.State.STORED).forEach(r -> open.add(r.id()));
        if (!open.isEmpty()) {
            violations.add("P5: " + open.size() + " messages were never read to their end");
        }
    }

    /** P7. */
    private void nothingUnfinishedLeft() {
        mailboxes
                .values()
                .forEach(mail -> mail.accepted().forEach(email -> {
                    List<String> left = new ArrayList<>(Template.unresolved(email.subject()));
                    left.addAll(Template.unresolved(email.text()));
                    if (!left.isEmpty()) {
                        violations.add("P7: a mail to " + email.to() + " left with " + left);
                    }
                    if (!Footer.isIn(email.text(), WorldRun.SENDER)) {
                        violations.add("P7: a mail to " + email.to() + " left without its footer");
                    }
                }));
    }
}
