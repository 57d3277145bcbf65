package dev.sdr.internal.engine;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Touch;
import dev.sdr.consent.Suppression;
import dev.sdr.gate.GateFacts;
import dev.sdr.gate.GateFacts.MailboxFacts;
import dev.sdr.gate.GateFacts.Room;
import dev.sdr.gate.TouchKind;
import dev.sdr.inbox.InboxState;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.lead.EmailAddress;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads, in bulk, everything the gates and the composer look at. */
final class Facts {

    /** The counter of a mailbox. */
    static final String MAILBOX_COUNTER = "mailbox";

    private final Context context;

    /**
     * What is known of one enrollment.
     *
     * @param enrollment the enrollment
     * @param lead the person
     * @param sequence the version it is on, if it can be read
     * @param step its next step, if the version has it
     * @param touches what was begun for it, earliest first
     * @param gates what the gates look at; empty if the sequence or step is missing
     */
    record Known(
            Enrollment enrollment,
            StoredLead lead,
            Optional<Sequence> sequence,
            Optional<Step> step,
            List<Touch> touches,
            Optional<GateFacts> gates) {

        /** The touch of the next step, if one was begun. */
        Optional<Touch> touch() {
            return touches.stream()
                    .filter(t -> t.id().key().equals(enrollment.stepId()))
                    .findFirst();
        }
    }

    Facts(Context context) {
        this.context = context;
    }

    /** Which kind of touch an enrollment's steps are. */
    static TouchKind kind(Enrollment enrollment) {
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
        return kind(enrollment) == TouchKind.MANUAL
                ? SendWindow.ALWAYS
                : step.window().orElse(context.settings.window());
    }

    /**
     * Reads the facts of some enrollments.
     *
     * @param lockCounters whether to lock the daily counters, as a begin does, last of all
     */
    Map<UUID, Known> read(Tx tx, Collection<Enrollment> enrollments, Instant now, boolean lockCounters) {
        Map<String, StoredLead> leads = tx.leads().byIds(distinct(enrollments, Enrollment::leadId)).stream()
                .collect(Collectors.toMap(l -> l.lead().orElseThrow().id(), Function.identity()));
        Map<UUID, List<Touch>> touches = tx.touches().ofEnrollments(distinct(enrollments, Enrollment::id)).stream()
                .collect(Collectors.groupingBy(t -> t.id().enrollmentId()));
        var sequences =
                context.catalog.load(tx, distinct(enrollments, e -> new Catalog.Version(e.sequenceId(), e.version())));
        var campaigns = CampaignRecords.read(tx, distinct(enrollments, Enrollment::campaignId));
        Control control = Context.control(tx);
        boolean forgot = control.forgot(now);
        List<Suppression> suppressions =
                tx.suppressions().inForce(distinct(enrollments, Enrollment::addressKey), domains(leads.values()));
        var mailboxes = MailboxState.read(tx, distinct(enrollments, Enrollment::mailboxId));
        Map<String, InboxState> inboxes =
                tx.inbox().states(inboxIds(touches.values(), forgot ? enrollments : List.of())).stream()
                        .collect(Collectors.toMap(InboxState::mailboxId, Function.identity()));
        Map<UUID, Known> known = new LinkedHashMap<>();
        Map<UUID, Counter> counters = new HashMap<>();
        for (Enrollment e : enrollments) {
            Optional<Sequence> sequence =
                    Optional.ofNullable(sequences.get(new Catalog.Version(e.sequenceId(), e.version())));
            Optional<Step> step = sequence.flatMap(s -> s.step(e.stepId()));
            step.flatMap(s -> counter(e, s, now)).ifPresent(c -> counters.put(e.id(), c));
            known.put(
                    e.id(),
                    new Known(
                            e,
                            Must.get(leads, e.leadId()),
                            sequence,
                            step,
                            touches.getOrDefault(e.id(), List.of()),
                            Optional.empty()));
        }
        Set<Counter> all = new HashSet<>(counters.values());
        Map<Counter, Integer> used =
                lockCounters ? tx.counters().lock(all) : tx.counters().used(all);
        known.replaceAll((id, k) -> {
            Optional<GateFacts> gates = k.step().map(step -> {
                Enrollment e = k.enrollment();
                Campaign.Status status = Optional.ofNullable(campaigns.get(e.campaignId()))
                        .map(c -> c.campaign().status())
                        .orElse(Campaign.Status.RUNNING);
                MailboxFacts mailbox = mailbox(e.mailboxId(), Must.get(mailboxes, e.mailboxId()));
                return new GateFacts(
                        kind(e),
                        e,
                        k.sequence().orElseThrow(),
                        step,
                        k.lead().stops(),
                        k.lead()
                                .repliedAt()
                                .filter(r -> !r.isBefore(e.enrolledAt()))
                                .isPresent(),
                        status,
                        control.time(Control.RESTORED_AT),
                        control.paused(),
                        suppressions.stream().filter(s -> speaksOf(s, k)).toList(),
                        unreachable(k.lead(), step),
                        isOpen(step),
                        readThrough(k, forgot, inboxes),
                        mailbox,
                        rooms(counters.get(id), e, used),
                        zone(k.lead(), e.mailboxId()),
                        window(e, step));
            });
            return new Known(k.enrollment(), k.lead(), k.sequence(), k.step(), k.touches(), gates);
        });
        return known;
    }

