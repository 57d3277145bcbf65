package dev.sdr.internal.engine;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.OutcomeLookup;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.sequence.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks mailers and channels that can be asked, in bulk. */
final class Lookups {

    private final Context context;

    Lookups(Context context) {
        this.context = context;
    }

    Map<TouchKey, Delivery> ask(List<Touch> touches, List<String> problems) {
        Map<TouchKey, Delivery> answers = new HashMap<>();
        Map<String, List<Touch>> byWay = touches.stream()
                .collect(Collectors.groupingBy(
                        t -> t.channel().equals(Step.EMAIL) ? "email " + t.mailboxId() : t.channel()));
        byWay.forEach((way, group) -> lookup(group.get(0)).ifPresent(lookup -> {
            Map<String, Touch> byId = new HashMap<>();
            group.forEach(t -> byId.put(
                    t.state() == TouchState.PENDING ? t.providerId().orElse(t.messageId()) : t.messageId(), t));
            try {
                lookup.outcomes(byId.keySet()).forEach((id, answer) -> {
                    Touch touch = byId.get(id);
                    if (touch != null) {
                        answers.put(touch.id(), answer);
                    }
                });
            } catch (RuntimeException e) {
                problems.add(context.failed("asking " + way + " what became of touches failed", e));
            }
        }));
        return answers;
    }

    private Optional<OutcomeLookup> lookup(Touch touch) {
        Object asked = touch.channel().equals(Step.EMAIL)
                ? context.host
                        .accounts()
                        .find(touch.mailboxId())
                        .<Object>map(Accounts.Account::mailer)
                        .orElse(touch)
                : Optional.<Object>ofNullable(context.host.channels().get(touch.channel()))
                        .orElse(touch);
        return asked instanceof OutcomeLookup lookup ? Optional.of(lookup) : Optional.empty();
    }
}
