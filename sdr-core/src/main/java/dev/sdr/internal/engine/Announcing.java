package dev.sdr.internal.engine;

import dev.sdr.consent.ContactRules;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.mail.MailerTerms;
import dev.sdr.mail.MailerTerms.ColdMail;
import dev.sdr.observe.AuditRecord;
import dev.sdr.store.Tx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once what the host should know about its mailers' terms, and keeps in the audit record what it has decided: risks
 * taken, contact rules changed, automatic answers that do not say what they are. Looked at in each phase, for a mailbox may be added later; said and stored only when new.
 */
final class Announcing {

    private static final Logger log = LoggerFactory.getLogger(Announcing.class);

    private final Context context;
    private final Map<String, MailerTerms> told = new ConcurrentHashMap<>();
    private volatile boolean decisionsKept;

    Announcing(Context context) {
        this.context = context;
    }

    void run() {
        if (!decisionsKept) {
            keepRules();
            keepDisclosure();
            decisionsKept = true;
        }
        for (Account account : context.host.accounts().all()) {
            String mailboxId = account.mailbox().id();
            MailerTerms terms = account.mailer().terms();
            if (!terms.equals(told.get(mailboxId))) {
                keep(mailboxId, terms);
                told.put(mailboxId, terms);
            }
        }
    }

    private void keepRules() {
        ContactRules rules = context.settings.contactRules();
        if (rules.changes().isEmpty()) {
            return;
        }
        context.transactAgain((tx, journal) -> {
            rules.changes().forEach(c -> add(tx, journal, AuditRecord.RULE_CHANGED, c.ruleId(), c.sentence()));
            return true;
        });
    }

    private void keepDisclosure() {
        if (context.settings.disclosure().isEmpty()) {
            String sentence = "automatic answers go without saying that an automated assistant wrote them";
            context.transactAgain((tx, journal) -> add(tx, journal, AuditRecord.UNDISCLOSED, "answers", sentence));
        }
    }

    private void keep(String mailboxId, MailerTerms terms) {
        if (terms.coldMail() == ColdMail.GREY) {
            log.info("cold mail from mailbox {}: {}", mailboxId, terms.sentence());
            String sentence = "cold mail from mailbox " + mailboxId + ": " + terms.sentence();
            context.transactAgain((tx, journal) -> add(tx, journal, AuditRecord.TERMS_GREY, mailboxId, sentence));
        } else if (ContactPolicy.forbids(terms)) {
            log.warn("cold mail from mailbox {} holds: {}", mailboxId, terms.sentence());
        } else if (terms.coldMail() == ColdMail.FORBIDDEN) {
            String sentence = "cold mail from mailbox " + mailboxId + " goes at the host's risk: " + terms.sentence();
            context.transactAgain((tx, journal) -> add(tx, journal, AuditRecord.RISK_ACCEPTED, mailboxId, sentence));
        }
    }

    private boolean add(Tx tx, Journal journal, String what, String subject, String sentence) {
        return AuditTrail.add(tx, journal, new AuditRecord(what, subject, context.now(), sentence));
    }
}
