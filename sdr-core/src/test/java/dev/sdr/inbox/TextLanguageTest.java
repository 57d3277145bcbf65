package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.reply.Classifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextLanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                en | Sounds good, thanks!
                en | Thanks
                en | Yes, Tuesday works for me
                en | Who are you and where did you get my address?
                de | Klingt gut, danke
                de | Kein Interesse
                de | Gerne, schicken Sie mir mehr Informationen.
                de | fur uns leider zu teuer, danke
                fr | Ça marche, merci
                fr | Je ne suis pas la bonne personne.
                es | Me interesa, gracias
                es | Ahora mismo no tenemos presupuesto.
                pt | Parece bom, obrigado
                pt | Pode ligar amanhã?
                it | Va bene, grazie
                it | Puoi chiamarmi domani?
                nl | Klinkt goed, bedankt
                nl | Wij hebben al een leverancier.
                sv | Låter bra, tack!
                sv | Vi är inte intresserade just nu.
                da | Det lyder godt, tak
                da | Vi er ikke interesserede lige nu.
                nb | Det høres bra ut, takk
                nb | Vi er ikke interessert akkurat nå.
                fi | Kuulostaa hyvältä, kiitos
                pl | Dziękuję, nie jesteśmy zainteresowani.
                cs | Zní to dobře, děkuji
                hu | Jól hangzik, köszönöm
                ro | Sună bine, mulțumesc
                tr | Kulağa hoş geliyor, teşekkürler
                ru | Звучит хорошо, спасибо
                uk | Звучить добре, дякую
                bg | Звучи добре, благодаря
                el | Ακούγεται καλό
                ko | 좋습니다, Acme 솔루션에 관심이 있습니다
                ja | 良さそうですね。来週お願いします。
                zh | 听起来不错，谢谢
                he | נשמע טוב
                ar | يبدو جيدا
                th | ฟังดูดี""")
    void short_answers_are_told(String language, String text) {
        assertThat(TextLanguage.of(text)).contains(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ok",
                "+44 20 7946 0000",
                "Jane Doe",
                "Müller GmbH",
                "Van Halen",
                "https://www.company.example/die-und-der/das und@die.example",
                "Hi Anna, thanks for the mail. Leider haben wir kein Interesse.",
                "Bonjour, merci beaucoup. Wir melden uns bei Ihnen nächste Woche.",
                "Добрый день, sounds good, let us talk next week",
                "Звучи добро, хвала",
                "متشکرم، پیشنهاد خوبی است",
                "Lorem ipsum dolor sit amet, consectetur adipiscing elit",
                "Acme Corp Ltd Danke Inc",
                "Brantock Quenby Ardlow Fenwick Torrel Gathby Ulmstead Corvane Hadrix thanks good",
                "kwa sasa hatuna haja ya huduma hii asante"
            })
    void what_is_mixed_or_unknown_or_too_short_is_not_told(String text) {
        assertThat(TextLanguage.of(text)).isEmpty();
    }

    @Test
    void a_word_of_another_language_in_a_longer_text_changes_nothing() {
        assertThat(TextLanguage.of(
                        "Das Meeting passt gut, danke. Thanks auch an Ihr Team, wir freuen uns auf das Gespräch"
                                + " und melden uns bei Ihnen."))
                .contains("de");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replies-intent.jsonl", "replies-own.jsonl"})
    void of_whole_replies_none_is_told_wrongly_and_nearly_all_are_told(String file) throws IOException {
        int told = 0;
        int all = 0;
        ObjectMapper json = new ObjectMapper();
        try (InputStream in = Objects.requireNonNull(Classifier.class.getResourceAsStream(file), file)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .toList()) {
                JsonNode row = json.readTree(line);
                Optional<String> language = TextLanguage.of(row.get("body").asText());
                assertThat(language.orElse(row.get("lang").asText()))
                        .as(row.get("body").asText())
                        .isEqualTo(row.get("lang").asText());
                told += language.isPresent() ? 1 : 0;
                all++;
            }
        }
        assertThat((double) told / all).isGreaterThanOrEqualTo(0.9);
    }
}
