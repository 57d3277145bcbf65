package dev.sdr.gate;

import static java.util.Objects.requireNonNull;

import dev.sdr.consent.Suppression;
import dev.sdr.gate.GateFacts.Room;
import dev.sdr.pacing.Schedule;
import dev.sdr.sequence.LatePolicy;
import dev.sdr.sequence.Pause;
import dev.sdr.sequence.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gates that everything sent goes through, in one order, asked twice: before composing and again, under the locks,
 * when a touch begins. Pure: facts and the time in, a decision out. The first gate with an objection decides.
 *
 * <p>Gates about what must never happen come first, then whether the inbox was read recently enough to believe that
 * nobody replied, then the condition that relies on it, then what is only a matter of time.
 */
public final class GateChain {

    /** How far ahead the next look may lie at most (promise P2). */
    public static final Duration LONGEST_HOLD = Duration.ofHours(24);

    private static final Duration SHORT_HOLD = Duration.ofMinutes(2);
    private static final Duration OPEN_ENDED_LOOK = Duration.ofMinutes(15);

    private final Duration inboxGrace;
    private final boolean skipUnknownChannels;
    private final List<Gate> gates = List.of(
            GateChain::restored,
            GateChain::stops,
            GateChain::pauses,
            GateChain::campaign,
            GateChain::killSwitch,
            GateChain::suppression,
            GateChain::recipients,
            GateChain::contact,
            GateChain::late,
            this::channel,
            GateChain::onTheWay,
            this::freshness,
            GateChain::condition,
            GateChain::window,
            GateChain::mailbox,
            GateChain::caps);

    @FunctionalInterface
    private interface Gate {
        Optional<Decision> check(GateFacts facts, Instant now);
    }

    /**
     * Sets up the chain.
     *
     * @param inboxGrace how long after an inbox was read through "has not replied" is believed
     * @param skipUnknownChannels whether steps of a channel nobody registered are passed over rather than held
     */
    public GateChain(Duration inboxGrace, boolean skipUnknownChannels) {
        this.inboxGrace = requireNonNull(inboxGrace, "inboxGrace");
        this.skipUnknownChannels = skipUnknownChannels;
    }

    /**
     * Asks the gates.
     *
     * @param facts what they look at
     * @param now the moment, read after the facts' locks where there are any
     * @return the first objection, or {@link Decision.Proceed}
     */
    public Decision decide(GateFacts facts, Instant now) {
        for (Gate gate : gates) {
            Optional<Decision> objection = gate.check(facts, now);
            if (objection.isPresent()) {
                return objection.get();
            }
        }
        return new Decision.Proceed();
    }

    /**
     * A hold whose next look lies in the future and within 24 hours.
     *
     * @param now the moment
     * @param until the wanted next look
     * @param gate the gate
     * @param reason why, in one line
     * @param remedy what lifts it
     * @return the hold
     */
    public static Decision.Hold hold(Instant now, Instant until, String gate, String reason, String remedy) {
        Instant latest = now.plus(LONGEST_HOLD);
        Instant look = until.isAfter(latest) ? latest : until;
        return new Decision.Hold(look.isAfter(now) ? look : now.plus(SHORT_HOLD), gate, reason, remedy);
    }

    private static Optional<Decision> restored(GateFacts facts, Instant now) {
        return facts.restored()
                .map(at -> hold(
                        now,
                        now.plus(OPEN_ENDED_LOOK),
                        "restored",
                        "RESTORED: the database was set back and in service again at " + at
                                + "; what may have left until then is not settled yet",
                        "call adopt(restoredAt) until its report is complete"));
    }

    private static Optional<Decision> stops(GateFacts facts, Instant now) {
        if (facts.stops().isEmpty() && facts.enrollment().stops().isEmpty()) {
            return Optional.empty();
        }
        Optional<Stop> stop = facts.stops().stream()
                .filter(s -> s.reason().stopsEverything())
                .findFirst()
                .or(() -> facts.enrollment().stops().stream()
                        .filter(s ->
                                facts.kind() == TouchKind.STEP || s.reason().stopsEverything())
                        .findFirst());
        return stop.map(s -> new Decision.End("stops", s));
    }

