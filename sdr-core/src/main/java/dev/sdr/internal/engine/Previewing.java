package dev.sdr.internal.engine;

import dev.sdr.compose.ComposeRequest;
import dev.sdr.compose.Composition;
import dev.sdr.compose.Footer;
import dev.sdr.compose.Outgoing;
import dev.sdr.compose.PlaceholderValues;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.PlannedTouch;
import dev.sdr.pacing.Schedule;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.track.Engagement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows what a sequence would send to a lead, if the lead never replied, opened or clicked anything and nothing held. Reads and
 * writes nothing itself; a composer of the host's own may.
 */
final class Previewing {

    private final Context context;
    private final ContactPolicy policy;

    Previewing(Context context) {
        this.context = context;
        this.policy = new ContactPolicy(context);
    }

    List<PlannedTouch> preview(Lead lead, Sequence sequence, Mailbox mailbox, Instant start) {
        ZoneId zone = lead.timeZone().orElse(mailbox.zone());
        Map<String, String> values = PlaceholderValues.of(lead, mailbox, context.settings.sender());
        Map<String, String> subjects = new HashMap<>();
        List<PlannedTouch> planned = new ArrayList<>();
        Instant at = start;
        Optional<Step> next = Optional.of(sequence.steps().get(0));
        while (next.isPresent()) {
            Step step = next.get();
            SendWindow window = step.window().orElse(context.settings.window());
            at = Schedule.due(at, step.delay(), window, zone);
            if (!step.condition().holds(false, Engagement.NONE)) {
                next = sequence.instead(step);
                continue;
            }
            boolean isOpen =
                    step.channel().equals(Step.EMAIL) || context.host.channels().containsKey(step.channel());
            if (!isOpen && context.settings.skipUnknownChannels()) {
                next = sequence.after(step); // it is passed over when its time has come
                continue;
            }
            ContactPolicy.Said said = policy.ask(lead, mailbox.id(), sequence.purpose(), step, subjects.isEmpty());
            Outgoing out = compose(lead, sequence, step, values, subjects, said.discloses());
            List<String> problems = new ArrayList<>(out.problems());
            said.hold().ifPresent(hold -> problems.add(hold.reason()));
            if (!isOpen) {
                problems.add("no channel '" + step.channel() + "' is registered, so the step holds");
            }
            planned.add(new PlannedTouch(
                    step.id(), step.channel(), at, out.subject(), out.text(), assumes(step.condition()), problems));
            next = sequence.after(step);
        }
        return planned;
    }

    private static String assumes(Condition condition) {
        if (condition.equals(Condition.ALWAYS)) {
            return "";
        }
        return condition.word() + ": nobody " + (condition.asksForEngagement() ? "opens or clicks" : "replies");
    }

    private Outgoing compose(
            Lead lead,
            Sequence sequence,
            Step step,
            Map<String, String> values,
            Map<String, String> subjects,
            boolean discloses) {
        Composition written = Sharing.composer(context.host, lead)
                .compose(new ComposeRequest(lead, sequence.id(), step, values, "", Optional.empty()));
        if (!step.channel().equals(Step.EMAIL)) {
            return Outgoing.other(written);
        }
        Optional<String> thread = sequence.threadOf(step).flatMap(id -> Optional.ofNullable(subjects.get(id)));
        Outgoing out = Outgoing.email(
                Composing.withoutFalseReply(written, thread.isPresent()), thread, footer(discloses, lead));
        subjects.put(step.id(), out.subject());
        return out;
    }

    /** The footer with a link that leads nowhere. */
    private Footer footer(boolean discloses, Lead lead) {
        Footer footer = Composing.footer(context.settings, discloses, lead);
        return context.settings
                .publicUrl()
                .map(u -> footer.withUnsubscribe(u.unsubscribe("TOKEN")))
                .orElse(footer);
    }
}
