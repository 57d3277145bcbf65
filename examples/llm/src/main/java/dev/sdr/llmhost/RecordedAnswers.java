package dev.sdr.llmhost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.llm.evaluate.LabelledReply;
import dev.sdr.testkit.ModelQuestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What a model once said about the example's replies, as the stand-in says it again. A question is known by the reply that is
 * in it.
 */
final class RecordedAnswers implements Function<ModelQuestion, String> {

    /** What is said about a reply nobody asked about before. */
    private static final String UNKNOWN =
            "{\"evidence\":[],\"sentiment\":\"neutral\",\"intent\":\"other\",\"requires_human\":true,"
                    + "\"urgency\":\"low\",\"refer_to\":null,\"confidence\":0.0,\"reason\":\"nothing is recorded about this reply\"}";

    private final Map<String, String> answers = new HashMap<>();

    private RecordedAnswers() {}

    static RecordedAnswers read(Path file, List<LabelledReply> replies) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<String, String> byId = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode answer = json.readTree(line);
            ObjectNode said = answer.deepCopy();
            said.remove("id");
            said.putIfAbsent("refer_to", NullNode.getInstance());
            byId.put(answer.path("id").asText(), said.toString());
        }
        RecordedAnswers recorded = new RecordedAnswers();
        for (LabelledReply reply : replies) {
            String answer = byId.get(reply.id());
            if (answer != null) {
                recorded.answers.put(letters(reply.reply().newText()), answer);
            }
        }
        return recorded;
    }

    /** The longest reply that is in the question: a short one may stand in a longer one. */
    @Override
    public String apply(ModelQuestion question) {
        String asked = letters(question.user());
        return answers.entrySet().stream()
                .filter(a -> asked.contains(a.getKey()))
                .max((a, b) -> Integer.compare(a.getKey().length(), b.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(UNKNOWN);
    }

    private static String letters(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }
}
