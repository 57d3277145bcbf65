package dev.sdr.internal.engine;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.consent.Suppression;
import dev.sdr.gate.GateFacts;
import dev.sdr.gate.GateFacts.MailboxFacts;
import dev.sdr.gate.GateFacts.Room;
import dev.sdr.gate.TouchKind;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.internal.engine.ContactPolicy.Said;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Stop;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import dev.sdr.track.Engagement;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads, in bulk, everything the gates and the composer look at. */
final class Facts {

    /** The counter of a mailbox. */
    static final String MAILBOX_COUNTER = "mailbox";

    private final Context context;
    private final ContactPolicy policy;

    /**
     * What is known of one enrollment.
     *
     * @param enrollment the enrollment
     * @param lead the person
     * @param sequence the version it is on, if it can be read
     * @param step its next step, if the version has it
     * @param touches what was begun for it, earliest first
     * @param gates what the gates look at; empty if the sequence or step is missing
     * @param purpose why its campaign writes
     * @param said what the provider's terms and the contact rules say about the next step
     */
    record Known(
            Enrollment enrollment,
            StoredLead lead,
            Optional<Sequence> sequence,
            Optional<Step> step,
            List<Touch> touches,
            Optional<GateFacts> gates,
            Purpose purpose,
            Said said) {

        /** The same knowledge of the enrollment as it is now. */
        Known of(Enrollment now) {
            return new Known(now, lead, sequence, step, touches, gates, purpose, said);
        }

        Known with(Said other) {
            return new Known(enrollment, lead, sequence, step, touches, gates, purpose, other);
        }

        /** The touch of the next step, if one was begun. */
        Optional<Touch> touch() {
            for (Touch touch : touches) {
                if (touch.id().key().equals(enrollment.stepId())) {
                    return Optional.of(touch);
                }
            }
            return Optional.empty();
        }
    }

    Facts(Context context) {
        this.context = context;
        this.policy = new ContactPolicy(context);
    }

    /** Which kind of touch an enrollment's steps are. */
    static TouchKind kind(Enrollment enrollment) {
        if (Answers.isAnswer(enrollment.sequenceId())) {
            return TouchKind.ANSWER;
        }
        return enrollment.sequenceId().startsWith(OneOffs.PREFIX) ? TouchKind.MANUAL : TouchKind.STEP;
    }

    /** The lead's zone: its own, else the mailbox's, else UTC. */
    ZoneId zone(StoredLead lead, String mailboxId) {
        return lead.lead()
                .flatMap(l -> l.timeZone())
                .or(() -> context.host
                        .accounts()
                        .find(mailboxId)
                        .map(a -> a.mailbox().zone()))
                .orElse(ZoneOffset.UTC);
    }

    /** When a lead may be written to by a step. */
    SendWindow window(Enrollment enrollment, Step step) {
        return kind(enrollment) == TouchKind.STEP ? step.window().orElse(context.settings.window()) : SendWindow.ALWAYS;
    }

    /** Reads the facts of some enrollments, without locking anything. */
    Map<UUID, Known> read(Tx tx, Collection<Enrollment> enrollments, Instant now) {
        Map<String, StoredLead> leads = tx.leads().byIds(distinct(enrollments, Enrollment::leadId)).stream()
                .collect(Collectors.toMap(l -> l.lead().orElseThrow().id(), Function.identity()));
        Map<UUID, List<Touch>> touches = tx.touches().ofEnrollments(distinct(enrollments, Enrollment::id)).stream()
                .collect(Collectors.groupingBy(t -> t.id().enrollmentId()));
        var sequences =
                context.catalog.load(tx, distinct(enrollments, e -> new Catalog.Version(e.sequenceId(), e.version())));
        List<Known> known = new ArrayList<>();
        for (Enrollment e : enrollments) {
            Optional<Sequence> sequence =
                    Optional.ofNullable(sequences.get(new Catalog.Version(e.sequenceId(), e.version())));
            known.add(new Known(
                    e,
                    leads.getOrDefault(e.leadId(), StoredLead.bare(e.addressKey())), // of a person who was erased
                    sequence,
                    sequence.flatMap(s -> s.step(e.stepId())),
                    touches.getOrDefault(e.id(), List.of()),
                    Optional.empty(),
                    Purpose.COLD,
                    Said.NOTHING));
        }
        Map<UUID, Known> all = withGates(tx, known, Context.control(tx), now, tx.counters()::used);
        return withoutRepeats(tx, all);
    }

