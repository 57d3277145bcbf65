package dev.sdr.internal.engine;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.RawMessage;
import dev.sdr.inbox.Verdict;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.FreeMail;
import dev.sdr.mail.Mailbox;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Transaction T9 of the protocol: stores a page of messages, what each causes, and the cursor, together. A message that
 * was stored before causes nothing again.
 */
final class Incoming {

    private static final int LARGEST_KEPT = 1_000_000;
    private static final int MOST_COLLEAGUES = 1_000;

    private final Context context;
    private final ReplyEffects effects;

    Incoming(Context context, ReplyEffects effects) {
        this.context = context;
        this.effects = effects;
    }

    /**
     * What became of a page.
     *
     * @param stored how many messages were new
     * @param blocks mailboxes of ours that a provider blocks, by one report each
     */
    record Stored(int stored, List<String> blocks) {}

    /**
     * Stores a page.
     *
     * @return what became of it; empty if somebody else has taken the inbox over, and nothing was stored
     */
    Optional<Stored> store(Mailbox mailbox, UUID token, List<Parsed> page, String cursor) {
        return context.transact((tx, journal) -> {
            Optional<InboxState> state = tx.inbox().lock(mailbox.id(), token);
            if (state.isEmpty()) {
                return Optional.empty();
            }
            boolean forgot = context.environment.mustOwn(tx).forgot(context.now());
            Stored stored = store(tx, journal, mailbox, page, forgot);
            tx.inbox().save(state.get().read(cursor, context.now().plus(context.settings.lease())));
            return Optional.of(stored);
        });
    }

    /**
     * Matches a message that answered no touch we knew once more, now that we may know it (protocol I6).
     *
     * @param stored its row
     * @return the mailbox of ours that a provider blocks, if it is a report of that
     */
    Optional<String> matchAgain(Mailbox mailbox, Parsed message, Inbound stored) {
        return context.transactAgain((tx, journal) -> {
            Matching matching = new Matching(context, tx, mailbox.id(), List.of(message));
            Inbound row = row(tx, stored.id(), mailbox, message, matching);
            boolean isNews = stored.leadId().isEmpty() || row.touch().isPresent();
            if (matching.lead(message).isEmpty() || !isNews) {
                return Optional.empty();
            }
            Optional<Inbound> before = tx.inbox().adopt(row); // locks it, and messages come before people
            if (before.isEmpty()) {
                return Optional.empty();
            }
            lock(tx, matching, List.of(message));
            if (before.get().leadId().isEmpty()) {
                keep(tx, Map.of(row.id(), message), matching);
                apply(tx, journal, message, row, matching);
            } else if (!matching.isCopy(message)) {
                applyToLead(tx, journal, message, row, before.get(), matching);
            }
            return blocked(message, matching);
        });
    }

    /** It concerned its author alone, on whom it has had its effect; now it concerns the lead whose mail it answers. */
    private void applyToLead(Tx tx, Journal journal, Parsed message, Inbound row, Inbound before, Matching matching) {
        if (row.leadId().equals(before.leadId())) {
            matching.lead(message).ifPresent(lead -> effects.named(tx, journal, message, row, lead));
        } else {
            applyToLead(tx, journal, message, row, matching);
        }
    }

    private Stored store(Tx tx, Journal journal, Mailbox mailbox, List<Parsed> page, boolean forgot) {
        Matching matching = new Matching(context, tx, mailbox.id(), page);
        lock(tx, matching, page);
        Map<UUID, Parsed> messages = new LinkedHashMap<>();
        Map<UUID, Inbound> rows = new HashMap<>();
        List<String> evidence = new ArrayList<>();
        for (Parsed message : page) {
            Inbound row = row(tx, context.ids.next(), mailbox, message, matching);
            messages.put(row.id(), message);
            rows.put(row.id(), row);
            matching.renamed(message)
                    .ifPresent(ours -> Renames.note(
                            tx,
                            ours,
                            message.mail().messageId().orElseThrow(),
                            message.raw().thread(),
                            context.now()));
            matching.touch(message)
                    .filter(t -> t.state() == TouchState.SENDING || t.state() == TouchState.UNKNOWN)
                    .map(Touch::messageId)
                    .ifPresent(evidence::add);
            if (forgot && matching.touch(message).isEmpty()) {
                message.ids().stream()
                        .filter(Keys::isMessageId)
                        .forEach(evidence::add); // of a touch that was forgotten
            }
        }
        Set<UUID> inserted =
                tx.inbox().insert(messages.keySet().stream().map(rows::get).toList());
        Evidence.note(tx, evidence, context.now());
        messages.keySet().retainAll(inserted);
        keep(tx, messages, matching);
        List<String> blocks = new ArrayList<>();
        messages.forEach((id, message) -> {
            apply(tx, journal, message, Must.get(rows, id), matching);
            blocked(message, matching).ifPresent(blocks::add);
        });
        countOthers(tx, mailbox, messages.values(), matching, forgot);
        return new Stored(inserted.size(), blocks);
    }

