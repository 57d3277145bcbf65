package dev.sdr.internal.engine;

import dev.sdr.answer.Draft;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.inbox.Inbound;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequence;
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

/**
 * Approved answers as enrollments in sequences of one step, so that they take the way of every touch. The words are kept
 * with the enrollment when it is made; nothing is composed afterwards. The sequence is named after the reply's identity,
 * so that a restored database makes the same Message-ID for the same reply (S4).
 */
final class Answers {

    private static final String PREFIX = "sdr:answer/";
    private static final String APPROVED = "sdr:answer:";
    private static final String AUTOMATIC = "sdr:auto-answer:";
    private static final String STEP = "answer";

    private Answers() {}

    /** Whether a sequence is one of these. */
    static boolean isAnswer(String sequenceId) {
        return sequenceId.startsWith(PREFIX);
    }

    /** Whether nobody has approved what it says. */
    static boolean isAutomatic(Enrollment e) {
        return isAnswer(e.sequenceId()) && e.campaignId().startsWith(AUTOMATIC);
    }

    /** The sequence of an id, which is not stored anywhere. */
    static Optional<Sequence> sequence(String id) {
        return isAnswer(id)
                ? Optional.of(Sequence.builder(id)
                        .purpose(Purpose.CUSTOMER)
                        .email(STEP, s -> s.subject("Re:").text("The words of an answer are kept with it."))
                        .build())
                : Optional.empty();
    }

    /** The reply an answer is to. */
    static Optional<UUID> inbound(Enrollment e) {
        if (!isAnswer(e.sequenceId())) {
            return Optional.empty();
        }
        String prefix = isAutomatic(e) ? AUTOMATIC : APPROVED;
        return Optional.of(UUID.fromString(e.campaignId().substring(prefix.length())));
    }

    /** What went to the people of answered replies before, by the answer's enrollment: their own touches, and the lead's. */
    static Map<UUID, List<Touch>> earlier(Tx tx, Collection<Enrollment> enrollments) {
        Map<UUID, Enrollment> byReply = new HashMap<>();
        enrollments.forEach(e -> inbound(e).ifPresent(id -> byReply.put(id, e)));
        Map<UUID, List<Touch>> earlier = new HashMap<>();
        for (Inbound reply : byReply.isEmpty() ? List.<Inbound>of() : tx.inbox().byIds(byReply.keySet())) {
            Enrollment answer = Must.get(byReply, reply.id());
            Set<String> leads = new HashSet<>(Set.of(answer.leadId()));
            reply.leadId().ifPresent(leads::add);
            List<UUID> others = tx.enrollments().ofLeads(leads).stream()
                    .map(Enrollment::id)
                    .filter(id -> !id.equals(answer.id()))
                    .toList();
            earlier.put(answer.id(), tx.touches().ofEnrollments(others));
        }
        return earlier;
    }

    /** Where the answer to a reply stands. */
    enum Standing {
        /** There is none, or what there was will never leave. */
        NONE,
        /** It is approved and has not begun. */
        WAITING,
        /** It has begun, or has left. */
        LEFT
    }

    /** Where the answer of a draft stands; its enrollment, if it can still be stopped, is locked. */
    static Standing standing(Tx tx, Draft draft, String identity) {
        Standing standing = Standing.NONE;
        for (Enrollment e : tx.enrollments().lock(ids(tx, draft, identity))) {
            boolean begun = e.inFlight().isPresent()
                    || tx.touches().ofEnrollments(List.of(e.id())).stream()
                            .anyMatch(t -> t.state().mayHaveLeft());
            if (begun) {
                return Standing.LEFT;
            }
            if (e.status() == Enrollment.Status.ACTIVE) {
                standing = Standing.WAITING;
            }
        }
        return standing;
    }

    /** Stops the answer of a draft that has not begun. */
    static void stop(Tx tx, Journal journal, Draft draft, String identity, Stop stop) {
        List<Enrollment> stopped = tx.enrollments().lock(ids(tx, draft, identity)).stream()
                .filter(e -> e.status() == Enrollment.Status.ACTIVE)
                .map(e -> Verdicts.stop(e, stop, journal))
                .toList();
        tx.enrollments().save(stopped);
    }

    private static List<UUID> ids(Tx tx, Draft draft, String identity) {
        return tx.enrollments().ofLeads(List.of(draft.leadId())).stream()
                .filter(e -> e.sequenceId().equals(PREFIX + identity))
                .map(Enrollment::id)
                .toList();
    }

    /**
     * Makes the enrollment of an approved draft, whose lead is locked.
     *
     * @return false if the reply has its answer already
     */
    static boolean enroll(Tx tx, Ids ids, Draft draft, Inbound reply, StoredLead lead, boolean automatic, Instant now) {
        if (standing(tx, draft, reply.identity()) != Standing.NONE) {
            return false;
        }
        Sequence sequence = sequence(PREFIX + reply.identity()).orElseThrow();
        int run = 1 + ids(tx, draft, reply.identity()).size();
        Enrollment e = new Enrollment(
                ids.next(),
                draft.leadId(),
                lead.addressKey(),
                sequence.id(),
                run,
                sequence.version(),
                (automatic ? AUTOMATIC : APPROVED) + reply.id(),
                draft.mailboxId(),
                Enrollment.Status.ACTIVE,
                STEP,
                now,
                now,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                now);
        if (tx.enrollments().insert(List.of(e)).isEmpty()) {
            return false;
        }
        tx.touches()
                .keep(List.of(new TouchContent(
                        new TouchKey(e.id(), STEP),
                        sequence.version(),
                        draft.to(),
                        draft.subject(),
                        draft.text(),
                        draft.html(),
                        draft.references())));
        return true;
    }
}