    /** Where an address came from is said in the first mail to the person, not in that of each enrollment. */
    private static Map<UUID, Known> withoutRepeats(Tx tx, Map<UUID, Known> all) {
        List<Known> disclosing =
                all.values().stream().filter(k -> k.said().discloses()).toList();
        if (disclosing.isEmpty()) {
            return all;
        }
        Map<UUID, String> others = new HashMap<>();
        tx.enrollments().ofLeads(distinct(disclosing, k -> k.enrollment().leadId())).stream()
                .filter(e -> !all.containsKey(e.id()))
                .forEach(e -> others.put(e.id(), e.leadId()));
        Set<String> written = tx.touches().ofEnrollments(others.keySet()).stream()
                .filter(t -> t.channel().equals(Step.EMAIL) && t.state().mayHaveLeft())
                .map(Touch::leadId)
                .collect(Collectors.toSet());
        disclosing.stream()
                .filter(k -> written.contains(k.enrollment().leadId()))
                .forEach(k -> all.put(k.enrollment().id(), k.with(k.said().notFirst())));
        return all;
    }

    /**
     * Reads again what may have changed since a claim, under the locks of a begin (protocol T3.4): the people's stops and
     * replies, suppressions, campaigns, mailboxes, inboxes; and locks the daily counters, last of all. What a claim keeps
     * others from writing is not read again: the step, its sequence version, and the enrollment's touches, which are
     * written only by who holds the claim or while something is in flight.
     *
     * @param before the enrollments as they are under their locks, with what was known of them before
     */
    Map<UUID, Known> again(Tx tx, List<Known> before, Control control, Instant now) {
        Map<String, StoredLead> leads = new HashMap<>();
        before.forEach(k -> leads.put(k.enrollment().leadId(), k.lead()));
        Map<String, Long> seqs = tx.leads().seqs(leads.keySet());
        List<String> changed = leads.keySet().stream()
                .filter(id -> Must.get(leads, id).seq() != seqs.getOrDefault(id, -1L))
                .toList();
        tx.leads().byIds(changed).forEach(l -> leads.put(l.lead().orElseThrow().id(), l));
        List<Known> known = before.stream()
                .map(k -> new Known(
                        k.enrollment(),
                        Must.get(leads, k.enrollment().leadId()), // those known before, or as they are now
                        k.sequence(),
                        k.step(),
                        k.touches(),
                        Optional.empty(),
                        k.purpose(),
                        Said.NOTHING))
                .toList();
        return withGates(tx, known, control, now, tx.counters()::lock);
    }

    private Map<UUID, Known> withGates(
            Tx tx,
            List<Known> known,
            Control control,
            Instant now,
            Function<Collection<Counter>, Map<Counter, Integer>> counting) {
        boolean forgot = control.forgot(now);
        var campaigns =
                CampaignRecords.read(tx, distinct(known, k -> k.enrollment().campaignId()));
        List<Suppression> suppressions = SuppressionFacts.inForce(tx, known);
        var mailboxes =
                MailboxState.read(tx, distinct(known, k -> k.enrollment().mailboxId()));
        Map<UUID, List<Touch>> earlier =
                Answers.earlier(tx, known.stream().map(Known::enrollment).toList());
        InboxFacts inboxes = InboxFacts.read(tx, context, known, earlier, forgot);
        Map<String, MailboxFacts> mailboxFacts = new HashMap<>();
        mailboxes.forEach((id, state) -> mailboxFacts.put(id, mailbox(id, state)));
        Map<String, Counter> counters = new HashMap<>();
        for (Known k : known) {
            String mailboxId = k.enrollment().mailboxId();
            if (isEmail(k) && !counters.containsKey(mailboxId)) {
                counter(mailboxId, now).ifPresent(c -> counters.put(mailboxId, c));
            }
        }
        Map<UUID, Engagement> engagements = Engagements.read(tx, known, context.settings.unknownVisitsCount());
        Map<Counter, Integer> used = counting.apply(counters.values());
        Map<UUID, Known> all = new LinkedHashMap<>();
        for (Known k : known) {
            Enrollment e = k.enrollment();
            Optional<Campaign> campaign =
                    Optional.ofNullable(campaigns.get(e.campaignId())).map(CampaignRecords.Stored::campaign);
            Purpose purpose = campaign.map(Campaign::purpose)
                    .or(() -> k.sequence().map(Sequence::purpose))
                    .orElse(Purpose.COLD);
            Said said = said(k, purpose);
            Optional<GateFacts> gates = k.step()
                    .map(step -> new GateFacts(
                            kind(e),
                            e,
                            k.sequence().orElseThrow(),
                            step,
                            stops(k, control),
                            k.lead()
                                    .repliedAt()
                                    .filter(r -> !r.isBefore(e.enrolledAt()))
                                    .isPresent(),
                            engagements.getOrDefault(e.id(), Engagement.NONE),
                            campaign.map(Campaign::status).orElse(Campaign.Status.RUNNING),
                            control.time(Control.RESTORED_AT),
                            control.paused(),
                            suppressions.isEmpty() ? List.of() : SuppressionFacts.of(k, suppressions),
                            unreachable(k.lead(), step),
                            said.hold(),
                            isOpen(step),
                            inboxes.readThrough(k, earlier.getOrDefault(e.id(), List.of())),
                            earlier.getOrDefault(e.id(), List.of()).stream()
                                    .anyMatch(t -> t.state() == TouchState.SENDING),
                            Must.get(mailboxFacts, e.mailboxId()),
                            isEmail(k) ? rooms(counters.get(e.mailboxId()), used) : List.of(),
                            zone(k.lead(), e.mailboxId()),
                            window(e, step)));
            all.put(e.id(), new Known(e, k.lead(), k.sequence(), k.step(), k.touches(), gates, purpose, said));
        }
        return all;
    }

