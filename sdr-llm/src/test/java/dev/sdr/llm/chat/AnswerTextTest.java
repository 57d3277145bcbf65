package dev.sdr.llm.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTextTest {

    @Test
    void anObjectIsTakenAsItIs() {
        assertThat(AnswerText.of(" {\"a\": {\"b\": [1, 2]}}\n")).isEqualTo("{\"a\": {\"b\": [1, 2]}}");
    }

    @Test
    void fencesAndWordsAroundItAreTakenOff() {
        assertThat(AnswerText.of("```json\n{\"a\":1}\n```")).isEqualTo("{\"a\":1}");
        assertThat(AnswerText.of("```\n{\"a\":1}\n```\nBye.")).isEqualTo("{\"a\":1}");
        assertThat(AnswerText.of("Here you {are}: {\"a\":\"}{\\\"\"} {\"b\":2}"))
                .isEqualTo("{\"a\":\"}{\\\"\"}");
    }

    @Test
    void thinkingIsNoAnswer() {
        assertThat(AnswerText.of("<think>{\"a\":1}</think>{\"a\":2}")).isEqualTo("{\"a\":2}");
        assertThat(AnswerText.of("<Thinking>\n{\"a\":1}\n</Thinking>\n{\"a\":2}"))
                .isEqualTo("{\"a\":2}");
        assertThat(AnswerText.of("so it is {\"a\":1}, I think</think>{\"a\":2}"))
                .isEqualTo("{\"a\":2}");
        assertThat(AnswerText.of("<think>{\"a\":1} and so on")).isEmpty();
    }

    @Test
    void tagsThatAnAnswerQuotesAreLeftInIt() {
        String quoting = "{\"quote\":\"<think>no</think> {\\\"a\\\":1}\",\"a\":2}";
        assertThat(AnswerText.of(quoting)).isEqualTo(quoting);
        assertThat(AnswerText.of("```json\n" + quoting + "\n```")).isEqualTo(quoting);
    }

    @Test
    void aPartOfABrokenObjectIsNotTakenForTheWhole() {
        assertThat(AnswerText.of("{\"a\":{\"b\":1}")).isEqualTo("{\"a\":{\"b\":1}");
        assertThat(AnswerText.of("{\"a\":{\"b\":1},,}")).isEqualTo("{\"a\":{\"b\":1},,}");
    }

    @Test
    void wordsWithoutAnObjectStayWords() {
        assertThat(AnswerText.of(" I would rather not. ")).isEqualTo("I would rather not.");
        assertThat(AnswerText.of("")).isEmpty();
        assertThat(AnswerText.of("[1,2]")).isEqualTo("[1,2]");
    }
}
