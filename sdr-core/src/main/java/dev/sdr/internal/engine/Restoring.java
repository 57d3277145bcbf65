package dev.sdr.internal.engine;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.event.Event;
import dev.sdr.inbox.InboxState;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.AdoptReport;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes a store over, and after a restore settles what the database has forgotten (protocol S4): holds everything, reads
 * all inboxes to their end, counts as sent whatever may have left, and only then lets go. Each part may be done again,
 * so a process that dies in between is followed by the next call.
 */
final class Restoring {

    private static final int PAGE = 200;
    private static final int NO_ROOM = 1_000_000;
    private static final Duration LONGEST_READ = Duration.ofHours(1);

    private static final List<String> NOT_KNOWN = List.of(
            "Leads enrolled and one-off mails sent after the backup are not known. Do either again only if you know that nothing left for"
                    + " them; a mail of theirs that somebody answered, or that lies in a Sent folder that is read, is not"
                    + " sent again.",
            "Stops, pauses and suppressions that the host recorded after the backup are gone, as are opt-outs by web."
                    + " Record them again from the host's own journal before sending goes on.",
            "Addresses that a provider suppressed after the backup are not known here. Read its list back.",
            "Tasks that people closed after the backup are open again.",
            "A touch that counts as sent and did not leave never will.");

    private final Context context;
    private final Facts facts;
    private final PollPhase polls;
    private final Lookups lookups;

    Restoring(Context context, Facts facts, PollPhase polls) {
        this.context = context;
        this.facts = facts;
        this.polls = polls;
        this.lookups = new Lookups(context);
    }

    /** What one call did. */
    private static final class Work {
        int moved;
        final List<Touch> assumed = new ArrayList<>();
        final List<Touch> found = new ArrayList<>();
        final Set<String> read = new TreeSet<>();
        final Set<String> unread = new TreeSet<>();
        final List<String> problems = new ArrayList<>();

        AdoptReport report(boolean complete, Instant until) {
            return new AdoptReport(
                    complete,
                    Optional.of(until),
                    moved,
                    assumed,
                    found,
                    List.copyOf(read),
                    List.copyOf(unread),
                    NOT_KNOWN,
                    problems);
        }
    }

