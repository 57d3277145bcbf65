package dev.sdr.llmhost;

import dev.sdr.llm.chat.AnthropicModel;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.OpenAiModel;
import dev.sdr.llmhost.Options.Server;
import dev.sdr.testkit.ModelServer;

/** The model that is asked. */
final class Models {

    private Models() {}

    static ChatModel real(Server server) {
        if (server.anthropic()) {
            return AnthropicModel.builder(server.baseUrl(), server.model())
                    .key(server::key)
                    .build();
        }
        OpenAiModel.Builder builder = OpenAiModel.builder(server.baseUrl(), server.model());
        return (server.key().isEmpty() ? builder : builder.key(server::key)).build();
    }

    static ChatModel standIn(ModelServer server) {
        return OpenAiModel.builder(server.openAiUrl(), "stand-in")
                .key(() -> ModelServer.KEY)
                .build();
    }
}
