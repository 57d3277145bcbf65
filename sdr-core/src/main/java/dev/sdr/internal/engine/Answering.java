package dev.sdr.internal.engine;

import dev.sdr.answer.Answer;
import dev.sdr.answer.Draft;
import dev.sdr.answer.Draft.State;
import dev.sdr.compose.Composition;
import dev.sdr.compose.Footer;
import dev.sdr.compose.Outgoing;
import dev.sdr.error.ConfigurationException;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.Inbound.Attention;
import dev.sdr.inbox.Verdict;
import dev.sdr.observe.WaitingReply;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Replies that wait, and the drafts of their answers: what people do with them. Thread-safe. */
public final class Answering {

    private static final int BATCH = 200;
    private static final int LATEST = 20;

    private final Context context;
    private final Stops stops;

    Answering(Context context, Stops stops) {
        this.context = context;
        this.stops = stops;
    }

    /**
     * Replies that wait for somebody.
     *
     * @param limit the most replies
     * @return the replies, oldest first
     */
    public List<WaitingReply> waiting(int limit) {
        return context.read(tx -> {
            List<Inbound> replies = tx.inbox().waiting(limit);
            Map<UUID, Draft> drafts = new HashMap<>();
            Drafts.find(tx, replies.stream().map(Inbound::id).toList()).stream()
                    .filter(s -> s.isOpen() || s.draft().state() == State.APPROVED)
                    .forEach(s -> drafts.put(s.draft().inboundId(), s.draft()));
            return replies.stream()
                    .map(r -> new WaitingReply(r, Analyses.of(r), Optional.ofNullable(drafts.get(r.id()))))
                    .toList();
        });
    }

    /**
     * Drafts that wait for approval.
     *
     * @param limit the most drafts
     * @return the drafts, those that expire first before the others
     */
    public List<Draft> drafts(int limit) {
        return context.read(
                tx -> Drafts.open(tx, limit).stream().map(Drafts.Stored::draft).toList());
    }

    /**
     * The draft of a reply.
     *
     * @param inboundId the reply
     * @return its draft in whatever state, if there ever was one
     */
    public Optional<Draft> draft(UUID inboundId) {
        return context.read(tx -> Drafts.find(tx, inboundId)).map(Drafts.Stored::draft);
    }

    /**
     * Marks a reply as done: it needs no answer. An open draft of it is rejected, and an approved one that has not begun is
     * withdrawn.
     *
     * @param inboundId the reply
     * @return false if it does not wait, or its answer has begun
     */
    public boolean done(UUID inboundId) {
        return context.transactAgain((tx, journal) -> {
            if (!end(tx, journal, inboundId, State.REJECTED, "the reply was marked as done")) {
                return false;
            }
            return !tx.inbox()
                    .attend(List.of(inboundId), Attention.WAITING, Attention.CLOSED)
                    .isEmpty();
        });
    }

    /**
     * Takes an approved answer back that has not begun. The reply goes on waiting.
     *
     * @param inboundId the reply it answers
     * @return false if there is none, or it has begun
     */
    public boolean withdraw(UUID inboundId) {
        return context.transactAgain((tx, journal) -> Drafts.find(tx, inboundId)
                        .filter(s -> s.draft().state() == State.APPROVED)
                        .isPresent()
                && end(tx, journal, inboundId, State.REJECTED, "it was withdrawn"));
    }

    /** Ends the draft of a reply, with its answer if that has not begun. Returns false if it has begun. */
    private boolean end(Tx tx, Journal journal, UUID inboundId, State state, String why) {
        Drafts.find(tx, inboundId).ifPresent(s -> lock(tx, s.draft().leadId()));
        Optional<Drafts.Stored> stored = Drafts.find(tx, inboundId);
        if (stored.isEmpty() || (!stored.get().isOpen() && stored.get().draft().state() != State.APPROVED)) {
            return true;
        }
        Draft draft = stored.get().draft();
        if (draft.state() == State.APPROVED) {
            String identity = tx.inbox().byIds(List.of(inboundId)).get(0).identity();
            if (Answers.standing(tx, draft, identity) == Answers.Standing.LEFT) {
                return false;
            }
            Answers.stop(tx, journal, draft, identity, new Stop(Stop.Reason.MANUAL, why, context.now()));
        }
        return Drafts.write(tx, stored.get().with(draft.in(state, why)));
    }

