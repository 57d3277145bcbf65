package dev.sdr.llm;

import dev.sdr.llm.chat.ChatRequest;
import java.util.Locale;
import java.util.Map;

/**
 * How a question is put together: the prompt, then the rules about data in {@code frame.txt}, and each text of others between
 * lines that its author could not foresee. The marks are made anew in each process and are no part of what is remembered.
 */
final class Frame {

    static final Prompt PROMPT = Prompts.builtIn("frame");

    private final Question question;
    private final String boundary;
    private final String canary;

    Frame(Question question, String hash) {
        this.question = question;
        this.boundary = Hashes.secretWord("boundary", hash);
        this.canary = Hashes.secretWord("canary", hash);
    }

    ChatRequest request() {
        String rules = PROMPT.filled(Map.of("boundary", boundary, "canary", canary));
        String system = question.prompt().filled(question.values()) + "\n\n" + rules;
        return new ChatRequest(system, user(), question.schemaName(), question.schema(), question.maxTokens());
    }

    private String user() {
        if (question.data().isEmpty()) {
            return "There is no data.";
        }
        StringBuilder user = new StringBuilder();
        for (Data data : question.data()) {
            user.append(boundary).append(" begin: ").append(data.label()).append('\n');
            user.append(data.text()).append('\n');
            user.append(boundary).append(" end\n\n");
        }
        return user.toString().stripTrailing();
    }

    /** Whether an answer holds one of the marks, also with something between its characters. */
    boolean isIn(String answer) {
        String bare = answer.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        return bare.contains(boundary) || bare.contains(canary);
    }
}