    /** Mail that people and other programs send from a mailbox takes places of its cap, if the host wants that. */
    private static void countOthers(
            Tx tx, Mailbox mailbox, Collection<Parsed> fresh, Matching matching, boolean forgot) {
        if (!mailbox.countsOthers()) {
            return;
        }
        Map<Counter, Integer> places = new HashMap<>();
        for (Parsed message : fresh) {
            boolean ours =
                    matching.isCopy(message) || (forgot && message.sentId().isPresent());
            if (isSentFrom(message, mailbox) && !ours) {
                LocalDate day =
                        message.raw().receivedAt().atZone(mailbox.zone()).toLocalDate();
                places.merge(new Counter(Facts.MAILBOX_COUNTER, mailbox.id(), day), 1, Integer::sum);
            }
        }
        tx.counters().add(places);
    }

    private static boolean isSentFrom(Parsed message, Mailbox mailbox) {
        boolean from = message.mail().from().filter(mailbox.address()::equals).isPresent();
        return message.verdict().kind() == Kind.OWN && message.raw().inSent().orElse(from);
    }

    /** Whom a message refuses for who we are; one that names nobody of ours says nothing about us. */
    private static Optional<String> blocked(Parsed message, Matching matching) {
        return message.verdict()
                .bounce()
                .filter(b -> b.severity() == Verdict.Bounce.Severity.BLOCK)
                .flatMap(b -> matching.touch(message))
                .map(Touch::mailboxId);
    }

    /** Keeps what concerns somebody of ours in the form it came in; copies of our own mail are kept as touches. */
    private static void keep(Tx tx, Map<UUID, Parsed> messages, Matching matching) {
        Map<UUID, RawMessage> raw = new HashMap<>();
        messages.forEach((id, message) -> {
            boolean says = message.unsubscribe().isEmpty(); // who unsubscribed by our header said nothing
            boolean ours = matching.isCopy(message) || matching.isByErased(message);
            if (says && !ours && matching.lead(message).isPresent()) {
                raw.put(id, message.raw().cut(LARGEST_KEPT));
            }
        });
        tx.inbox().keepRaw(raw);
    }

    /** Locks everybody a page concerns, in order; its authors too, who may be others than the leads. */
    private void lock(Tx tx, Matching matching, List<Parsed> page) {
        Set<String> keys = new TreeSet<>();
        List<StoredLead> bare = new ArrayList<>();
        for (Parsed message : page) {
            Optional<StoredLead> lead = matching.lead(message);
            lead.ifPresent(l -> keys.add(l.addressKey()));
            matching.otherAuthor(message).ifPresent(l -> keys.add(l.addressKey()));
            matching.stranger(message).filter(keys::add).ifPresent(k -> bare.add(StoredLead.bare(k)));
        }
        List<StoredLead> company = company(tx, matching, page);
        company.forEach(l -> keys.add(l.addressKey()));
        if (!bare.isEmpty()) {
            tx.leads().insertMissing(bare);
        }
        tx.leads().lock(keys);
        List<String> leadIds = Stream.concat(
                        company.stream(),
                        page.stream()
                                .flatMap(m ->
                                        Stream.concat(matching.lead(m).stream(), matching.otherAuthor(m).stream())))
                .map(l -> l.lead().orElseThrow().id())
                .toList();
        tx.enrollments()
                .lock(tx.enrollments().ofLeads(leadIds).stream()
                        .map(e -> e.id())
                        .toList());
    }

    /** Everybody at the companies of those who reply, if the host stops a company as one. */
    private List<StoredLead> company(Tx tx, Matching matching, List<Parsed> page) {
        if (!context.settings.companyStops()) {
            return List.of();
        }
        Set<String> domains = new HashSet<>();
        page.stream()
                .filter(m ->
                        m.unsubscribe().isEmpty() && stopsACompany(m.verdict().kind()))
                .flatMap(m -> matching.lead(m).stream())
                .map(l -> l.lead().orElseThrow().email().domain())
                .filter(d -> !FreeMail.isFree(d))
                .forEach(domains::add);
        return domains.isEmpty() ? List.of() : tx.leads().byDomains(domains, MOST_COLLEAGUES);
    }