    /**
     * Writes an answer of a person's own, as a draft to be approved. It takes the place of an open draft.
     *
     * @param inboundId the reply
     * @param answer the answer without subject and footer
     * @return the draft
     * @throws ConfigurationException if the reply does not wait, or nobody may be answered
     * @throws IllegalArgumentException if it must not leave like this; the message says why
     */
    public Draft write(UUID inboundId, Answer answer) {
        return context.transactAgain((tx, journal) -> {
            Inbound reply = tx.inbox().byIds(List.of(inboundId)).stream()
                    .filter(r -> r.attention() == Attention.WAITING)
                    .findFirst()
                    .orElseThrow(
                            () -> new ConfigurationException("reply " + inboundId + " does not wait for an answer"));
            if (Context.control(tx).forgotWhatFollowed(reply.receivedAt())) {
                throw new ConfigurationException(
                        "reply " + inboundId + " came in before the database was restored and may"
                                + " have been answered: look into the mailbox, and answer from there or mark it as done");
            }
            Addressee.Found found = Addressee.find(tx, context, reply);
            Addressee to = found.who()
                    .orElseThrow(() -> new ConfigurationException("nobody can be answered: " + found.reason()));
            Written written = compose(reply, to, answer);
            if (!written.problems().isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", written.problems()));
            }
            Optional<Drafts.Stored> before = Drafts.find(tx, inboundId);
            if (before.filter(b -> b.draft().state() == State.APPROVED
                            && Answers.standing(tx, b.draft(), reply.identity()) != Answers.Standing.NONE)
                    .isPresent()) {
                throw new ConfigurationException("an answer to reply " + inboundId + " is approved already");
            }
            long version = before.map(Drafts.Stored::version).orElse(0L);
            mustBeWritten(Drafts.write(tx, new Drafts.Stored(written.draft(), version)), inboundId);
            journal.note(Event.REPLY_DRAFTED, written.draft().leadId(), "inbound", inboundId.toString());
            return written.draft();
        });
    }

    /**
     * Approves a draft: it leaves in the next run, through the same gates as everything.
     *
     * @param inboundId the reply it answers
     * @param hash the {@link Draft#hash()} of what the person has read
     * @return false if there is no open draft with that hash, the reply no longer waits, the person has written again
     *     since, or a database that was set back may have forgotten the answer
     */
    public boolean approve(UUID inboundId, String hash) {
        return context.transactAgain((tx, journal) -> {
            context.environment.mustOwn(tx);
            Optional<StoredLead> lead =
                    Drafts.find(tx, inboundId).flatMap(s -> lock(tx, s.draft().leadId()));
            Instant now = context.now();
            Optional<Drafts.Stored> stored = Drafts.find(tx, inboundId)
                    .filter(Drafts.Stored::isOpen)
                    .filter(s -> s.draft().hash().equals(hash)
                            && now.isBefore(s.draft().expiresAt()));
            Optional<Inbound> reply = tx.inbox().byIds(List.of(inboundId)).stream()
                    .filter(r -> r.attention() == Attention.WAITING)
                    .findFirst();
            return lead.isPresent()
                    && stored.isPresent()
                    && reply.isPresent()
                    && !isOvertaken(tx, reply.get(), stored.get().draft().leadId())
                    && !Context.control(tx).forgotWhatFollowed(reply.get().receivedAt())
                    && approve(tx, journal, stored.get(), reply.get(), lead.get(), false);
        });
    }

