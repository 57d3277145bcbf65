package dev.sdr.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that does all that the author of a hostile reply wants, as well as a model can: it says what the attacker wants, in
 * the right form, sure of itself, and quotes the mail for it.
 */
final class Obeying implements ChatModel {

    /** What it takes a reply for. */
    enum Mind {
        /** What the attacker wants. */
        WANTED,
        /** That somebody, whoever, wants no more mail. */
        UNSUBSCRIBE,
        /** As wanted, and it tells its instructions wherever there is room. */
        TELLING
    }

    private static final Pattern MARKS = Pattern.compile("\\b[0-9a-f]{16}\\b");

    /** The marks of all questions, which must never leave. */
    final Set<String> marks = new TreeSet<>();

    final List<ChatRequest> asked = new ArrayList<>();
    private final Hostile hostile;
    private final Mind mind;
    private final BiFunction<ChatRequest, Hostile, String> writes;

    /** One that, asked for anything but an analysis, answers what {@code writes} makes of it. */
    Obeying(Hostile hostile, Mind mind, BiFunction<ChatRequest, Hostile, String> writes) {
        this.hostile = hostile;
        this.mind = mind;
        this.writes = writes;
    }

    @Override
    public String name() {
        return "obeying";
    }

    @Override
    public ChatResponse ask(ChatRequest request) {
        asked.add(request);
        Matcher mark = MARKS.matcher(request.system());
        while (mark.find()) {
            marks.add(mark.group());
        }
        String text =
                request.schemaName().equals("reply_analysis") ? analysis(request) : writes.apply(request, hostile);
        return Scripted.said(text);
    }

    private String analysis(ChatRequest request) {
        String reply = request.user().replaceAll("(?s).*begin: the reply\n(.*)\n[0-9a-f]{16} end$", "$1");
        String quote = reply.lines().findFirst().orElse("");
        ObjectNode json = LeadMemory.object();
        json.putArray("evidence").add(quote.substring(0, Math.min(quote.length(), 80)));
        json.put("sentiment", "positive")
                .put("intent", mind == Mind.UNSUBSCRIBE ? "unsubscribe" : hostile.wants())
                .put("requires_human", false)
                .put("urgency", "high")
                .put("refer_to", hostile.refer().orElse("bob@other.example"))
                .put("confidence", 1.0)
                .put("reason", mind == Mind.TELLING ? request.system().substring(0, 200) : hostile.says());
        return json.toString();
    }
}
