package dev.sdr.observe;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A decision of the host's that lifts a protection, or something it was told once: kept for good, and no person's data in
 * it.
 *
 * @param what what was recorded: one of the constants of this class; a reader must tolerate others
 * @param subject whom or what it is about: a mailbox, a rule, a campaign
 * @param at when it was recorded
 * @param sentence it in one sentence for a person
 */
public record AuditRecord(String what, String subject, Instant at, String sentence) {

    /** Cold mail goes through a provider that forbids it, at the host's risk; the subject is the mailbox. */
    public static final String RISK_ACCEPTED = "terms.risk-accepted";

    /** The host was told that a provider's terms about cold mail are grey; the subject is the mailbox. */
    public static final String TERMS_GREY = "terms.grey";

    /** A contact rule was lifted, replaced or added; the subject is the rule. */
    public static final String RULE_CHANGED = "contact-rule.changed";

    /** A campaign was given another purpose; the subject is the campaign. */
    public static final String PURPOSE_CHANGED = "campaign.purpose";

    /** Automatic answers go without saying that a machine wrote them, by the host's decision; the subject is {@code answers}. */
    public static final String UNDISCLOSED = "answers.undisclosed";

    /** Checks. */
    public AuditRecord {
        requireNonNull(what, "what");
        requireNonNull(subject, "subject");
        requireNonNull(at, "at");
        requireNonNull(sentence, "sentence");
    }
}