    /** Whether the person, or somebody in the same thread, has written again since. */
    static boolean isOvertaken(Tx tx, Inbound reply, String leadId) {
        Set<String> leads = new HashSet<>(Set.of(leadId));
        reply.leadId().ifPresent(leads::add);
        return leads.stream()
                .flatMap(id -> tx.inbox().ofLead(id, LATEST).stream())
                .anyMatch(other -> isPerson(other)
                        && !other.id().equals(reply.id())
                        && other.id().toString().compareTo(reply.id().toString()) > 0);
    }

    private static boolean isPerson(Inbound message) {
        return message.kind().equals(Verdict.Kind.PERSON.name())
                || message.kind().equals(Verdict.Kind.OPT_OUT.name());
    }

    private static Optional<StoredLead> lock(Tx tx, String leadId) {
        return tx.leads().byIds(List.of(leadId)).stream()
                .findFirst()
                .flatMap(l -> tx.leads().lock(List.of(l.addressKey())).stream().findFirst());
    }

    /** Lets a draft go, by a person's word or the reply policy's. The lead's row is locked. */
    boolean approve(Tx tx, Journal journal, Drafts.Stored stored, Inbound reply, StoredLead lead, boolean automatic) {
        Draft draft = stored.draft();
        if (!Answers.enroll(tx, context.ids, draft, reply, lead, automatic, context.now())) {
            return false; // the reply has its answer
        }
        String by = automatic ? "approved by the reply policy" : "approved by a person";
        mustBeWritten(Drafts.write(tx, stored.with(draft.in(State.APPROVED, by))), reply.id());
        journal.note(
                Event.REPLY_APPROVED,
                draft.leadId(),
                "inbound",
                reply.id().toString(),
                "automatic",
                Boolean.toString(automatic));
        return true;
    }

    /**
     * Rejects a draft; the reply goes on waiting.
     *
     * @param inboundId the reply it answers
     * @param why for the record
     * @return false if there is no open draft
     */
    public boolean reject(UUID inboundId, String why) {
        return context.transactAgain((tx, journal) -> close(tx, inboundId, State.REJECTED, why));
    }

    private static boolean close(Tx tx, UUID inboundId, State state, String why) {
        return Drafts.find(tx, inboundId)
                .filter(Drafts.Stored::isOpen)
                .filter(s -> Drafts.write(tx, s.with(s.draft().in(state, why))))
                .isPresent();
    }

    private static void mustBeWritten(boolean written, UUID inboundId) {
        if (!written) {
            throw new ConfigurationException("the draft for reply " + inboundId + " was changed meanwhile; look again");
        }
    }

    /** Ends drafts that nobody approved in time. */
    void expire(Budget budget) {
        int seen = BATCH;
        while (seen == BATCH && !budget.isSpent()) {
            seen = context.transactAgain((tx, journal) -> {
                List<Drafts.Stored> expired = Drafts.expired(tx, context.now(), BATCH);
                for (Drafts.Stored s : expired) {
                    if (Drafts.write(tx, s.with(s.draft().in(State.EXPIRED, "nobody approved it in time")))) {
                        journal.note(
                                Event.DRAFT_EXPIRED,
                                s.draft().leadId(),
                                "inbound",
                                s.draft().inboundId().toString());
                    }
                }
                return expired.size();
            });
        }
    }

    /**
     * A draft in the making.
     *
     * @param draft the draft
     * @param problems why it must not leave, in words; empty if it may
     */
    record Written(Draft draft, List<String> problems) {}

    /** Makes a draft of an answer and checks it as every message (promise P7). */
    Written compose(Inbound reply, Addressee to, Answer answer) {
        String text = Footer.cutOff(answer.text(), context.settings.sender());
        Outgoing out = Outgoing.email(
                new Composition("", text, answer.html(), answer.problems()),
                Optional.of(to.subject()),
                Footer.of(context.settings.sender()));
        Instant now = context.now();
        Draft draft = new Draft(
                reply.id(),
                to.lead().lead().orElseThrow().id(),
                to.mailbox().id(),
                to.mailbox().address().value(),
                to.lead().lead().orElseThrow().email().value(),
                out.subject(),
                out.text(),
                out.html(),
                to.references(),
                now,
                now.plus(context.settings.replies().draftsLast()),
                State.OPEN,
                "");
        return new Written(draft, out.problems());
    }

