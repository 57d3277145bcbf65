package dev.sdr.internal.engine;

import dev.sdr.error.SdrException;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.InboxState;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.RawMessage;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.mail.Mailbox;
import dev.sdr.store.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads every inbox from its cursor on, and stores what came in with what it causes. */
final class PollPhase {

    private static final int PAGE = 50;
    private static final Duration REMATCH = Duration.ofDays(3);

    private final Context context;
    private final Incoming incoming;
    private final Parsing parsing;

    PollPhase(Context context, Incoming incoming) {
        this.context = context;
        this.incoming = incoming;
        this.parsing = new Parsing(context);
    }

    void run(Budget budget, Report report) {
        for (Account account : context.host.accounts().all()) {
            if (account.inbox().isPresent() && !budget.isSpent()) {
                try {
                    poll(account.mailbox(), account.inbox().get(), budget, report);
                    rematch(account);
                } catch (SdrException e) {
                    report.problems.add(context.failed(
                            "reading the inbox of " + account.mailbox().id() + " stopped early", e));
                } catch (RuntimeException e) {
                    report.problems.add(context.failed(
                            "reading the inbox of " + account.mailbox().id() + " failed", e));
                }
            }
        }
    }

    private void poll(Mailbox mailbox, InboxSource source, Budget budget, Report report) {
        UUID token = context.ids.token();
        Instant started = context.now();
        Optional<InboxState> claimed = context.read(tx -> tx.inbox()
                .claim(incoming.initial(mailbox.id()), token, started, started.plus(context.settings.lease())));
        if (claimed.isEmpty()) {
            return; // another node reads it
        }
        Optional<String> cursor = claimed.get().cursor();
        Instant since = claimed.get().since();
        String problem = "";
        boolean complete = false;
        try {
            while (!complete && !budget.isSpent()) {
                InboxSource.Page page = source.read(cursor, since, PAGE);
                List<Parsed> parsed = page.messages().stream()
                        .map(m -> parsing.parse(m, mailbox))
                        .toList();
                int stored = incoming.store(mailbox, token, parsed, page.cursor());
                if (stored < 0) {
                    return; // our lease ran out and somebody else goes on from the stored cursor
                }
                report.messagesRead += stored;
                complete = page.complete();
                cursor = Optional.of(page.cursor());
            }
        } catch (RuntimeException e) {
            problem = e instanceof SdrException
                    ? String.valueOf(e.getMessage())
                    : e.getClass().getSimpleName();
            throw e;
        } finally {
            finish(mailbox.id(), token, complete ? Optional.of(started) : Optional.empty(), problem);
        }
    }

    /** T10: everything that lay there when this poll started has been read. */
    private void finish(String mailboxId, UUID token, Optional<Instant> readThrough, String problem) {
        try {
            context.transactAgain((tx, journal) -> {
                tx.inbox().lock(mailboxId, token).ifPresent(s -> tx.inbox().save(s.released(readThrough, problem)));
                return true;
            });
        } catch (SdrException e) {
            context.failed("an inbox lease could not be given back; it runs out by itself", e);
        }
    }

    /** A provider may name a mail otherwise than we did, and a reply may have been stored before we learned it (I6). */
    private void rematch(Account account) {
        Optional<MessageFetch> fetch =
                account.inbox().filter(MessageFetch.class::isInstance).map(MessageFetch.class::cast);
        if (fetch.isEmpty()) {
            return;
        }
        String oldest = context.now().minus(REMATCH).toString();
        List<StoredRecord> late = context.read(tx -> tx.records().scan(LateIds.KIND, Optional.empty(), "\uffff", 500));
        List<String> keys = late.stream()
                .filter(r -> r.index().compareTo(oldest) >= 0)
                .map(StoredRecord::key)
                .toList();
        List<Inbound> stubs =
                keys.isEmpty() ? List.of() : context.read(tx -> tx.inbox().privateReferringTo(keys));
        for (Inbound stub : stubs) {
            if (stub.mailboxId().equals(account.mailbox().id())) {
                Optional<RawMessage> raw = fetch.get().fetch(stub.ref());
                raw.ifPresent(r -> incoming.adopt(account.mailbox(), parsing.parse(r, account.mailbox()), stub));
            }
        }
        List<StoredRecord> old =
                late.stream().filter(r -> r.index().compareTo(oldest) < 0).toList();
        if (!old.isEmpty()) {
            context.read(tx -> {
                old.forEach(r -> tx.records().delete(r));
                return true;
            });
        }
    }
}
