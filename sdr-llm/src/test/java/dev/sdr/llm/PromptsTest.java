package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts are versioned, replaceable, and wrong ones are told at once. */
class PromptsTest {

    @TempDir
    Path folder;

    private static Prompt prompt(String text) {
        return Prompt.of("test", "1", text, "a test", Optional.of(Set.of("tone", "size")));
    }

    @Test
    void placesAreFilledOnceAndValuesAreNotLookedAtAgain() {
        Prompt prompt = prompt("Be {{tone}}, at most {{size}} words, and {{tone}}.");
        assertThat(prompt.filled(Map.of("tone", "{{size}} $1 \\", "size", "9")))
                .isEqualTo("Be {{size}} $1 \\, at most 9 words, and {{size}} $1 \\.");
        assertThatThrownBy(() -> prompt.filled(Map.of("tone", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{{size}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a;b {{color}} c|line 2: nothing fills {{color}}
            ;a {{Tone}}|line 2: {{Tone}} is no name
            a;;b {{tone|line 3: {{ or }} without the other
            tone}} b|line 1: {{ or }} without the other
            {{}}|line 1: {{}} is no name
            ; ;|it must have 1 to
            """)
    void whatIsWrongIsSaidWithItsLine(String text, String problem) {
        assertThatThrownBy(() -> prompt(text.replace(';', '\n')))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void theHashTellsTextsApartAndNotTheirEndsOfLines() {
        assertThat(prompt("a\nb").hash()).isEqualTo(prompt("a\r\nb\n").hash()).hasSize(12);
        assertThat(prompt("a\nb").hash()).isNotEqualTo(prompt("a b").hash());
        assertThat(prompt("a").id()).isEqualTo("test-1@" + prompt("a").hash());
    }

    @Test
    void aHostReplacesAPromptByTextOrFile() throws IOException {
        Prompts own = Prompts.standard().with("classify", "2026-03", "Say what it means.");
        assertThat(own.get("classify").text()).isEqualTo("Say what it means.");
        assertThat(own.get("classify").version()).isEqualTo("2026-03");
        assertThat(Prompts.standard().get("classify").text()).isNotEqualTo("Say what it means.");

        Path file = folder.resolve("own.txt");
        Files.writeString(file, "version 7\n\nSay it.\n", StandardCharsets.UTF_8);
        Prompt read = Prompts.standard().with("classify", file).get("classify");
        assertThat(read.text()).isEqualTo("Say it.");
        assertThat(read.version()).isEqualTo("7");

        Files.writeString(file, "version 7\n\nSay it\nin {{german}}.\n", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Prompts.standard().with("classify", file))
                .hasMessageContaining("own.txt, line 4: nothing fills {{german}}");
        Files.writeString(file, "Say it.", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Prompts.standard().with("classify", file)).hasMessageContaining("line 1");
        Files.write(file, new byte[] {'v', (byte) 0xC3});
        assertThatThrownBy(() -> Prompts.standard().with("classify", file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void whatIsNoPromptCannotBeReplaced() {
        Prompts prompts = Prompts.standard();
        assertThatThrownBy(() -> prompts.with("frame", "1", "x")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> prompts.with("clasify", "1", "x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no prompt 'clasify'");
        assertThatThrownBy(() -> prompts.get("../secret")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> prompts.with("classify", "1 2", "x")).isInstanceOf(ConfigurationException.class);
    }
}
