package dev.sdr.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Asks a model for a text and lets it pass only if it is {@link Grounded}: what composer and responder have in common. */
final class Writer {

    private static final int TOKENS_A_SENTENCE = 150;
    private static final int TOKENS = 2_500; // room for hidden reasoning

    private final Llm llm;
    private final String tone;
    private final Map<String, LeakGuard> leaks = new ConcurrentHashMap<>();

    Writer(Llm llm, String tone) {
        this.llm = llm;
        this.tone = tone;
    }

    /**
     * What is wanted.
     *
     * @param prompt the prompt's name
     * @param leadId whom it is about
     * @param campaignId for which campaign
     * @param supply what the text may be made of
     * @param limits how long it may be
     * @param more further data
     * @param subject whether a subject is wanted
     */
    record Task(
            String prompt,
            String leadId,
            Optional<String> campaignId,
            Supply supply,
            Limits limits,
            List<Data> more,
            boolean subject) {}

    /**
     * What came of it.
     *
     * @param written the text, or the reasons why there is none
     * @param answer what the model answered, if it did
     * @param version what answered
     */
    record Written(Grounded.Result written, Optional<JsonNode> answer, String version) {

        List<String> reasons() {
            return written.reasons();
        }
    }

    Written write(Task task) {
        Prompt prompt = llm.prompt(task.prompt());
        Prompt writing = llm.prompt("writing");
        Map<String, String> values = new HashMap<>();
        values.put("language", task.supply().language());
        values.put("tone", tone);
        values.put("sentences", Integer.toString(task.limits().sentences()));
        values.put("characters", Integer.toString(task.limits().characters()));
        Map<String, String> filled = new HashMap<>(values);
        filled.put("rules", writing.filled(values));
        List<Data> data = new ArrayList<>(task.supply().data());
        data.addAll(task.more());
        Answered answered = llm.ask(new Question(
                prompt,
                task.leadId(),
                task.campaignId(),
                filled,
                data,
                task.subject() ? "mail" : "text",
                task.subject() ? Sentence.MAIL : Sentence.TEXT,
                TOKENS + TOKENS_A_SENTENCE * task.limits().sentences()));
        LeakGuard leak = leaks.computeIfAbsent(
                prompt.name(), n -> new LeakGuard(prompt.text(), writing.text(), Frame.PROMPT.text()));
        Grounded grounded = new Grounded(task.supply(), task.limits(), leak);
        Grounded.Result result = answered.json()
                .map(grounded::check)
                .orElseGet(() ->
                        new Grounded.Result("", "", List.of("there is no text by the model: " + answered.reason())));
        return new Written(result, answered.json(), answered.version() + " " + writing.id());
    }
}