    private static boolean stopsACompany(Kind kind) {
        return kind == Kind.PERSON || kind == Kind.OPT_OUT || kind == Kind.COMPLAINT;
    }

    private void apply(Tx tx, Journal journal, Parsed message, Inbound row, Matching matching) {
        if (message.unsubscribe().isPresent()) {
            effects.unsubscribed(tx, journal, message.unsubscribe().get(), row);
            return;
        }
        if (matching.isCopy(message)) {
            return; // of our own mail: it causes nothing beyond the evidence that was noted
        }
        applyToLead(tx, journal, message, row, matching);
        matching.otherAuthor(message)
                .filter(author -> message.verdict().kind() == Kind.PERSON)
                .ifPresent(author -> effects.apply(tx, journal, message, row, author));
    }

    private void applyToLead(Tx tx, Journal journal, Parsed message, Inbound row, Matching matching) {
        Optional<StoredLead> lead = matching.lead(message);
        lead.ifPresent(l -> effects.apply(tx, journal, message, row, l));
        if (stopsACompany(message.verdict().kind()) && lead.isPresent()) {
            effects.colleagues(tx, journal, row, lead.get(), company(tx, matching, List.of(message)));
        }
    }

    private Inbound row(Tx tx, UUID id, Mailbox mailbox, Parsed message, Matching matching) {
        boolean erased = matching.isByErased(message);
        Optional<StoredLead> lead = erased ? Optional.empty() : matching.lead(message);
        Optional<TouchKey> touch = erased ? Optional.empty() : matching.touchKey(message);
        Verdict verdict = message.verdict();
        boolean matched = lead.isPresent();
        boolean unsubscribed = message.unsubscribe().isPresent();
        boolean keep = matched || unsubscribed || (mailbox.dedicated() && verdict.kind() != Kind.OWN && !erased);
        boolean person = matched && verdict.kind() == Kind.PERSON;
        boolean unreadable = !matched
                && message.mail().from().isEmpty()
                && !message.mail().problems().isEmpty();
        String kind = keep ? verdict.kind().name() : unreadable ? Inbound.UNREADABLE : Inbound.PRIVATE;
        return new Inbound(
                id,
                message.identity(),
                mailbox.id(),
                message.raw().ref(),
                message.raw().receivedAt(),
                kind,
                keep ? verdict.reason() : erased ? "its author was erased" : reason(message),
                erased ? "" : message.mail().from().map(f -> f.domain()).orElse(""),
                lead.map(l -> l.lead().orElseThrow().id()),
                touch,
                keep && !unsubscribed ? message.mail().subject() : "",
                keep ? message.newText() : "",
                erased || unsubscribed ? List.of() : keys(message, lead, touch, keep),
                lead.map(l -> hasTouchInDoubt(tx, l.lead().orElseThrow().id())).orElse(false),
                person ? Inbound.State.STORED : Inbound.State.DONE,
                person ? Inbound.Attention.WAITING : Inbound.Attention.NONE,
                Optional.empty(),
                Optional.empty(),
                "");
    }

    /** By what a message is found: the ids it refers to and we do not know, and who wrote one that is kept, if not the lead. */
    private List<String> keys(Parsed message, Optional<StoredLead> lead, Optional<TouchKey> touch, boolean keep) {
        List<String> keys = new ArrayList<>();
        if (touch.isEmpty()) {
            message.ids().forEach(id -> keys.add(context.keys.reference(id)));
        }
        message.mail()
                .from()
                .filter(from -> keep
                        && !lead.filter(l -> l.addressKey().equals(context.keys.address(from)))
                                .isPresent())
                .map(context.keys::author)
                .ifPresent(keys::add);
        return keys;
    }

    private static String reason(Parsed message) {
        return message.verdict().kind() == Kind.OWN
                ? "our own mail, and no touch of ours"
                : "it answers no touch of ours and comes from no lead";
    }

    private static boolean hasTouchInDoubt(Tx tx, String leadId) {
        List<UUID> ids = tx.enrollments().ofLeads(List.of(leadId)).stream()
                .map(e -> e.id())
                .toList();
        return tx.touches().ofEnrollments(ids).stream()
                .anyMatch(t -> t.state() == TouchState.SENDING || t.state() == TouchState.UNKNOWN);
    }

    /** A row to insert for an inbox nobody has read yet. */
    InboxState initial(String mailboxId) {
        Instant since = context.now().minus(context.settings.inboxPast());
        return new InboxState(
                mailboxId, Optional.empty(), Optional.empty(), since, Optional.empty(), Optional.empty(), "");
    }
}
