package dev.sdr.internal.engine;

import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.FreeMail;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What speaks against an automatic answer at the moment it would go: loops, repeats, and what a database may have forgotten. */
final class Loops {

    private static final int MOST_WAITING = 200;

    /** States of drafts that nobody refused. */
    private static final Set<Draft.State> ANSWERS =
            EnumSet.of(Draft.State.OPEN, Draft.State.APPROVED, Draft.State.OVERTAKEN);

    private final Context context;

    Loops(Context context) {
        this.context = context;
    }

    /**
     * Looks what speaks against it.
     *
     * @param tx the transaction, in which the author's row is locked
     * @param reply the reply that would be answered
     * @param leadId the lead it concerns
     * @param author who wrote it
     * @return why a person should look first, in one line; empty if nothing speaks against it
     */
    Optional<String> objection(Tx tx, Inbound reply, String leadId, StoredLead author) {
        Instant now = context.now();
        ReplyPolicy policy = context.settings.replies();
        List<Instant> answers = tx
                .enrollments()
                .ofLeads(List.of(author.lead().orElseThrow().id(), leadId))
                .stream()
                .filter(Answers::isAutomatic)
                .map(Enrollment::enrolledAt)
                .toList();
        long lately = answers.stream()
                .filter(at -> at.isAfter(now.minus(Duration.ofHours(1))))
                .count();
        if (answers.size() >= policy.perThread() || lately >= policy.perHour()) {
            return Optional.of("the cap of automatic answers to one lead is reached");
        }
        List<Inbound> all = tx.inbox().ofLead(leadId, Questions.EARLIER_TURNS);
        if (all.stream().anyMatch(i -> !i.id().equals(reply.id()) && i.text().equals(reply.text()))) {
            return Optional.of("the same words came before, as from a machine");
        }
        if (waitsForAPerson(tx, reply, leadId)) {
            return Optional.of("an earlier mail waits for a person, and an answer would count for it too");
        }
        if (reply.overtaken()) {
            return Optional.of("another mail to the person was on its way when it came in");
        }
        if (!isOfTheCompany(tx, leadId, author)) {
            return Optional.of("its author is nobody of the lead's company");
        }
        return Context.control(tx).forgotWhatFollowed(reply.receivedAt())
                ? Optional.of("it may have been answered before the database was restored")
                : Optional.empty();
    }

    /** Whether a mail that came before waits, and nothing was written that could be its answer. */
    private static boolean waitsForAPerson(Tx tx, Inbound reply, String leadId) {
        List<UUID> waiting = tx.inbox().ofLead(leadId, MOST_WAITING).stream()
                .filter(i -> i.attention() == Inbound.Attention.WAITING
                        && i.id().toString().compareTo(reply.id().toString()) < 0) // stored before
                .map(Inbound::id)
                .toList();
        return Drafts.find(tx, waiting).stream()
                        .filter(s -> ANSWERS.contains(s.draft().state()))
                        .count()
                < waiting.size();
    }

    private static boolean isOfTheCompany(Tx tx, String leadId, StoredLead author) {
        EmailAddress address = author.lead().orElseThrow().email();
        return tx.leads().byIds(List.of(leadId)).stream()
                .map(l -> l.lead().orElseThrow().email())
                .anyMatch(a ->
                        a.equals(address) || (a.domain().equals(address.domain()) && !FreeMail.isFree(a.domain())));
    }
}
