package dev.sdr.internal.engine;

import dev.sdr.answer.Draft;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.inbox.Inbound;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Approved answers as enrollments in sequences of one step, so that they take the way of every touch. The words are kept
 * with the enrollment when it is made; nothing is composed afterwards. The sequence is named after the reply's identity,
 * so that a restored database makes the same Message-ID for the same reply (S4).
 */
final class Answers {

    private static final String APPROVED = "sdr:answer/";
    private static final String AUTOMATIC = "sdr:auto-answer/";
    private static final String CAMPAIGN = "sdr:answer:";
    private static final String STEP = "answer";

    private Answers() {}

    /** Whether a sequence is one of these. */
    static boolean isAnswer(String sequenceId) {
        return sequenceId.startsWith(APPROVED) || isAutomatic(sequenceId);
    }

    /** Whether nobody has approved what it says. */
    static boolean isAutomatic(String sequenceId) {
        return sequenceId.startsWith(AUTOMATIC);
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
        return isAnswer(e.sequenceId())
                ? Optional.of(UUID.fromString(e.campaignId().substring(CAMPAIGN.length())))
                : Optional.empty();
    }

    /**
     * Makes the enrollment of an approved draft, whose lead is locked.
     *
     * @return false if the reply has its answer already
     */
    static boolean enroll(Tx tx, Ids ids, Draft draft, Inbound reply, StoredLead lead, boolean automatic, Instant now) {
        Sequence sequence =
                sequence((automatic ? AUTOMATIC : APPROVED) + reply.identity()).orElseThrow();
        Enrollment e = new Enrollment(
                ids.next(),
                draft.leadId(),
                lead.addressKey(),
                sequence.id(),
                1,
                sequence.version(),
                CAMPAIGN + reply.id(),
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
