package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.compose.Footer;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.ReplyText;
import dev.sdr.inbox.TextLanguage;
import dev.sdr.lead.Lead;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.ReplyContext.Turn;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What classifiers and responders are shown of a reply. */
final class Questions {

    static final int EARLIER_TURNS = 10;

    private static final Pattern CODE = Pattern.compile("[a-z]{2,3}");

    private final Context context;
    private final Sharing sharing;
    private final Set<String> visibleAttributes;

    Questions(Context context, Sharing sharing, Set<String> visibleAttributes) {
        this.context = context;
        this.sharing = sharing;
        this.visibleAttributes = Set.copyOf(visibleAttributes);
    }

    /**
     * A reply and whom its answer would go to.
     *
     * @param reply what the classifier and the responder see
     * @param to whom, or why nobody
     * @param refusal why its text goes to no model; empty if it may
     */
    record Question(ReplyContext reply, Addressee.Found to, Optional<String> refusal) {}

    Question of(Tx tx, Inbound reply) {
        Optional<String> refusal = sharing.refusal(tx, reply);
        String leadId = reply.leadId().orElseThrow();
        Optional<Lead> lead = tx.leads().byIds(List.of(leadId)).stream()
                .flatMap(l -> l.lead().stream())
                .findFirst();
        Map<UUID, Enrollment> enrollments = tx.enrollments().ofLeads(List.of(leadId)).stream()
                .collect(Collectors.toMap(Enrollment::id, Function.identity()));
        Map<TouchKey, Turn> ours = ours(tx, enrollments.keySet());
        Optional<Turn> answered = reply.touch().flatMap(t -> Optional.ofNullable(ours.get(t)));
        List<Turn> turns = new ArrayList<>(ours.values());
        boolean shared = sharing.happens() && refusal.isEmpty();
        tx.inbox().ofLead(leadId, EARLIER_TURNS).stream()
                .filter(i -> !i.id().equals(reply.id()) && !i.receivedAt().isAfter(reply.receivedAt()))
                .filter(i -> !shared || sharing.mayShow(tx, i))
                .forEach(i -> turns.add(new Turn(false, i.receivedAt(), i.subject(), i.text())));
        turns.sort(Comparator.comparing(Turn::at));
        List<Turn> latest = turns.subList(Math.max(0, turns.size() - EARLIER_TURNS), turns.size());
        ReplyContext shown = new ReplyContext(
                leadId,
                reply.touch()
                        .flatMap(id -> Optional.ofNullable(enrollments.get(id.enrollmentId())))
                        .map(Enrollment::campaignId),
                reply.text(),
                reply.subject(),
                reply.receivedAt(),
                answered,
                lead.map(this::visible).orElse(Map.of()),
                latest,
                language(reply, answered, lead));
        return new Question(shown, Addressee.find(tx, context, reply), refusal);
    }

    private Map<String, String> visible(Lead lead) {
        Map<String, String> attributes = new HashMap<>(lead.attributes());
        attributes.keySet().retainAll(visibleAttributes);
        return attributes;
    }

    private static Map<TouchKey, Turn> ours(Tx tx, Set<UUID> enrollments) {
        Map<TouchKey, Touch> sent = tx.touches().ofEnrollments(enrollments).stream()
                .filter(t -> t.state() == TouchState.SENT || t.state() == TouchState.UNKNOWN)
                .collect(Collectors.toMap(Touch::id, Function.identity()));
        Map<TouchKey, Turn> turns = new HashMap<>();
        for (TouchContent c : tx.touches().contents(sent.keySet())) {
            turns.put(c.id(), new Turn(true, Must.get(sent, c.id()).begunAt(), c.subject(), c.text()));
        }
        return turns;
    }

    /** The language of what is new, else of what it answers, else the one that the host knows. */
    private Optional<String> language(Inbound reply, Optional<Turn> answered, Optional<Lead> lead) {
        return TextLanguage.of(ReplyText.withoutQuotes(reply.text()))
                .or(() -> answered.flatMap(t -> TextLanguage.of(Footer.cutOff(t.text(), context.settings.sender()))))
                .or(() -> lead.flatMap(l -> l.attribute(Lead.LANGUAGE)).flatMap(Questions::primary));
    }

    /** The language itself of a BCP 47 tag such as {@code pt-BR}. */
    private static Optional<String> primary(String tag) {
        String first = tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0].strip();
        return Optional.of(first).filter(code -> CODE.matcher(code).matches());
    }
}
