package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.event.Event;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Mailbox;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs an enrollment's schedule forward to the moment at which a database that was set back went into service again
 * (protocol S4). A step may have left by then if its earliest date is not later, on any way through the sequence that
 * its conditions allow, and in the host's current version as well as in the stored one, for the lead may have been moved
 * meanwhile: taking only the step that is next for sent would send again what followed it. Pure.
 */
final class Forward {

    private final Context context;
    private final Verdicts verdicts;
    private final Instant until;

    private record Due(Sequence version, Step step, Instant at) {

        /** Where its step stands among the others. */
        int place() {
            return version.steps().indexOf(step);
        }
    }

    Forward(Context context, Verdicts verdicts, Instant until) {
        this.context = context;
        this.verdicts = verdicts;
        this.until = until;
    }

    /** The touches that may have left without the store's knowing, in state unknown, earliest first. */
    List<Touch> forgotten(Known k, UUID attempt, Instant now) {
        Map<String, Touch> touches = new HashMap<>();
        k.touches().forEach(t -> touches.put(t.id().key(), t));
        List<Touch> forgotten = new ArrayList<>();
        for (Due due : due(k)) {
            Touch stored = touches.get(due.step().id());
            if (stored == null || stored.state() == TouchState.DEFERRED || stored.state() == TouchState.CANCELLED) {
                Touch touch = touch(k, due, touches, attempt, now);
                touches.put(touch.id().key(), touch);
                forgotten.add(touch);
            }
        }
        return forgotten;
    }

    /** The enrollment past every step that may have left; the next one keeps its gap from the last moment they may have. */
    Enrollment past(Known k, Journal journal) {
        List<String> left = due(k).stream().map(d -> d.step().id()).toList();
        Sequence sequence = k.sequence().orElseThrow();
        Enrollment e = k.enrollment();
        Optional<Step> next = k.step();
        while (next.isPresent() && left.contains(next.get().id())) {
            next = sequence.after(next.get());
        }
        Enrollment.Change change = e.change().release().claims(0);
        if (next.isPresent()) {
            return change.step(next.get().id(), verdicts.due(e, next.get(), k.lead(), until))
                    .done();
        }
        journal.note(Event.FINISHED, e);
        return change.status(Enrollment.Status.FINISHED).done();
    }

    /** Every step that can be reached by then, at its earliest date. */
    private Collection<Due> due(Known k) {
        Enrollment e = k.enrollment();
        List<Sequence> versions = versions(k);
        Map<String, Due> reached = new HashMap<>();
        Deque<Due> open = new ArrayDeque<>();
        Instant first = e.plannedAt().isBefore(e.dueAt()) ? e.plannedAt() : e.dueAt();
        open.add(new Due(versions.get(0), k.step().orElseThrow(), first));
        versions.stream().skip(1).forEach(current -> movedTo(k, current).ifPresent(open::add));
        while (!open.isEmpty()) {
            Due due = open.poll();
            Due before = reached.get(due.step().id());
            if (due.at().isAfter(until) || (before != null && !due.at().isBefore(before.at()))) {
                continue;
            }
            reached.put(due.step().id(), due);
            for (Sequence version : versions) {
                version.step(due.step().id()).ifPresent(step -> {
                    for (Optional<Step> next : List.of(version.after(step), version.instead(step))) {
                        next.ifPresent(s -> open.add(new Due(version, s, verdicts.due(e, s, k.lead(), due.at()))));
                    }
                });
            }
        }
        return reached.values().stream()
                .sorted(Comparator.comparing(Due::at).thenComparing(Due::place))
                .toList();
    }

    /** The stored version, and the host's current one if it is another. */
    private List<Sequence> versions(Known k) {
        Sequence stored = k.sequence().orElseThrow();
        return Stream.concat(
                        Stream.of(stored),
                        context
                                .catalog
                                .current(stored.id())
                                .filter(s -> !s.version().equals(stored.version()))
                                .stream())
                .toList();
    }

    /** Where {@link Moving} would have put the lead, as early as it could have. */
    private Optional<Due> movedTo(Known k, Sequence current) {
        Enrollment e = k.enrollment();
        Set<String> over = k.touches().stream()
                .filter(t -> t.state().isFinal())
                .map(t -> t.id().key())
                .collect(Collectors.toSet());
        Instant since = k.touches().stream()
                .map(Touch::begunAt)
                .max(Comparator.naturalOrder())
                .orElse(e.enrolledAt());
        return current.steps().stream()
                .filter(s -> !over.contains(s.id()))
                .findFirst()
                .filter(s -> !s.id().equals(e.stepId()))
                .map(s -> new Due(current, s, verdicts.due(e, s, k.lead(), since)));
    }

    private Touch touch(Known k, Due due, Map<String, Touch> touches, UUID attempt, Instant now) {
        Enrollment e = k.enrollment();
        Optional<Mailbox> mailbox = context.host.accounts().find(e.mailboxId()).map(Accounts.Account::mailbox);
        String domain = mailbox.map(m -> m.address().domain())
                .or(() -> EmailAddress.parse(e.mailboxId()).map(EmailAddress::domain))
                .orElse("invalid");
        String messageId = Composing.messageId(context.keys, e, due.step().id(), domain);
        String thread = Optional.of(due.step())
                .filter(s -> s.channel().equals(Step.EMAIL))
                .flatMap(s -> due.version().threadOf(s))
                .map(touches::get)
                .filter(t -> t.state().mayHaveLeft())
                .map(Touch::thread)
                .orElse(messageId);
        ZoneId zone = mailbox.map(Mailbox::zone).orElse(ZoneOffset.UTC);
        return new Touch(
                new TouchKey(e.id(), due.step().id()),
                e.leadId(),
                due.step().channel(),
                e.mailboxId(),
                TouchState.UNKNOWN,
                attempt,
                due.at(),
                due.at().atZone(zone).toLocalDate(),
                List.of(),
                messageId,
                thread,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(now),
                "the database was set back; it may have left by " + until + " and counts as sent");
    }
}
