package dev.sdr.llm;

import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.llm.chat.TokenUsage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A model whose answers are a function's; it keeps what it was asked. */
final class Scripted implements ChatModel {

    final List<ChatRequest> asked = new CopyOnWriteArrayList<>();
    private final Function<ChatRequest, ChatResponse> answers;

    Scripted(Function<ChatRequest, ChatResponse> answers) {
        this.answers = answers;
    }

    /** One that always says the same. */
    static Scripted saying(String text) {
        return new Scripted(request -> said(text));
    }

    static ChatResponse said(String text) {
        return ended(ChatResponse.End.COMPLETE, text);
    }

    static ChatResponse ended(ChatResponse.End end, String text) {
        return new ChatResponse(end, text, new TokenUsage(100, 40, 10, false), "req-1");
    }

    @Override
    public ChatResponse ask(ChatRequest request) {
        asked.add(request);
        return answers.apply(request);
    }

    @Override
    public String name() {
        return "scripted";
    }
}
