package dev.sdr.llmhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.llm.chat.AnthropicModel;
import dev.sdr.llm.chat.OpenAiModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LlmHostTest {

    private static String printed(String... args) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean sound = LlmHost.run(new PrintStream(printed, true, StandardCharsets.UTF_8), List.of(args), Map.of());
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(sound).as(text).isTrue();
        return text;
    }

    @Test
    void theWalkEndsAsItShould() throws IOException {
        assertThat(printed())
                .contains("Subject: Tours from the second depot")
                .contains("Subject: Planning tours at Stone Quay") // no model for this one
                .contains("This answer was written by an automated assistant")
                .containsPattern(
                        "kim: To the assistant.*\\n +HUMAN: the answer must not leave: .* a link of the model's own")
                .containsPattern("lee: Am I .*\\n +HUMAN:")
                .containsPattern("pat: .*\\n +HUMAN:")
                .contains("CHECK first=5 drafts-approved=1 automatic=1 others=0 attacker-text=0");
    }

    /** The table that a host gets, also in the log of each build. The model's answers are recorded ones. */
    @Test
    void theRulesAndTheCascadeAreMeasured() throws IOException {
        String table = printed("evaluate");
        System.out.println(table);

        assertThat(share(table, "rules", 1)).isGreaterThanOrEqualTo(92.0);
        assertThat(share(table, "cascade", 1)).isGreaterThanOrEqualTo(share(table, "rules", 1));
        assertThat(share(table, "cascade", 2)).isGreaterThanOrEqualTo(90.0);
        assertThat(share(table, "cascade", 4)).isBetween(1.0, 50.0);
        assertThat(share(table, "always asked", 4)).isGreaterThan(100.0);
    }

    /** A column of the last table. */
    private static double share(String table, String row, int column) {
        Matcher line = Pattern.compile("(?m)^" + row + " +([0-9.]+) % +([0-9.]+) % +([0-9.]+) % +([0-9]+)$")
                .matcher(table);
        assertThat(line.find()).as(table).isTrue();
        return Double.parseDouble(line.group(column));
    }

    @Test
    void aRealServerIsNamedByItsAddressItsModelAndItsKey() {
        Options options = Options.parse(
                List.of("evaluate", "--base-url", "https://x.example/v1", "--model", "m", "--replies", "r.jsonl"),
                Map.of("LLM_API_KEY", "secret"));
        assertThat(options.evaluate()).isTrue();
        assertThat(options.replies()).contains(Path.of("r.jsonl"));
        assertThat(options.server()).hasValueSatisfying(s -> {
            assertThat(s.key()).isEqualTo("secret");
            assertThat(s).hasToString("m at https://x.example/v1");
            assertThat(Models.real(s)).isInstanceOf(OpenAiModel.class);
        });
        Options other = Options.parse(
                List.of(
                        "--base-url",
                        "https://x.example",
                        "--model",
                        "m",
                        "--wire",
                        "anthropic",
                        "--key-variable",
                        "K"),
                Map.of("K", "secret"));
        assertThat(Models.real(other.server().orElseThrow())).isInstanceOf(AnthropicModel.class);
        assertThat(Options.parse(List.of(), Map.of()).server()).isEmpty();
    }

    @Test
    void whatDoesNotFitTogetherIsSaid() {
        assertWrong("belong together", "--model", "m");
        assertWrong("has no value", "evaluate", "--replies");
        assertWrong("for evaluate", "--replies", "r.jsonl");
        assertWrong("openai or anthropic", "--wire", "soap");
        assertWrong("K is not set", "--base-url", "https://x.example", "--model", "m", "--key-variable", "K");
    }

    private static void assertWrong(String message, String... args) {
        assertThatThrownBy(() -> Options.parse(List.of(args), Map.of())).hasMessageContaining(message);
    }
}
