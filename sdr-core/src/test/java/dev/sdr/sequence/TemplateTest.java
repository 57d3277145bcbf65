package dev.sdr.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    @Test
    void placeholdersAreFilledInOnce() {
        Template template = Template.of("Hi {{ first_name | there }}, {{company_name}}{{x|}}!");
        assertThat(template.render(Map.of("company_name", "A & {{first_name}}", "first_name", " "))
                        .text())
                .isEqualTo("Hi there, A & {{first_name}}!");
        assertThat(template.render(Map.of()).missing()).containsExactly("company_name");
        assertThat(template.renderHtml(Map.of("company_name", "<b>&\"'")).text())
                .isEqualTo("Hi there, &lt;b&gt;&amp;&quot;&#39;!");
        assertThat(template.names()).containsEntry("first_name", true).containsEntry("company_name", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{", "a }} b", "{{First}}", "{{a b}}", "{{#each}}", "{{a|b|c}}", "{{a|{{b}}}}", "{{}}"})
    void anythingElseInBracesIsRefused(String source) {
        assertThatThrownBy(() -> Template.of(source)).hasMessageContaining("1:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hi {{first_name}}",
                "Hi {{ first_name | x",
                "x }} y",
                "Dear {first_name}",
                "Dear ${firstName}",
                "Dear %FIRST_NAME%",
                "Dear *|FNAME|*",
                "Dear <<first_name>>",
                "Dear [First Name]",
                "Hi ,\n\ntext",
                "Hello null, how",
                "Hey undefined,"
            })
    void whatNobodyFilledInIsFound(String text) {
        assertThat(Template.unresolved(text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hi there,\n\nthat is 20% off, at {site} or $5 [sic] <b>now</b> for 100% of Hi-Fi users",
                "Use { and } in code, a || b, x << 2 and y >> 1",
                "Hello,\nwhat do you think?",
                "Hi Nullmann, how are you",
                ""
            })
    void ordinaryTextIsNotAccused(String text) {
        assertThat(Template.unresolved(text)).isEmpty();
    }
}
