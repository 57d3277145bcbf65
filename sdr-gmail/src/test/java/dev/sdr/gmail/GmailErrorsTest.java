package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import com.google.api.client.json.gson.GsonFactory;
import dev.sdr.gmail.GmailFailure.Kind;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in errors that the stand-in does not make. */
class GmailErrorsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private static GmailFailure of(String json) throws IOException {
        return GmailErrors.of(GsonFactory.getDefaultInstance().fromString(json, GoogleJsonErrorContainer.class), NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "403, quotaExceeded,           '',                                  RATE",
        "403, rateLimitExceeded,       '',                                  RATE",
        "403, dailyLimitExceeded,      '',                                  DAILY",
        "403, domainPolicy,            '',                                  CREDENTIALS",
        "403, forbidden,               Delegation denied,                   CREDENTIALS",
        "403, backendError,            '',                                  SERVER",
        "403, '',                      '',                                  UNREADABLE",
        "429, rateLimitExceeded,       '',                                  RATE",
        "429, rateLimitExceeded,       Daily sending quota exceeded,        DAILY",
        "429, '',                      '',                                  RATE",
        "400, failedPrecondition,      Mail service not enabled,            CREDENTIALS",
        "400, invalidArgument,         Invalid id value,                    REFUSED",
        "401, authError,               '',                                  CREDENTIALS",
        "404, notFound,                '',                                  GONE",
        "408, '',                      '',                                  SERVER",
        "502, '',                      '',                                  SERVER"
    })
    void theReasonDecides(int code, String reason, String message, Kind kind) throws IOException {
        GmailFailure failure = of("{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\""
                + (reason.isEmpty() ? "" : ",\"errors\":[{\"reason\":\"" + reason + "\"}]") + "}}");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.reason()).isEqualTo(reason);
    }

    @Test
    void aReasonThatStandsInTheDetailsOnlyIsFound() throws IOException {
        GmailFailure failure = of(
                "{\"error\":{\"code\":403,\"message\":\"m\",\"status\":\"PERMISSION_DENIED\","
                        + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"RATE_LIMIT_EXCEEDED\"}]}}");
        assertThat(failure.kind()).isEqualTo(Kind.RATE);
        assertThat(of("{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}")
                        .reason())
                .isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void theWordsAreOneLineWithoutAddresses() throws IOException {
        String words = of("{\"error\":{\"code\":403,\"message\":\"Delegation denied for\\nrep@sender.example "
                        + "x".repeat(1_000) + "\",\"errors\":[{\"reason\":\"forbidden\"}]}}")
                .words();
        assertThat(words)
                .startsWith("403 forbidden: Delegation denied for (address) x")
                .hasSizeLessThan(300)
                .doesNotContain("\n");
    }

    @Test
    void anInstantThatHasPassedOrIsNoneIsLeftOut() throws IOException {
        for (String when : new String[] {"2026-03-02T08:59:59.000Z", "2026-13-45T99:00:00Z", "later"}) {
            GmailFailure failure = of("{\"error\":{\"code\":429,\"message\":\"Retry after " + when + "\"}}");
            assertThat(failure.when()).isEmpty();
        }
        assertThat(of("{\"error\":{\"code\":429,\"message\":\"x  Retry after 2026-03-02T09:00:05Z\"}}")
                        .when())
                .contains(NOW.plusSeconds(5));
    }
}
