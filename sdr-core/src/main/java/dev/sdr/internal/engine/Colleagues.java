package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.FreeMail;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The last rung of matching: somebody of a lead's company who writes with the subject of a mail we sent there lately, in a
 * mail that names nothing of ours. Only where exactly one lead of the company got that subject, and never at a provider
 * where anybody can have an address.
 */
final class Colleagues {

    private static final int MOST_LEADS = 200;
    private static final Duration LATELY = Duration.ofDays(60);

    /** A subject that a lead got. */
    private record Sent(StoredLead lead, Touch touch, String subject) {}

    private final Map<String, List<Sent>> sentToDomain = new HashMap<>();

    private Colleagues() {}

    static Colleagues find(Context context, Tx tx, Collection<Parsed> unmatched) {
        Colleagues colleagues = new Colleagues();
        Set<String> domains = new HashSet<>();
        unmatched.forEach(m -> domain(m).ifPresent(domains::add));
        context.host
                .accounts()
                .all()
                .forEach(a -> domains.remove(a.mailbox().address().domain()));
        List<StoredLead> leads = domains.isEmpty() ? List.of() : tx.leads().byDomains(domains, MOST_LEADS);
        if (!leads.isEmpty() && leads.size() < MOST_LEADS) {
            colleagues.read(tx, leads, context.now().minus(LATELY));
        }
        return colleagues;
    }

    private static Optional<String> domain(Parsed message) {
        Kind kind = message.verdict().kind();
        boolean speaks = kind == Kind.PERSON || kind == Kind.OPT_OUT || kind == Kind.OUT_OF_OFFICE;
        return message.mail()
                .from()
                .filter(f -> speaks && !message.isReport())
                .map(EmailAddress::domain)
                .filter(d -> !FreeMail.isFree(d));
    }

    private void read(Tx tx, List<StoredLead> leads, Instant since) {
        Map<String, StoredLead> byId = leads.stream()
                .collect(Collectors.toMap(l -> l.lead().orElseThrow().id(), l -> l));
        List<UUID> enrollments = tx.enrollments().ofLeads(byId.keySet()).stream()
                .map(Enrollment::id)
                .toList();
        Map<Object, Touch> touches = tx.touches().ofEnrollments(enrollments).stream()
                .filter(t -> t.state().mayHaveLeft() && !t.begunAt().isBefore(since))
                .collect(Collectors.toMap(Touch::id, t -> t));
        tx.touches().contents(touches.values().stream().map(Touch::id).toList()).forEach(c -> {
            Touch touch = Must.get(touches, c.id());
            StoredLead lead = Must.get(byId, touch.leadId());
            sentToDomain
                    .computeIfAbsent(lead.lead().orElseThrow().email().domain(), d -> new java.util.ArrayList<>())
                    .add(new Sent(lead, touch, Subjects.normal(c.subject())));
        });
    }

    Optional<StoredLead> lead(Parsed message) {
        List<Sent> sent = sent(message);
        Set<String> leads = sent.stream().map(s -> s.lead().addressKey()).collect(Collectors.toSet());
        return leads.size() == 1 ? Optional.of(sent.get(0).lead()) : Optional.empty();
    }

    Optional<Touch> touch(Parsed message) {
        return lead(message)
                .flatMap(l -> sent(message).stream().map(Sent::touch).findFirst());
    }

    private List<Sent> sent(Parsed message) {
        String subject = Subjects.normal(message.mail().subject());
        return subject.isEmpty()
                ? List.of()
                : domain(message).map(sentToDomain::get).orElse(List.of()).stream()
                        .filter(s -> s.subject().equals(subject))
                        .toList();
    }
}