    /** What the provider's terms and the contact rules say about the next step; nothing about one-off mails and answers. */
    private Said said(Known k, Purpose purpose) {
        Optional<Lead> lead = k.lead().lead();
        if (k.step().isEmpty() || lead.isEmpty() || kind(k.enrollment()) != TouchKind.STEP) {
            return Said.NOTHING;
        }
        boolean first = k.touches().stream()
                .noneMatch(t -> t.channel().equals(Step.EMAIL) && t.state().mayHaveLeft());
        return policy.ask(
                lead.get(), k.enrollment().mailboxId(), purpose, k.step().get(), first);
    }

    /** What stops the person; and an answer approved before a restore, which may have left in what the store forgot (S4). */
    private static List<Stop> stops(Known k, Control control) {
        Optional<Instant> through = control.time(Control.RESTORED_THROUGH)
                .filter(t -> kind(k.enrollment()) == TouchKind.ANSWER
                        && !k.enrollment().enrolledAt().isAfter(t));
        List<Stop> stops = new ArrayList<>(k.lead().stops());
        through.ifPresent(
                t -> stops.add(new Stop(Stop.Reason.MANUAL, "it may have left before the database was set back", t)));
        return stops;
    }

    private static boolean isEmail(Known k) {
        return k.step().filter(s -> s.channel().equals(Step.EMAIL)).isPresent();
    }

    /** The counter on which a mail from a mailbox takes a place. */
    private Optional<Counter> counter(String mailboxId, Instant now) {
        return context.host
                .accounts()
                .find(mailboxId)
                .map(a -> new Counter(
                        MAILBOX_COUNTER,
                        mailboxId,
                        now.atZone(a.mailbox().zone()).toLocalDate()));
    }

    private List<Room> rooms(@Nullable Counter counter, Map<Counter, Integer> used) {
        if (counter == null) {
            return List.of();
        }
        int cap = context.host
                .accounts()
                .find(counter.key())
                .map(a -> a.mailbox().dailyCap())
                .orElse(0);
        return List.of(new Room(counter, used.getOrDefault(counter, 0), cap));
    }

    private boolean isOpen(Step step) {
        return step.channel().equals(Step.EMAIL) || context.host.channels().containsKey(step.channel());
    }

    private MailboxFacts mailbox(String id, MailboxState state) {
        Optional<Account> account = context.host.accounts().find(id);
        ZoneId zone = account.map(a -> a.mailbox().zone()).orElse(ZoneOffset.UTC);
        return new MailboxFacts(
                id,
                account.isPresent(),
                zone,
                state.held(),
                state.until(),
                state.refused().isPresent());
    }

    /** Why this runner must not write to a lead, on whatever way: the gates of staging. */
    private Optional<String> unreachable(StoredLead lead, Step step) {
        Optional<EmailAddress> address = lead.lead().map(l -> l.email());
        if (address.filter(context.settings.recipients()::allows).isEmpty()) {
            return Optional.of(
                    "this runner may write to " + context.settings.recipients() + " only, and the lead is at "
                            + address.map(EmailAddress::domain).orElse("no address"));
        }
        return context.settings
                .redirect()
                .filter(to -> !step.channel().equals(Step.EMAIL))
                .map(to -> "everything goes to " + to + " here, and channel '" + step.channel()
                        + "' cannot be redirected");
    }

    static <R, T> Set<T> distinct(Collection<R> rows, Function<R, T> value) {
        return rows.stream().map(value).collect(Collectors.toSet());
    }
}
