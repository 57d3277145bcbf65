package dev.sdr.internal.engine;

import dev.sdr.compose.Composer;
import dev.sdr.compose.TemplateComposer;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Which text may be given to whatever takes it out of this process, such as a model. The one place that decides it, for
 * classifiers, responders and composers: by the mailbox's source and by the leads' own marks.
 */
final class Sharing {

    static final Composer TEMPLATES = new TemplateComposer();

    private static final Classifier RULES = new RuleBasedClassifier();

    private final Context context;

    Sharing(Context context) {
        this.context = context;
    }

    /** What writes to a lead. */
    static Composer composer(Host host, Lead lead) {
        return host.composer().sharesText() && !lead.allowsModels() ? TEMPLATES : host.composer();
    }

    /** Whether anything that is shown a reply takes its text out of this process. */
    boolean happens() {
        return context.host.classifier().sharesText()
                || context.host.responder().sharesText();
    }

    /** What understands a reply: the rules, if its text goes to no model and the classifier would share it. */
    Classifier classifier(Optional<String> refusal) {
        Classifier own = context.host.classifier();
        return own.sharesText() && refusal.isPresent() ? RULES : own;
    }

    /** Why the text of a reply goes to no model, in one line; empty if it may, or if nothing here would share it. */
    Optional<String> refusal(Tx tx, Inbound reply) {
        if (!happens()) {
            return Optional.empty();
        }
        if (context.host.keepsPrivate(reply.mailboxId())) {
            return Optional.of("the text of its mail goes to no model, unless the mailbox allows it");
        }
        boolean marked = reply.leadId().stream()
                        .flatMap(id -> tx.leads().byIds(List.of(id)).stream())
                        .anyMatch(Sharing::isMarked)
                || !isByTheLeadOrUnmarked(tx, reply);
        return marked
                ? Optional.of("it concerns a lead whose text goes to no model (" + Lead.NO_AI + ")")
                : Optional.empty();
    }

    /**
     * Whether an earlier mail of a conversation may be shown beside a reply that may be shared. The lead it belongs to has
     * been looked at.
     */
    boolean mayShow(Tx tx, Inbound earlier) {
        return !context.host.keepsPrivate(earlier.mailboxId()) && isByTheLeadOrUnmarked(tx, earlier);
    }

    /** An author other than the lead must be known. */
    private boolean isByTheLeadOrUnmarked(Tx tx, Inbound message) {
        return message.referenceKeys().isEmpty() // the lead wrote it, and it answers nothing unknown
                || author(tx, message).filter(a -> !isMarked(a)).isPresent();
    }

    private static boolean isMarked(StoredLead row) {
        return row.lead().filter(l -> !l.allowsModels()).isPresent();
    }

    private Optional<StoredLead> author(Tx tx, Inbound message) {
        try {
            return Addressee.author(tx, message)
                    .flatMap(from -> tx.leads().byAddressKeys(List.of(context.keys.address(from))).stream()
                            .findFirst());
        } catch (RuntimeException | StackOverflowError e) { // as when it came in: a bug of ours
            context.failed("the author of message " + message.id() + " cannot be read again", e);
            return Optional.empty();
        }
    }
}