    private static Optional<Decision> pauses(GateFacts facts, Instant now) {
        if (facts.enrollment().pauses().isEmpty()) {
            return Optional.empty();
        }
        return facts.enrollment().pauses().stream()
                .filter(p -> p.isActive(now))
                .findFirst()
                .map(p -> hold(
                        now,
                        p.until().orElse(now.plus(LONGEST_HOLD)),
                        "pause",
                        describe(p),
                        p.reason().remedy()));
    }

    private static String describe(Pause pause) {
        return pause.reason() + (pause.detail().isEmpty() ? "" : ": " + pause.detail());
    }

    private static Optional<Decision> campaign(GateFacts facts, Instant now) {
        String id = facts.enrollment().campaignId();
        return switch (facts.campaign()) {
            case RUNNING -> Optional.empty();
            case PAUSED ->
                Optional.of(hold(
                        now,
                        now.plus(LONGEST_HOLD),
                        "campaign",
                        "campaign " + id + " is paused",
                        "resume the campaign"));
            case STOPPED -> Optional.of(new Decision.End("campaign", new Stop(Stop.Reason.CAMPAIGN, id, now)));
        };
    }

    private static Optional<Decision> killSwitch(GateFacts facts, Instant now) {
        return facts.killSwitch()
                .map(why -> hold(
                        now,
                        now.plus(OPEN_ENDED_LOOK),
                        "kill switch",
                        "all sending is paused: " + why,
                        "resume all sending"));
    }

    private static Optional<Decision> suppression(GateFacts facts, Instant now) {
        if (facts.suppressions().isEmpty()) {
            return Optional.empty();
        }
        Optional<Suppression> everything =
                facts.suppressions().stream().filter(s -> s.channel().isEmpty()).findFirst();
        Optional<Suppression> here = facts.suppressions().stream()
                .filter(s -> s.channel().equals(Optional.of(facts.step().channel())))
                .findFirst();
        if (everything.isEmpty() && here.isPresent() && facts.kind() == TouchKind.STEP) {
            String reason = "nothing goes to the person on channel '"
                    + facts.step().channel() + "': " + here.get().why();
            return Optional.of(new Decision.Skip("suppression", reason, false));
        }
        return everything
                .or(() -> here)
                .map(s -> new Decision.End(
                        "suppression", new Stop(Stop.Reason.SUPPRESSED, "suppression:" + s.id(), s.at())));
    }

    private static Optional<Decision> recipients(GateFacts facts, Instant now) {
        return facts.unreachable()
                .map(
                        why -> hold(
                                now,
                                now.plus(LONGEST_HOLD),
                                "recipients",
                                why,
                                "it is meant so here; RunnerBuilder.recipients and redirectAllTo say whom this runner reaches"));
    }

    private static Optional<Decision> contact(GateFacts facts, Instant now) {
        return facts.contact().map(c -> hold(now, now.plus(LONGEST_HOLD), "contact", c.reason(), c.remedy()));
    }

    private static Optional<Decision> late(GateFacts facts, Instant now) {
        LatePolicy policy = facts.sequence().late();
        Duration late = Duration.between(facts.enrollment().plannedAt(), now);
        if (facts.kind() != TouchKind.STEP
                || policy.action() == LatePolicy.Action.SHIFT
                || late.compareTo(policy.after()) <= 0) {
            return Optional.empty();
        }
        String reason = "due since " + facts.enrollment().plannedAt() + ", later than the late policy allows";
        return Optional.of(
                policy.action() == LatePolicy.Action.SKIP
                        ? new Decision.Skip("late", reason, false)
                        : new Decision.End(
                                "late",
                                new Stop(Stop.Reason.EXPIRED, facts.step().id(), now)));
    }

    private Optional<Decision> channel(GateFacts facts, Instant now) {
        if (facts.channelOpen()) {
            return Optional.empty();
        }
        String reason = "no channel '" + facts.step().channel() + "' is registered";
        return Optional.of(
                skipUnknownChannels
                        ? new Decision.Skip("channel", reason, false)
                        : hold(
                                now,
                                now.plus(LONGEST_HOLD),
                                "channel",
                                reason,
                                "register the channel, or let the runner skip steps of unknown channels"));
    }

