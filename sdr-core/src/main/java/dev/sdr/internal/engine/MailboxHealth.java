package dev.sdr.internal.engine;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Delivery;
import dev.sdr.event.Event;
import dev.sdr.internal.engine.MailboxState.Refused;
import dev.sdr.sequence.Step;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Holds a mailbox whose provider cannot be reached, blocks it, or leaves several deliveries in doubt. */
final class MailboxHealth {

    private static final int MOST_UNCERTAIN = 3;
    private static final int MOST_BLOCKS = 3;
    private static final int MOST_PUT_OFF = 20;
    private static final int SHARE = 20; // 5 % (the usual block rate at which senders stop)
    static final Duration PUT_OFF_COUNT = Duration.ofHours(1);
    static final Duration BLOCKS_COUNT = Duration.ofDays(1);
    static final Duration UNREACHABLE = Duration.ofMinutes(15);
    private static final Duration BLOCKED = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration LOOK = Duration.ofMinutes(1);

    /** A refusal this long after the end of the last one's hold is told as a new one. */
    private static final Duration TOLD = Duration.ofDays(1);

    private final Context context;
    private final Map<String, Integer> uncertain = new ConcurrentHashMap<>();
    private final Map<String, Instant> lookedAt = new ConcurrentHashMap<>();

    MailboxHealth(Context context) {
        this.context = context;
    }

