package dev.sdr.llm.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20|PT20S",
                "0|PT0S",
                "1.5|PT1.5S",
                "-3|PT0S",
                "6m0s|PT6M",
                "20ms|PT0.02S",
                "1s|PT1S",
                "7.66s|PT7.66S",
                "1m30.5s|PT1M30.5S",
                "0s|PT0S",
                "250us|PT0S",
                "1796000000|PT1H",
                "1795780840|PT40S",
                "1795780840000|PT40S",
                "1795780000|PT0S",
                "2026-11-27T12:00:50Z|PT50S",
                "2026-11-27T13:00:50+01:00|PT50S",
                "Fri, 27 Nov 2026 12:00:30 GMT|PT30S",
            })
    void aWaitIsReadInEveryForm(String text, Duration expected) {
        assertThat(RetryAfter.told(answer(Map.of("retry-after", text)), NOW)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"soon", "10 s", "1e99", "Fri 27 Nov", "s", "--1", "99999999999999999999"})
    void whatIsNoWaitIsNone(String text) {
        assertThat(RetryAfter.told(answer(Map.of("retry-after", text)), NOW)).isEmpty();
    }

    @Test
    void noWaitIsLongerThanAnHourOrBeforeNow() {
        for (String text : new String[] {"86400", "1d", "26h", "2026-12-24T00:00:00Z", "999999999m"}) {
            assertThat(RetryAfter.told(answer(Map.of("retry-after", text)), NOW))
                    .contains(Duration.ofHours(1));
        }
        assertThat(RetryAfter.told(answer(Map.of("retry-after", "2026-11-27T11:00:00Z")), NOW))
                .contains(Duration.ZERO);
    }

    @Test
    void millisecondsAreMoreExactThanSeconds() {
        assertThat(RetryAfter.told(answer(Map.of("retry-after-ms", "1500", "retry-after", "2")), NOW))
                .contains(Duration.ofMillis(1500));
        assertThat(RetryAfter.told(answer(Map.of("retry-after-ms", "x", "retry-after", "2")), NOW))
                .contains(Duration.ofSeconds(2));
    }

    @Test
    void ofTheLimitsTheLastOneThatIsUsedUpCounts() {
        Map<String, String> headers = Map.of(
                "x-ratelimit-reset-requests", "2h",
                "x-ratelimit-remaining-requests", "59",
                "x-ratelimit-reset-tokens", "20ms",
                "x-ratelimit-remaining-tokens", "0",
                "anthropic-ratelimit-output-tokens-reset", "2026-11-27T12:00:09Z");
        assertThat(RetryAfter.limits(answer(headers), NOW)).contains(Duration.ofSeconds(9));
        assertThat(RetryAfter.limits(answer(Map.of()), NOW)).isEmpty();
    }

    private static HttpAnswer answer(Map<String, String> headers) {
        return new HttpAnswer(429, headers::get, MissingNode.getInstance(), Set.of());
    }
}
