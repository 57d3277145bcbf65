package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sdr.internal.text.HtmlText;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pages whose styles are made to cost time or memory. */
class HostileStylesTest {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static String read(String html) {
        return assertTimeoutPreemptively(LONGEST, () -> HtmlText.of(html));
    }

    @Test
    void longRulesForVeryManyElementsCostNoMoreThanThePage() {
        String declarations = "x:y;".repeat(499);
        StringBuilder page = new StringBuilder("<style>");
        for (char name = 'a'; name <= 'i'; name++) {
            String rule = "." + name + "{" + declarations + "}";
            page.append(rule).append(rule);
        }
        page.append(".z{display:none}</style><p class=z>Hidden</p><p>Seen</p>");
        page.append("<p class='a b c d e f g h i'>".repeat(30_000)).append("Last");
        assertThat(read(page.toString())).startsWith("Seen");
    }

    @Test
    void addressesOfPicturesThatNeverEndTakeNoTime() {
        String value = "url(".repeat(240_000);
        assertThat(read("<p bgcolor='" + value + "'>One</p><p color='" + "hsl(" + ",".repeat(30_000) + "'>Two</p>"))
                .isEqualTo("One\n\nTwo");
    }

    @Test
    void aLongColourHidesNothing() {
        assertThat(read("<p><font color='" + " ".repeat(100_000) + "#ffffff'>Hidden</font> One</p>"))
                .contains("One");
    }
}