    AdoptReport adopt(Optional<Instant> restoredAt) {
        restoredAt.filter(at -> at.isAfter(context.now())).ifPresent(at -> {
            throw new IllegalArgumentException("the database cannot have gone into service in the future, at " + at);
        });
        Control taken = take(restoredAt);
        Optional<Instant> until = taken.time(Control.RESTORED_AT);
        if (until.isEmpty()) {
            return new AdoptReport(true, until, 0, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        }
        return settle(until.get(), taken.time(Control.RESTORING_SINCE).orElseThrow());
    }

    private Control take(Optional<Instant> restoredAt) {
        context.environment.look();
        return context.transactAgain((tx, journal) -> {
            Control taken = context.environment.taken(Context.lockControl(tx, true));
            boolean later = Stream.of(Control.RESTORED_AT, Control.RESTORED_THROUGH)
                    .flatMap(field -> taken.time(field).stream())
                    .allMatch(settled -> restoredAt.filter(settled::isBefore).isPresent());
            Control changed = later && restoredAt.isPresent()
                    ? taken.with(Control.RESTORED_AT, restoredAt.map(Instant::toString))
                            .with(
                                    Control.RESTORING_SINCE,
                                    Optional.of(context.now().toString()))
                    : taken;
            changed.write(tx);
            return changed;
        });
    }

    private AdoptReport settle(Instant until, Instant since) {
        Work work = new Work();
        readInboxes(work);
        Set<String> mailboxes = new TreeSet<>();
        pages(page -> page.forEach(e -> mailboxes.add(e.mailboxId())));
        context.host.accounts().all().forEach(a -> mailboxes.add(a.mailbox().id()));
        lookAtInboxes(mailboxes, since, work);
        if (!work.unread.isEmpty()) {
            return work.report(false, until);
        }
        Forward forward = new Forward(context, new Verdicts(facts), until);
        pages(page -> forward(page, forward, until, work));
        readInboxes(work); // what came in before its touch was known is matched again
        return work.report(lift(until, mailboxes), until);
    }

    private void readInboxes(Work work) {
        Report report = new Report();
        polls.run(new Budget(context.time, LONGEST_READ), report);
        report.problems.stream().filter(p -> !work.problems.contains(p)).forEach(work.problems::add);
    }

    /** An inbox that this runner does not have counts if another one reads it; one that was never read has no mail. */
    private void lookAtInboxes(Set<String> mailboxes, Instant since, Work work) {
        Map<String, InboxState> states = new HashMap<>();
        context.read(tx -> tx.inbox().states(mailboxes)).forEach(s -> states.put(s.mailboxId(), s));
        for (String id : mailboxes) {
            Optional<Account> account = context.host.accounts().find(id);
            Optional<InboxState> state = Optional.ofNullable(states.get(id));
            boolean none = account.map(a -> a.inbox().isEmpty()).orElse(state.isEmpty());
            if (!none) {
                boolean complete = state.flatMap(InboxState::readThrough)
                        .filter(t -> !t.isBefore(since))
                        .isPresent();
                (complete ? work.read : work.unread).add(id);
            }
        }
    }

    /** Every unfinished enrollment, in bounded batches: each is in a campaign, one-off mails too. */
    private void pages(Consumer<List<Enrollment>> work) {
        for (Campaign campaign : context.read(CampaignRecords::all)) {
            Optional<UUID> after = Optional.empty();
            List<Enrollment> page;
            do {
                Optional<UUID> from = after;
                page = context.read(tx -> tx.enrollments().ofCampaign(campaign.id(), from, PAGE));
                work.accept(page.stream()
                        .filter(e -> e.status() == Enrollment.Status.ACTIVE)
                        .toList());
                after = page.stream().reduce((a, b) -> b).map(Enrollment::id);
            } while (page.size() == PAGE);
        }
    }

    private void forward(List<Enrollment> page, Forward forward, Instant until, Work work) {
        UUID attempt = context.ids.token();
        List<Touch> asked = context.read(tx -> {
            Instant now = context.now();
            return readable(tx, page, now).stream()
                    .flatMap(k -> forward.forgotten(k, attempt, now).stream())
                    .toList();
        });
        if (asked.isEmpty()) {
            return;
        }
        Map<TouchKey, Delivery> answers = lookups.ask(asked, work.problems);
        Set<UUID> ids = new TreeSet<>();
        asked.forEach(t -> ids.add(t.id().enrollmentId()));
        List<Touch> written = context.transactAgain((tx, journal) -> {
            Control control = Context.lockControl(tx, false);
            return control.time(Control.RESTORED_AT).equals(Optional.of(until))
                    ? write(tx, journal, ids, forward, attempt, answers)
                    : List.of(); // another process has finished it
        });
        work.moved += (int)
                written.stream().map(t -> t.id().enrollmentId()).distinct().count();
        written.forEach(t -> (t.state() == TouchState.SENT ? work.found : work.assumed).add(t));
    }

    private List<Touch> write(
            Tx tx, Journal journal, Set<UUID> ids, Forward forward, UUID attempt, Map<TouchKey, Delivery> answers) {
        Instant now = context.now();
        List<Enrollment> active = tx.enrollments().lock(ids).stream()
                .filter(e -> e.status() == Enrollment.Status.ACTIVE)
                .toList();
        List<Touch> left = new ArrayList<>();
        List<Enrollment> moved = new ArrayList<>();
        for (Known k : readable(tx, active, now)) {
            List<Touch> forgotten = forward.forgotten(k, attempt, now);
            if (!forgotten.isEmpty()) {
                Set<String> named = Evidence.find(
                        tx, forgotten.stream().map(Touch::messageId).toList());
                for (Touch touch : forgotten) {
                    Touch settled = named.contains(touch.messageId())
                            ? touch.settled(TouchState.SENT, now, "a mail that came in names it")
                            : settled(touch, Optional.ofNullable(answers.get(touch.id())), now);
                    left.add(settled);
                    note(journal, k.enrollment(), settled);
                    LateIds.note(tx, context.keys, touch.messageId(), now);
                }
                moved.add(forward.past(k, journal));
            }
        }
        tx.touches().begin(left);
        tx.enrollments().save(moved);
        return left;
    }

    private static Touch settled(Touch touch, Optional<Delivery> answer, Instant now) {
        return answer.filter(d -> d.kind() == Delivery.Kind.ACCEPTED)
                .map(d -> touch.settled(TouchState.SENT, now, "the provider says that it took it")
                        .known(d.providerId(), d.providerThread(), Optional.empty()))
                .orElse(touch);
    }

    private static void note(Journal journal, Enrollment e, Touch touch) {
        String key = touch.id().key();
        if (touch.state() == TouchState.SENT) {
            journal.note(Event.TOUCH_SENT, e, "key", key, "channel", touch.channel(), "mailbox", touch.mailboxId());
        } else {
            journal.note(Event.TOUCH_UNKNOWN, e, "key", key);
        }
    }

    /** Those whose step is known: another can neither leave nor have left. */
    private Collection<Known> readable(Tx tx, List<Enrollment> enrollments, Instant now) {
        return facts.read(tx, enrollments, now).values().stream()
                .filter(k -> k.step().isPresent())
                .toList();
    }

    /** Takes every place of the day, for nobody knows how many were taken, and lets sending go on. */
    private boolean lift(Instant until, Set<String> mailboxes) {
        return context.transactAgain((tx, journal) -> {
            Control control = Context.lockControl(tx, true);
            Optional<Instant> at = control.time(Control.RESTORED_AT);
            if (!at.equals(Optional.of(until))) {
                return at.isEmpty(); // another process was first, or was told of a later moment
            }
            Map<Counter, Integer> full = new HashMap<>();
            mailboxes.forEach(id -> full.putAll(places(id, until)));
            tx.counters().add(full);
            String through = control.time(Control.RESTORED_THROUGH)
                    .filter(t -> t.isAfter(until))
                    .orElse(until)
                    .toString();
            control.with(Control.RESTORED_AT, Optional.empty())
                    .with(Control.RESTORING_SINCE, Optional.empty())
                    .with(Control.RESTORED_THROUGH, Optional.of(through))
                    .write(tx);
            return true;
        });
    }

    /** All places of a mailbox's day, on top of those taken: some of these may be given back, none of the forgotten. */
    private Map<Counter, Integer> places(String mailboxId, Instant until) {
        Map<Counter, Integer> places = new HashMap<>();
        Optional<Mailbox> mailbox = context.host.accounts().find(mailboxId).map(Account::mailbox);
        if (mailbox.isPresent()) {
            LocalDate day = until.atZone(mailbox.get().zone()).toLocalDate();
            places.put(
                    new Counter(Facts.MAILBOX_COUNTER, mailboxId, day),
                    mailbox.get().dailyCap());
        } else { // its zone is not known here, so whatever day it was there
            for (ZoneOffset offset : List.of(ZoneOffset.ofHours(-12), ZoneOffset.UTC, ZoneOffset.ofHours(14))) {
                places.put(
                        new Counter(
                                Facts.MAILBOX_COUNTER,
                                mailboxId,
                                until.atZone(offset).toLocalDate()),
                        NO_ROOM);
            }
        }
        return places;
    }
}
