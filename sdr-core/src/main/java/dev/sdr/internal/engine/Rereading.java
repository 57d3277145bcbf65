package dev.sdr.internal.engine;

import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.Inbound.Attention;
import dev.sdr.inbox.RawMessage;
import dev.sdr.inbox.Verdict;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.RereadReport;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads stored mail again with today's triage and classifier. What it caused when it came in stays and is not repeated; a
 * wish to be left alone that was not seen then is honoured now.
 */
final class Rereading {

    private final Context context;
    private final Stops stops;
    private final ReplyPhase replies;
    private final Parsing parsing;

    Rereading(Context context, Stops stops, ReplyPhase replies) {
        this.context = context;
        this.stops = stops;
        this.replies = replies;
        this.parsing = new Parsing(context);
    }

    RereadReport reread(Optional<UUID> after, int limit) {
        Map<UUID, RawMessage> raw = new HashMap<>();
        List<Inbound> page = context.read(tx -> {
            List<Inbound> kept = tx.inbox().kept(after, limit);
            kept.forEach(m -> tx.inbox().raw(m.id()).ifPresent(r -> raw.put(m.id(), r)));
            return kept;
        });
        List<RereadReport.Change> changes = new ArrayList<>();
        for (Inbound before : page) {
            Optional<Mailbox> mailbox =
                    context.host.accounts().find(before.mailboxId()).map(Accounts.Account::mailbox);
            boolean whole = raw.containsKey(before.id())
                    && !Must.get(raw, before.id()).truncated(); // of a part the words may be missing
            if (mailbox.isPresent() && whole && before.state() == Inbound.State.DONE) {
                reread(before, parsing.parse(Must.get(raw, before.id()), before, mailbox.get()))
                        .ifPresent(changes::add);
            }
        }
        Optional<UUID> last = page.size() < limit
                ? Optional.empty()
                : Optional.of(page.get(page.size() - 1).id());
        return new RereadReport(page.size(), changes, last);
    }

    private Optional<RereadReport.Change> reread(Inbound before, Parsed parsed) {
        Verdict verdict = parsed.verdict();
        Inbound read = before.read(verdict.kind().name(), verdict.reason(), parsed.newText());
        boolean asked = verdict.kind() == Kind.PERSON;
        Inbound now = asked ? read.analysed(replies.analysisAgain(read)) : read;
        String was = words(before);
        String is = words(now);
        context.transactAgain((tx, journal) -> {
            tx.inbox().reread(List.of(now));
            attend(tx, before, now);
            before.leadId().filter(id -> !was.equals(is)).ifPresent(id -> honour(tx, journal, now, parsed, id));
            return true;
        });
        return was.equals(is) ? Optional.empty() : Optional.of(new RereadReport.Change(before.id(), was, is));
    }

    /** A machine's mail waits for nobody, and a person's that was taken for one does. */
    private static void attend(Tx tx, Inbound before, Inbound now) {
        String person = Kind.PERSON.name();
        if (before.kind().equals(person) && !now.kind().equals(person)) {
            tx.inbox().attend(List.of(now.id()), Attention.WAITING, Attention.CLOSED);
        } else if (!before.kind().equals(person) && now.kind().equals(person)) {
            tx.inbox().attend(List.of(now.id()), Attention.NONE, Attention.WAITING);
        }
    }

    private static String words(Inbound message) {
        String intent =
                Analyses.of(message).map(ReplyAnalysis::intent).map(Enum::name).orElse("");
        return message.kind().equals(Kind.PERSON.name()) ? (message.kind() + " " + intent).strip() : message.kind();
    }

    private void honour(Tx tx, Journal journal, Inbound now, Parsed parsed, String leadId) {
        Verdict verdict = parsed.verdict();
        boolean asks = Analyses.of(now)
                .filter(a -> a.intent() == ReplyAnalysis.Intent.UNSUBSCRIBE
                        && a.confidence() >= context.settings.replies().sure())
                .isPresent();
        if (verdict.kind() == Kind.OPT_OUT || (verdict.kind() == Kind.PERSON && asks)) {
            journal.note(Event.REREAD, leadId, "inbound", now.id().toString(), "reason", Stop.Reason.OPTED_OUT.name());
            replies.optOut(tx, journal, now, leadId, "seen when the mail was read again");
            return;
        }
        for (StoredLead seen : tx.leads().byIds(List.of(leadId))) {
            StoredLead lead = tx.leads().lock(List.of(seen.addressKey())).get(0);
            reason(verdict, lead).ifPresent(reason -> {
                journal.note(Event.REREAD, leadId, "inbound", now.id().toString(), "reason", reason.name());
                Stop stop = new Stop(reason, "inbound:" + now.id(), context.now());
                stops.suppressLocked(tx, journal, lead, stop, "seen when the mail was read again");
            });
        }
    }

    private static Optional<Stop.Reason> reason(Verdict verdict, StoredLead lead) {
        return switch (verdict.kind()) {
            case COMPLAINT -> Optional.of(Stop.Reason.COMPLAINT);
            case DELIVERY_REPORT ->
                verdict.bounce()
                        .filter(b -> b.severityFor(lead.lead().orElseThrow().email()) == Verdict.Bounce.Severity.HARD)
                        .map(b -> Stop.Reason.HARD_BOUNCE);
            case AUTOMATIC -> verdict.leftCompany() ? Optional.of(Stop.Reason.LEFT_COMPANY) : Optional.empty();
            case OPT_OUT, OUT_OF_OFFICE, OWN, PERSON -> Optional.empty();
        };
    }
}