    private static Optional<Decision> onTheWay(GateFacts facts, Instant now) {
        return facts.onTheWay()
                ? Optional.of(hold(
                        now,
                        now.plus(SHORT_HOLD),
                        "on the way",
                        "another mail to the person is on its way and its outcome is not known yet",
                        "it is known, or counts as sent, within minutes"))
                : Optional.empty();
    }

    private Optional<Decision> freshness(GateFacts facts, Instant now) {
        if (facts.kind() == TouchKind.MANUAL) {
            return Optional.empty();
        }
        for (Map.Entry<String, Optional<Instant>> inbox : facts.inboxes().entrySet()) {
            boolean fresh = inbox.getValue()
                    .map(read -> !read.isBefore(now.minus(inboxGrace)))
                    .orElse(false);
            if (!fresh) {
                return Optional.of(hold(
                        now,
                        now.plus(SHORT_HOLD),
                        "inbox freshness",
                        "the inbox of " + inbox.getKey() + " was last read through "
                                + inbox.getValue().map(Instant::toString).orElse("never")
                                + ", so a reply may lie in it" + heldToo(facts.mailbox(), inbox.getKey(), now),
                        "poll the inbox"));
            }
        }
        return Optional.empty();
    }

    /** Why the inbox cannot be read may be why its mailbox is held. */
    private static String heldToo(GateFacts.MailboxFacts mailbox, String inboxId, Instant now) {
        return mailbox.held()
                .filter(why -> mailbox.id().equals(inboxId) && !isOver(mailbox, now))
                .map(why -> "; the mailbox is held: " + why)
                .orElse("");
    }

    private static boolean isOver(GateFacts.MailboxFacts mailbox, Instant now) {
        return mailbox.heldUntil().map(until -> !now.isBefore(until)).orElse(false);
    }

    private static Optional<Decision> condition(GateFacts facts, Instant now) {
        return facts.step().condition().holds(facts.replied(), facts.engagement())
                ? Optional.empty()
                : Optional.of(new Decision.Skip(
                        "condition", "the condition " + facts.step().condition().word() + " is false", true));
    }

    private static Optional<Decision> window(GateFacts facts, Instant now) {
        if (facts.kind() != TouchKind.STEP || facts.window().isOpen(now, facts.zone())) {
            return Optional.empty();
        }
        return Optional.of(hold(
                now,
                facts.window().nextOpen(now, facts.zone()),
                "send window",
                "it is outside the send window in " + facts.zone(),
                "it opens by itself"));
    }

    private static Optional<Decision> mailbox(GateFacts facts, Instant now) {
        GateFacts.MailboxFacts mailbox = facts.mailbox();
        if (!mailbox.known()) {
            return Optional.of(hold(
                    now,
                    now.plus(OPEN_ENDED_LOOK),
                    "mailbox",
                    "mailbox " + mailbox.id() + " is not configured here",
                    "add the mailbox, or move the lead to another"));
        }
        return mailbox.held()
                .filter(why -> !isOver(mailbox, now))
                .map(why -> hold(
                        now,
                        mailbox.heldUntil().orElse(now.plus(OPEN_ENDED_LOOK)),
                        "mailbox",
                        "mailbox " + mailbox.id() + " is held: " + why,
                        mailbox.refused()
                                ? "connect the mailbox again; it is looked at by then"
                                : mailbox.heldUntil().isPresent() ? "it ends by itself" : "resume the mailbox"));
    }

    private static Optional<Decision> caps(GateFacts facts, Instant now) {
        return facts.rooms().stream()
                .filter(room -> room.used() >= room.cap())
                .findFirst()
                .map(room -> hold(
                        now,
                        Schedule.nextDay(now, facts.mailbox().zone()),
                        "cap",
                        describe(room),
                        "the next day of the mailbox, or a higher cap"));
    }

    private static String describe(Room room) {
        return room.counter().kind() + " " + room.counter().key() + " has sent its " + room.cap() + " for "
                + room.counter().day();
    }
}
