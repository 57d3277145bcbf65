package dev.sdr.internal.engine;

import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.FreeMail;
import dev.sdr.lead.Lead;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colleagues who answer in a lead's place: contacts of the same account, known from then on and never enrolled by us. */
final class Contacts {

    private static final String ID = "contact:";
    private static final Pattern NAME =
            Pattern.compile("(\\p{Lu}[\\p{L}'’-]{0,30}) (?:\\p{Lu}\\. )?(\\p{L}[\\p{L} '’-]{0,40})");

    private static final List<String> OF_THE_ACCOUNT =
            List.of(Lead.COMPANY_NAME, Lead.INDUSTRY, Lead.COUNTRY, Lead.LANGUAGE, Lead.TIME_ZONE, Lead.NO_AI);

    private final Context context;

    Contacts(Context context) {
        this.context = context;
    }

    /** Makes the author of a reply a contact, if it is nobody known. Its row is there and locked. */
    void note(Tx tx, Journal journal, Parsed message, Inbound row, StoredLead lead) {
        Optional<EmailAddress> from = message.mail().from();
        if (from.isEmpty() || isOurs(from.get())) {
            return;
        }
        String key = context.keys.address(from.get());
        for (StoredLead author : tx.leads().lock(List.of(key))) {
            if (author.lead().isEmpty() && !author.isErased()) {
                Lead contact = contact(
                        from.get(), message.mail().fromName(), key, lead.lead().orElseThrow());
                tx.leads().save(List.of(author.with(contact, lead.mailboxId().orElse(row.mailboxId()))));
                journal.note(
                        Event.CONTACT_FOUND,
                        lead.lead().orElseThrow().id(),
                        "inbound",
                        row.id().toString(),
                        "contact",
                        contact.id());
            }
        }
    }

    /** Whether somebody answered in a lead's place. */
    static boolean isFor(Lead contact, Lead lead) {
        return contact.id().startsWith(ID)
                && source(lead).equals(contact.attributes().get(Lead.SOURCE));
    }

    private static String source(Lead colleague) {
        return source(colleague.id());
    }

    /** The source of those who answered in place of a lead. */
    static String source(String leadId) {
        return "answered in place of " + leadId;
    }

    private boolean isOurs(EmailAddress address) {
        return context.host.accounts().all().stream()
                .anyMatch(a -> a.mailbox().address().equals(address));
    }

    private static Lead contact(EmailAddress address, String name, String key, Lead colleague) {
        Map<String, String> attributes = new HashMap<>();
        String domain = address.domain();
        if (domain.equals(colleague.email().domain()) && !FreeMail.isFree(domain)) {
            OF_THE_ACCOUNT.forEach(a ->
                    Optional.ofNullable(colleague.attributes().get(a)).ifPresent(value -> attributes.put(a, value)));
        }
        attributes.put(Lead.SOURCE, source(colleague));
        Matcher matcher = NAME.matcher(name.strip());
        if (matcher.matches()) {
            attributes.put(Lead.FIRST_NAME, matcher.group(1));
            attributes.put(Lead.LAST_NAME, matcher.group(2));
        }
        return new Lead(ID + key, address, attributes);
    }
}