    /** Ends what was drafted or approved for a lead's replies and has not begun: somebody wrote again, or has answered. */
    void overtake(Tx tx, Journal journal, String leadId, String why, Stop stop) {
        overtake(tx, journal, tx.inbox().ofLead(leadId, BATCH), why, stop);
    }

    /** The same for all but one, which is the reply that does it. */
    void overtakeOthers(Tx tx, Journal journal, String leadId, UUID reply, Stop stop) {
        List<Inbound> others = tx.inbox().ofLead(leadId, BATCH).stream()
                .filter(r -> !r.id().equals(reply))
                .toList();
        overtake(tx, journal, others, "the person wrote again", stop);
    }

    private void overtake(Tx tx, Journal journal, List<Inbound> all, String why, Stop stop) {
        Map<UUID, Inbound> replies = new HashMap<>();
        all.forEach(r -> replies.put(r.id(), r));
        for (Drafts.Stored s : Drafts.find(tx, replies.keySet())) {
            Draft draft = s.draft();
            if (draft.state() == State.APPROVED) {
                String identity = Must.get(replies, draft.inboundId()).identity();
                if (Answers.standing(tx, draft, identity) != Answers.Standing.WAITING) {
                    continue;
                }
                Answers.stop(tx, journal, draft, identity, stop);
            }
            if (s.isOpen() || draft.state() == State.APPROVED) {
                Drafts.write(tx, s.with(draft.in(State.OVERTAKEN, why)));
            }
        }
    }

    /**
     * A person of ours has answered, outside this library: the lead's automation stops, whose row is locked, and what came
     * in before has its answer.
     */
    void answeredByHuman(Tx tx, Journal journal, StoredLead lead, Inbound own) {
        String leadId = lead.lead().orElseThrow().id();
        List<UUID> waiting = waiting(tx, leadId, own);
        Stop stop = new Stop(Stop.Reason.ANSWERED_BY_HUMAN, "inbound:" + own.id(), context.now());
        journal.note(Event.REPLY_ANSWERED, leadId, "inbound", own.id().toString(), "by", "human");
        overtake(tx, journal, leadId, "a human has answered", stop);
        stops.stopEnrollments(tx, journal, leadId, stop, e -> e.status() == Enrollment.Status.ACTIVE);
        tx.inbox().attend(waiting, Attention.WAITING, Attention.ANSWERED);
    }

    /** Replies of a lead that came in before a moment of its own and wait. */
    private static List<UUID> waiting(Tx tx, String leadId, Inbound before) {
        return tx.inbox().ofLead(leadId, BATCH).stream()
                .filter(r ->
                        r.attention() == Attention.WAITING && !r.receivedAt().isAfter(before.receivedAt()))
                .map(Inbound::id)
                .toList();
    }

    /** Our answer has left: the reply has it, and so have those that came in before it. */
    static void answered(Tx tx, Collection<UUID> inboundIds) {
        Set<UUID> all = new HashSet<>(inboundIds);
        for (Inbound reply :
                inboundIds.isEmpty() ? List.<Inbound>of() : tx.inbox().byIds(inboundIds)) {
            reply.leadId().ifPresent(id -> all.addAll(waiting(tx, id, reply)));
        }
        tx.inbox().attend(all, Attention.WAITING, Attention.ANSWERED);
    }

    /** Nobody may answer a lead any more. */
    static void close(Tx tx, String leadId) {
        List<UUID> replies =
                tx.inbox().ofLead(leadId, BATCH).stream().map(Inbound::id).toList();
        tx.inbox().attend(replies, Attention.WAITING, Attention.CLOSED);
    }
}