    /** Takes note of how many mails of each mailbox a provider refused for who sends them. */
    void blocked(Map<String, Integer> mails) {
        mails.forEach((mailboxId, count) -> context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            Instant now = context.now();
            MailboxState state = MailboxState.read(tx, mailboxId).blocked(count, now, BLOCKS_COUNT);
            if (state.blocks() >= most(MOST_BLOCKS, tx, mailboxId, now) && !state.isHeld(now)) {
                String reason = state.blocks() + " mails in a day came back because a provider blocks it";
                state = state.hold(reason, Optional.of(now.plus(LONGEST)));
                journal.noteGlobal(Event.MAILBOX_HELD, "mailbox", mailboxId, "reason", reason);
            }
            state.write(tx, mailboxId);
            return true;
        }));
    }

    /** Takes note of how many mails of each mailbox were put off by the servers they went to. */
    void putOff(Map<String, Integer> mails) {
        mails.forEach((mailboxId, count) -> context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            Instant now = context.now();
            MailboxState state = MailboxState.read(tx, mailboxId).putOff(count, now, PUT_OFF_COUNT);
            if (state.putOff() >= most(MOST_PUT_OFF, tx, mailboxId, now) && !state.isHeld(now)) {
                String reason = state.putOff() + " mails in an hour were put off by the servers they went to";
                state = state.hold(reason, Optional.of(now.plus(BLOCKED)));
                journal.noteGlobal(Event.MAILBOX_HELD, "mailbox", mailboxId, "reason", reason);
            }
            state.write(tx, mailboxId);
            return true;
        }));
    }

    /** Holds a mailbox whose inbox refuses the credentials, for as long as it does. */
    void unreadable(String mailboxId, String why) {
        Instant soon = context.now().plus(UNREACHABLE.dividedBy(2));
        MailboxState known = context.read(tx -> MailboxState.read(tx, mailboxId));
        if (known.isHeld(soon)) {
            return; // for this or another reason
        }
        context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            MailboxState before = MailboxState.read(tx, mailboxId);
            if (!before.isHeld(soon)) {
                refuse(before, Refused.INBOX, why, mailboxId, journal).write(tx, mailboxId);
            }
            return true;
        });
    }

    /** Lets a mailbox go whose inbox takes the credentials again. */
    void readable(String mailboxId) {
        release(mailboxId, Refused.INBOX);
    }

    private void release(String mailboxId, Refused by) {
        if (!isRefused(context.read(tx -> MailboxState.read(tx, mailboxId)), by)) {
            return;
        }
        context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            MailboxState before = MailboxState.read(tx, mailboxId);
            if (isRefused(before, by)) {
                journal.noteGlobal(Event.MAILBOX_RESUMED, "mailbox", mailboxId);
                before.accepted().write(tx, mailboxId);
            }
            return true;
        });
    }

    private static boolean isRefused(MailboxState state, Refused by) {
        return state.refused().equals(Optional.of(by));
    }

    /** Held until the next look; told once, and not at each look that finds the same. */
    private MailboxState refuse(MailboxState before, Refused by, String why, String mailboxId, Journal journal) {
        Instant now = context.now();
        String reason = "its credentials were refused: " + why;
        boolean told = before.refused().isPresent()
                && before.until().map(u -> u.plus(TOLD).isAfter(now)).orElse(false);
        if (!told) {
            journal.noteGlobal(Event.MAILBOX_HELD, "mailbox", mailboxId, "reason", reason);
        }
        return before.refused(by, reason, now.plus(UNREACHABLE));
    }

    /** How many are too many: a number, and of a mailbox that sends much a share of what it has sent today. */
    private int most(int few, Tx tx, String mailboxId, Instant now) {
        int sent = context.host
                .accounts()
                .find(mailboxId)
                .map(a -> new Counter(
                        Facts.MAILBOX_COUNTER,
                        mailboxId,
                        now.atZone(a.mailbox().zone()).toLocalDate()))
                .map(c -> tx.counters().used(Set.of(c)).getOrDefault(c, 0))
                .orElse(0);
        return Math.max(few, sent / SHARE);
    }

    /** Takes note of outcomes, in their order. */
    void learn(List<Outcome> outcomes) {
        outcomes.stream()
                .filter(MailboxHealth::showsThatCredentialsWork)
                .map(o -> o.touch().mailboxId())
                .distinct()
                .forEach(this::accepted);
        Map<String, List<Delivery>> byMailbox = outcomes.stream()
                .filter(o ->
                        o.touch().channel().equals(Step.EMAIL) && o.delivery().isPresent())
                .collect(Collectors.groupingBy(
                        o -> o.touch().mailboxId(),
                        Collectors.mapping(o -> o.delivery().orElseThrow(), Collectors.toList())));
        byMailbox.forEach(this::learn);
    }

    private void learn(String mailboxId, List<Delivery> deliveries) {
        boolean anyCertain = deliveries.stream().anyMatch(d -> d.kind() != Delivery.Kind.UNCERTAIN);
        int trailing = 0;
        for (int i = deliveries.size() - 1; i >= 0 && deliveries.get(i).kind() == Delivery.Kind.UNCERTAIN; i--) {
            trailing++;
        }
        int more = trailing;
        Optional<Delivery> refusal =
                deliveries.stream().filter(MailboxHealth::isAboutMailbox).findFirst();
        boolean wasUncertain = uncertain.getOrDefault(mailboxId, 0) > 0;
        if (more == 0 && refusal.isEmpty() && !wasUncertain) {
            return;
        }
        int inARow = context.transactAgain((tx, journal) -> {
            Context.lockControl(tx, true);
            MailboxState before = MailboxState.read(tx, mailboxId);
            int count = anyCertain ? more : before.uncertain() + more;
            MailboxState after = before.uncertain(count);
            Instant now = context.now();
            if (refusal.filter(MailboxHealth::isAboutCredentials).isPresent()) {
                if (!before.isHeld(now)) {
                    after = refuse(after, Refused.MAILER, refusal.get().detail(), mailboxId, journal);
                }
            } else if (refusal.isPresent() && !before.isHeld(now)) {
                after = after.hold(reason(refusal.get()), Optional.of(until(refusal.get(), now)));
                journal.noteGlobal(Event.MAILBOX_HELD, "mailbox", mailboxId, "reason", reason(refusal.get()));
            }
            if (count >= MOST_UNCERTAIN
                    && !(before.isHeld(now) && before.until().isEmpty())) {
                String reason = count + " deliveries in a row had no certain outcome";
                after = after.hold(reason, Optional.empty());
                journal.noteGlobal(Event.MAILBOX_HELD, "mailbox", mailboxId, "reason", reason);
            }
            after.write(tx, mailboxId);
            return count;
        });
        uncertain.put(mailboxId, inARow);
    }

    /** Only what the provider itself took or refused just now; not what was found out about an older mail. */
    private static boolean showsThatCredentialsWork(Outcome o) {
        return o.touch().channel().equals(Step.EMAIL)
                && o.begun().isPresent()
                && o.delivery()
                        .filter(d -> d.kind() == Delivery.Kind.ACCEPTED
                                || d.fault().equals(Optional.of(Delivery.Fault.RECIPIENT)))
                        .isPresent();
    }

    /** Lets a mailbox go whose mailer was refused and is not any more; looks once a minute whether that is so. */
    private void accepted(String mailboxId) {
        Instant now = context.now();
        if (now.isAfter(lookedAt.getOrDefault(mailboxId, Instant.EPOCH).plus(LOOK))) {
            lookedAt.put(mailboxId, now);
            release(mailboxId, Refused.MAILER);
        }
    }

    private static boolean isAboutMailbox(Delivery d) {
        boolean unreachable = d.kind() == Delivery.Kind.DEFERRED && d.scope() == Delivery.Scope.MAILBOX;
        return unreachable || isAboutCredentials(d) || d.fault().equals(Optional.of(Delivery.Fault.SENDER));
    }

    private static boolean isAboutCredentials(Delivery d) {
        return d.kind() == Delivery.Kind.DEFERRED && d.scope() == Delivery.Scope.CREDENTIALS;
    }

    private static String reason(Delivery d) {
        String kind = d.kind() == Delivery.Kind.DEFERRED ? "its provider takes nothing now" : "its provider blocks it";
        return kind + (d.detail().isEmpty() ? "" : " (" + d.detail() + ")");
    }

    private static Instant until(Delivery d, Instant now) {
        Instant usual = now.plus(d.kind() == Delivery.Kind.DEFERRED ? UNREACHABLE : BLOCKED);
        Instant latest = now.plus(LONGEST);
        return d.when()
                .filter(w -> w.isAfter(now))
                .map(w -> w.isAfter(latest) ? latest : w)
                .orElse(usual);
    }
}
