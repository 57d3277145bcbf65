package dev.sdr.llm;

import static dev.sdr.llm.Asked.ANSWER;
import static dev.sdr.llm.Asked.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.llm.ChatResponse.End;
import dev.sdr.testkit.ModelServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiModelTest {

    private final ModelServer server = ModelServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aQuestionIsAskedInTheStrictFormAndNothingElseIsSent() {
        ChatResponse answer = Asked.openAi(server.answer(ANSWER)).build().ask(QUESTION);

        assertThat(answer.end()).isEqualTo(End.COMPLETE);
        assertThat(answer.text()).isEqualTo(ANSWER);
        assertThat(answer.requestId()).isEqualTo("req_1");
        assertThat(answer.usage()).isEqualTo(new TokenUsage(15, 0, 12, false));
        JsonNode body = server.lastQuestion().body();
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("model", "messages", "max_completion_tokens", "response_format");
        assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(800);
        assertThat(body.path("response_format").path("json_schema").path("strict").asBoolean())
                .isTrue();
        assertThat(server.lastQuestion().schema()).contains(QUESTION.schema());
        assertThat(server.lastQuestion().schemaName()).isEqualTo("reply_analysis");
        assertThat(server.lastQuestion().system()).isEqualTo(QUESTION.system());
        assertThat(server.lastQuestion().user()).isEqualTo(QUESTION.user());
        assertThat(server.lastQuestion().headers()).containsEntry("Authorization", "Bearer " + ModelServer.KEY);
    }
}