    /** The counter on which a step's touch takes a place. */
    Optional<Counter> counter(Enrollment enrollment, Step step, Instant now) {
        if (!step.channel().equals(Step.EMAIL)) {
            return Optional.empty();
        }
        return context.host
                .accounts()
                .find(enrollment.mailboxId())
                .map(a -> new Counter(
                        MAILBOX_COUNTER,
                        enrollment.mailboxId(),
                        now.atZone(a.mailbox().zone()).toLocalDate()));
    }

    private List<Room> rooms(
            @org.jspecify.annotations.Nullable Counter counter, Enrollment e, Map<Counter, Integer> used) {
        if (counter == null) {
            return List.of();
        }
        int cap = context.host
                .accounts()
                .find(e.mailboxId())
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
        return new MailboxFacts(id, account.isPresent(), zone, state.held(), state.until());
    }

    /** Every inbox something may have left from; one this node has no reader for counts if another node reads it. */
    private Map<String, Optional<Instant>> readThrough(Known k, boolean forgot, Map<String, InboxState> states) {
        Set<String> ids = new LinkedHashSet<>();
        for (Touch touch : k.touches()) {
            if (touch.state().mayHaveLeft() && touch.channel().equals(Step.EMAIL)) {
                ids.add(touch.mailboxId());
            }
        }
        if (forgot && k.step().filter(s -> s.channel().equals(Step.EMAIL)).isPresent()) {
            ids.add(k.enrollment().mailboxId()); // it may have been written to before, as far as the store knows (I5)
        }
        Map<String, Optional<Instant>> inboxes = new LinkedHashMap<>();
        for (String id : ids) {
            Optional<Account> account = context.host.accounts().find(id);
            boolean sendOnly = account.map(a -> a.inbox().isEmpty()).orElse(false);
            if (!sendOnly) {
                inboxes.put(id, Optional.ofNullable(states.get(id)).flatMap(InboxState::readThrough));
            }
        }
        return inboxes;
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

    private static boolean speaksOf(Suppression s, Known known) {
        return switch (s.kind()) {
            case ADDRESS -> s.value().equals(known.enrollment().addressKey());
            case DOMAIN ->
                known.lead()
                        .lead()
                        .map(l -> domains(l.email().domain()).contains(s.value()))
                        .orElse(false);
        };
    }

    private static Set<String> domains(Collection<StoredLead> leads) {
        Set<String> all = new HashSet<>();
        leads.forEach(
                l -> l.lead().ifPresent(lead -> all.addAll(domains(lead.email().domain()))));
        return all;
    }

    /** A domain and its parents, without the top level. */
    static List<String> domains(String domain) {
        List<String> all = new ArrayList<>();
        String rest = domain;
        while (rest.indexOf('.') > 0) {
            all.add(rest);
            rest = rest.substring(rest.indexOf('.') + 1);
        }
        return all;
    }

    private static Set<String> inboxIds(Collection<List<Touch>> touches, Collection<Enrollment> enrollments) {
        Set<String> ids = distinct(enrollments, Enrollment::mailboxId);
        touches.forEach(list -> list.forEach(t -> ids.add(t.mailboxId())));
        return ids;
    }

    private static <T> Set<T> distinct(Collection<Enrollment> enrollments, Function<Enrollment, T> value) {
        return enrollments.stream().map(value).collect(Collectors.toCollection(HashSet::new));
    }
}
