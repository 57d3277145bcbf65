package dev.sdr.gmail;

import static dev.sdr.gmail.Fixtures.REP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMethod;
import dev.sdr.testkit.GmailServer;
import dev.sdr.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAccountTokensTest {

    @TempDir
    private Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T09:00:00Z"));
    private final GmailServer google = GmailServer.start(clock);
    private String key;
    private ServiceAccountTokens domain;

    @BeforeEach
    void prepare() {
        google.account(REP);
        key = google.oauth().serviceAccountKey(GmailScopes.SEND, GmailScopes.READ);
        domain = ServiceAccountTokens.read(Fixtures.write(folder, key)).clock(clock);
    }

    @AfterEach
    void stop() {
        google.close();
    }

    private String profile(String accessToken) throws Exception {
        GoogleHttp.Answer answer = new GoogleHttp(GoogleHttp.CONNECT, GoogleHttp.ANSWER)
                .get(google.url().resolve("gmail/v1/users/me/profile"), accessToken);
        return answer.body().path("emailAddress").asText();
    }

    @Test
    void itActsForEachMailboxAndKeepsTheToken() throws Exception {
        google.account("other@company.example");
        GoogleTokens rep = domain.of(REP);
        String first = rep.accessToken();
        assertThat(profile(first)).isEqualTo(REP);
        assertThat(profile(domain.of("other@company.example").accessToken())).isEqualTo("other@company.example");

        clock.advance(Duration.ofMinutes(54));
        assertThat(rep.accessToken()).isEqualTo(first);
        clock.advance(Duration.ofMinutes(1));
        assertThat(rep.accessToken()).isNotEqualTo(first);
    }

    @Test
    void aDelegationThatIsMissingSaysWhatTheAdministratorMustDo() {
        GoogleTokens rep = domain.of(REP);
        google.oauth().withdrawDelegation();
        assertThatThrownBy(rep::accessToken)
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining(REP)
                .hasMessageContaining("unauthorized_client")
                .hasMessageContaining("123456789012345678901")
                .hasMessageContaining(GmailScopes.READ);
        assertThatThrownBy(domain.scopes(Set.of(GmailScopes.FULL)).of(REP)::accessToken)
                .hasMessageContaining(GmailScopes.FULL);
    }

    @Test
    void aUserWhoIsNotInTheDomainIsAskedAboutAgainAfterAMinute() {
        GoogleTokens late = domain.of("new@company.example");
        assertThatThrownBy(late::accessToken)
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("invalid_grant")
                .hasMessageContaining("no such user");
        google.account("new@company.example");
        assertThatThrownBy(late::accessToken).isInstanceOf(CredentialsException.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(late.accessToken()).isNotEmpty();
    }

    @Test
    void eachCallIsOneAttempt() {
        for (GmailFault fault : List.of(GmailFault.UNAVAILABLE, GmailFault.LOST_BEFORE_END, GmailFault.HTML_ERROR)) {
            google.faults().next(GmailMethod.TOKEN, fault);
            assertThatThrownBy(domain.of(REP)::accessToken).isInstanceOf(RetryableException.class);
        }
    }

    @Test
    void aFileThatIsNoKeyIsRefusedWithoutQuotingIt() {
        String pem = key.replaceFirst("BEGIN PRIVATE KEY-----\\\\n.{20}", "BEGIN PRIVATE KEY-----\\\\n");
        for (String wrong : List.of(
                "{}",
                "not json",
                google.oauth().installedClient(),
                pem,
                key.replace("http://127.0.0.1", "http://elsewhere.example"))) {
            Throwable thrown = catchThrowable(() -> ServiceAccountTokens.read(Fixtures.write(folder, wrong)));
            assertThat(thrown).isInstanceOf(ConfigurationException.class).hasMessageContaining("is of no use");
            assertThat(Fixtures.said(thrown)).doesNotContain("PRIVATE").doesNotContain("GOCSPX");
        }
        assertThatThrownBy(() -> ServiceAccountTokens.read(folder.resolve("missing.json")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void nothingThatIsSaidOrLoggedHoldsASecret() {
        try (Listening log = new Listening()) {
            GoogleTokens rep = domain.of(REP);
            String accessToken = rep.accessToken();
            assertThat(List.of(log.text(), domain.toString(), rep.toString()))
                    .allSatisfy(text -> assertThat(text)
                            .doesNotContain(accessToken)
                            .doesNotContain("eyJ") // a signed assertion begins so
                            .doesNotContain("PRIVATE"));
            assertThat(log.text()).isNotEmpty();
        }
    }
}
