package dev.sdr.internal.engine;

import dev.sdr.error.CredentialsException;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads every inbox from its cursor on, and stores what came in with what it causes; does what events still have to cause. */
final class PollPhase {

    private static final int PAGE = 50;
    private static final int LATE_IDS = 500;
    private static final Duration REMATCH = Duration.ofDays(3);
    private static final Duration OVERLAP = Duration.ofHours(1);

    /** How far a cursor that is no longer valid goes back before what was read to the end: clocks differ. */
    private static final Duration AGAIN = Duration.ofDays(1);

    private final Context context;
    private final Incoming incoming;
    private final MailboxHealth health;
    private final MailEvents events;
    private final Parsing parsing;
    private final Map<String, Instant> rematched = new ConcurrentHashMap<>();

    PollPhase(Context context, Incoming incoming, MailboxHealth health, MailEvents events) {
        this.context = context;
        this.incoming = incoming;
        this.health = health;
        this.events = events;
        this.parsing = new Parsing(context);
    }

    void run(Budget budget, Report report) {
        try {
            events.handle(budget, report);
        } catch (SdrException e) {
            report.problems.add(context.failed("what events cause is done later", e));
        }
        run(context.host.accounts().all(), budget, report);
    }

    /** Reads one inbox, if the mailbox has one. */
    void run(Account account, Budget budget, Report report) {
        run(List.of(account), budget, report);
    }

    /** Reads inboxes, and then looks whether what was learned in any of them tells more about what came in before. */
    private void run(Collection<Account> accounts, Budget budget, Report report) {
        List<Account> read = new ArrayList<>();
        for (Account account : accounts) {
            if (account.inbox().isPresent() && !budget.isSpent()) {
                InboxSource inbox = account.inbox().get();
                if (works(account, report, () -> poll(account.mailbox(), inbox, budget, report))) {
                    read.add(account);
                }
            }
        }
        if (read.isEmpty()) {
            return;
        }
        try {
            Renames.apply(context, budget);
        } catch (RuntimeException e) {
            report.problems.add(context.failed("what providers call our mail is learned later", e));
            return;
        }
        read.forEach(account -> works(account, report, () -> rematch(account, budget)));
    }

    private boolean works(Account account, Report report, Runnable work) {
        try {
            work.run();
            return true;
        } catch (SdrException e) {
            report.problems.add(
                    context.failed("reading the inbox of " + account.mailbox().id() + " stopped early", e));
        } catch (RuntimeException e) {
            report.problems.add(
                    context.failed("reading the inbox of " + account.mailbox().id() + " failed", e));
        }
        return false;
    }

    private void poll(Mailbox mailbox, InboxSource source, Budget budget, Report report) {
        UUID token = context.ids.token();
        Instant started = context.now();
        boolean[] refused = new boolean[1];
        Optional<InboxState> claimed = context.read(tx -> {
            refused[0] = MailboxState.read(tx, mailbox.id()).refused().equals(Optional.of(MailboxState.Refused.INBOX));
            return tx.inbox()
                    .claim(incoming.initial(mailbox.id()), token, started, started.plus(context.settings.lease()));
        });
        if (claimed.isEmpty()) {
            return; // another node reads it
        }
        Optional<String> cursor = claimed.get().cursor();
        Instant first = claimed.get().since();
        Instant since = claimed.get()
                .readThrough()
                .map(t -> t.minus(AGAIN))
                .filter(first::isBefore)
                .orElse(first);
        String problem = "";
        boolean complete = false;
        try {
            while (!complete && !budget.isSpent()) {
                InboxSource.Page page = source.read(cursor, since, PAGE);
                List<Parsed> parsed = page.messages().stream()
                        .map(m -> parsing.parse(m, mailbox))
                        .toList();
                Optional<Incoming.Stored> stored = incoming.store(mailbox, token, parsed, page.cursor());
                if (stored.isEmpty()) {
                    return; // our lease ran out and somebody else goes on from the stored cursor
                }
                report.messagesRead += stored.get().stored();
                health.blocked(stored.get().blocks().stream()
                        .collect(Collectors.toMap(Function.identity(), id -> 1, Integer::sum)));
                complete = page.complete();
                cursor = Optional.of(page.cursor());
            }
            if (complete && refused[0]) {
                health.readable(mailbox.id());
            }
        } catch (CredentialsException e) {
            problem = String.valueOf(e.getMessage());
            health.unreadable(mailbox.id(), problem);
            throw e;
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

    /**
     * A provider may name a mail otherwise than we did, and a reply may have been stored before we learned it (I6). Each
     * id is looked at until the transactions that did not know it are over; what comes in later is matched by itself.
     */
    private void rematch(Account account, Budget budget) {
        Optional<MessageFetch> fetch =
                account.inbox().filter(MessageFetch.class::isInstance).map(MessageFetch.class::cast);
        Mailbox mailbox = account.mailbox();
        Instant started = context.now();
        deleteOld(started.minus(REMATCH));
        StoredRecord after = LateIds.before(rematched.getOrDefault(mailbox.id(), Instant.EPOCH));
        while (!budget.isSpent()) {
            StoredRecord last = after;
            List<StoredRecord> page =
                    context.read(tx -> tx.records().scan(LateIds.KIND, Optional.of(last), "\uffff", LATE_IDS));
            List<String> keys = page.stream().map(StoredRecord::key).toList();
            List<Inbound> waiting =
                    keys.isEmpty() ? List.of() : context.read(tx -> tx.inbox().withoutTouch(keys));
            for (Inbound stored : waiting) {
                if (stored.mailboxId().equals(mailbox.id())) {
                    fetch.flatMap(f -> f.fetch(stored.ref()))
                            .map(r -> parsing.parse(r, mailbox))
                            .or(() -> kept(stored).map(r -> parsing.parse(r, stored, mailbox)))
                            .flatMap(parsed -> incoming.matchAgain(mailbox, parsed, stored))
                            .ifPresent(blocked -> health.blocked(Map.of(blocked, 1)));
                }
            }
            if (page.size() < LATE_IDS) {
                rematched.put(mailbox.id(), started.minus(OVERLAP));
                return;
            }
            after = page.get(page.size() - 1);
        }
    }

    /** What the store has of a message that its mailbox no longer has; of a part the words may be missing. */
    private Optional<RawMessage> kept(Inbound stored) {
        return context.read(tx -> tx.inbox().raw(stored.id())).filter(r -> !r.truncated());
    }

    private void deleteOld(Instant before) {
        context.read(tx -> {
            tx.records()
                    .scan(LateIds.KIND, Optional.empty(), before.toString(), LATE_IDS)
                    .forEach(old -> tx.records().delete(old));
            return true;
        });
    }
}
