package dev.sdr.gmail;

import static dev.sdr.gmail.Fixtures.REP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMethod;
import dev.sdr.testkit.GmailServer;
import dev.sdr.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class UserTokensTest {

    private static final String GONE = "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired\"}";
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T09:00:00Z"));
    private final GmailServer google = GmailServer.start(clock);
    private final TokenStub stub = new TokenStub();
    private final StoredTokens store = Fixtures.tokens(new InMemorySequenceStore());
    private GoogleClient client;
    private UserTokens tokens;

    @BeforeEach
    void connect() {
        client = Fixtures.client(folder, google.oauth().installedClient());
        store.save("rep-1", google.connect(REP));
        tokens = UserTokens.of(client, store, "rep-1").clock(clock);
    }

    @AfterEach
    void stop() {
        google.close();
        stub.close();
    }

    private UserTokens atStub() {
        return UserTokens.of(client.at(stub.url()), store, "rep-1").clock(clock);
    }

    @Test
    void anAccessTokenIsKeptUntilShortlyBeforeItExpires() {
        String first = tokens.accessToken();
        clock.advance(Duration.ofSeconds(3599 - 301));
        assertThat(tokens.accessToken()).isEqualTo(first);

        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.accessToken()).isNotEqualTo(first);
    }

    @Test
    void aShortLivedTokenIsKeptForNineTenthsOfItsLife() {
        stub.grants("a", 100).grants("b", 100);
        UserTokens quick = atStub();
        assertThat(quick.accessToken()).isEqualTo("a");
        clock.advance(Duration.ofSeconds(89));
        assertThat(quick.accessToken()).isEqualTo("a");
        clock.advance(Duration.ofSeconds(1));
        assertThat(quick.accessToken()).isEqualTo("b");
    }

    @Test
    void ofManyCallersOneAsks() throws Exception {
        google.faults().next(GmailMethod.TOKEN, GmailFault.SLOW);
        int callers = 8;
        CyclicBarrier together = new CyclicBarrier(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<String>> answers = new ArrayList<>();
            Callable<String> call = () -> {
                together.await();
                return tokens.accessToken();
            };
            for (int i = 0; i < callers; i++) {
                answers.add(threads.submit(call));
            }
            Set<String> given = new HashSet<>();
            for (Future<String> answer : answers) {
                given.add(answer.get());
            }
            assertThat(given).hasSize(1); // each asking would have got a token of its own
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRevokedGrantNamesTheMailboxAndIsNotOfferedAgain() {
        stub.says(400, GONE);
        UserTokens gone = atStub();

        assertThatThrownBy(gone::accessToken)
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("rep-1")
                .hasMessageContaining("invalid_grant")
                .hasMessageContaining("connect the mailbox again");
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(50));
            assertThatThrownBy(gone::accessToken).isInstanceOf(CredentialsException.class);
        }
        assertThat(stub.asked()).isEqualTo(1);
    }

    @Test
    void aMailboxConnectedAgainWorksWithinAMinuteAndWithoutARestart() {
        tokens.accessToken();
        google.revoke(REP);
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(tokens::accessToken).isInstanceOf(CredentialsException.class);

        store.save("rep-1", google.connect(REP));
        clock.advance(Duration.ofSeconds(59));
        assertThatThrownBy(tokens::accessToken).isInstanceOf(CredentialsException.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.accessToken()).isNotEmpty();
    }

    @Test
    void aGrantReplacedWhileItsAccessTokenLivesIsSeenWithinAMinute() {
        String old = tokens.accessToken();
        store.save("rep-1", google.connect(REP));
        assertThat(tokens.accessToken()).isEqualTo(old);
        clock.advance(Duration.ofMinutes(1));
        assertThat(tokens.accessToken()).isNotEqualTo(old);
    }

    @Test
    void aMailboxThatWasRemovedStopsWithinAMinute() {
        tokens.accessToken();
        store.remove("rep-1");
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(tokens::accessToken)
                .isInstanceOf(CredentialsException.class)
                .hasMessage("mailbox rep-1 is not connected to Google; connect it");
    }

    @Test
    void anAccessTokenThatGmailRefusedIsNotGivenAgain() {
        String first = tokens.accessToken();
        tokens.refused("another");
        assertThat(tokens.accessToken()).isEqualTo(first);
        tokens.refused(first);
        assertThat(tokens.accessToken()).isNotEqualTo(first);

        google.revoke(REP);
        tokens.refused(tokens.accessToken());
        assertThatThrownBy(tokens::accessToken).hasMessageContaining("invalid_grant");
    }

    @Test
    void anotherRefusalIsAskedAboutAgainAfterAMinute() {
        stub.says(401, "{\"error\":\"unauthorized_client\"}")
                .says(400, "{\"error\":\"admin_policy_enforced\"}")
                .grants("a", 3600);
        UserTokens held = atStub();
        assertThatThrownBy(held::accessToken)
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("OAuth client")
                .hasMessageContaining("unauthorized_client");
        assertThatThrownBy(held::accessToken).isInstanceOf(CredentialsException.class);
        assertThat(stub.asked()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(held::accessToken)
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("administrator")
                .hasMessageContaining("admin_policy_enforced");
        clock.advance(Duration.ofMinutes(1));
        assertThat(held.accessToken()).isEqualTo("a");
    }

    @Test
    void whatIsNeitherATokenNorARefusalMayBeTriedAgainAndIsOneAttempt() {
        String error = "{\"error\":\"invalid_grant\"}";
        stub.says(500, error)
                .says(503, "")
                .says(429, "{\"error\":\"rate_limit_exceeded\"}")
                .says(403, "{\"error\":\"rate_limit_exceeded\"}")
                .says(400, "<html>a proxy's page</html>")
                .says(401, "{\"error\":{\"code\":401}}")
                .says(302, error.replace("error", "other"))
                .says(200, "<html>a hotel's page</html>")
                .says(200, "[]")
                .says(200, "{\"access_token\":\"t\"}")
                .says(200, "{\"access_token\":7,\"expires_in\":3600}")
                .says(200, "{\"access_token\":\"two lines\",\"expires_in\":3600}")
                .says(200, "{\"access_token\":\"t\",\"expires_in\":0}")
                .grants("a", 3600);
        UserTokens later = atStub();
        for (int i = 1; i <= 13; i++) {
            assertThatThrownBy(later::accessToken).isInstanceOf(RetryableException.class);
            assertThat(stub.asked()).isEqualTo(i);
        }
        assertThat(later.accessToken()).isEqualTo("a");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAnswerThatIsTooLargeOrNeverComesEnds() {
        String token = "{\"access_token\":\"t\",\"expires_in\":3600}";
        stub.says(200, token + " ".repeat(200_000)).says(0, "");
        UserTokens later = atStub();
        assertThatThrownBy(later::accessToken).isInstanceOf(RetryableException.class);
        UserTokens hasty = later.timeouts(SHORT, SHORT);
        assertThatThrownBy(hasty::accessToken)
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAnswerThatTricklesIsGivenUp() throws IOException {
        try (Trickling server = new Trickling()) {
            UserTokens slow =
                    UserTokens.of(client.at(server.url()), store, "rep-1").timeouts(SHORT, SHORT);
            assertThatThrownBy(slow::accessToken)
                    .isInstanceOf(RetryableException.class)
                    .hasMessageContaining("cannot be reached");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatIsNotThereMayBeTriedAgain() {
        stub.close();
        assertThatThrownBy(atStub()::accessToken)
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void aStoreThatIsAwayDoesNotStopAnAccessTokenThatIsGood() {
        boolean[] away = {false};
        TokenStore shaky = new TokenStore() {
            @Override
            public Optional<String> load(String mailboxId) {
                if (away[0]) {
                    throw new RetryableException("the database is away");
                }
                return store.load(mailboxId);
            }

            @Override
            public void save(String mailboxId, String refreshToken) {
                store.save(mailboxId, refreshToken);
            }

            @Override
            public boolean remove(String mailboxId) {
                return store.remove(mailboxId);
            }
        };
        UserTokens careful = UserTokens.of(client, shaky, "rep-1").clock(clock);
        String first = careful.accessToken();
        away[0] = true;
        clock.advance(Duration.ofMinutes(2));
        assertThat(careful.accessToken()).isEqualTo(first);
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(careful::accessToken).hasMessage("the database is away");
        away[0] = false;
        assertThat(careful.accessToken()).isNotEqualTo(first);
    }

    @Test
    void nothingThatIsSaidOrLoggedHoldsASecret() {
        String refreshToken = store.load("rep-1").orElseThrow();
        try (Listening log = new Listening()) {
            String accessToken = tokens.accessToken();
            google.revoke(REP);
            tokens.refused(accessToken);
            String gone = Fixtures.said(catchThrowable(tokens::accessToken));
            stub.says(400, "{\"error\":\"x" + refreshToken + "\",\"error_description\":\"" + refreshToken + "\"}")
                    .says(200, "{\"refresh_token\":\"" + refreshToken + "\"}");
            String strange = Fixtures.said(catchThrowable(atStub()::accessToken));
            String empty = Fixtures.said(catchThrowable(atStub()::accessToken));

            assertThat(strange).contains("unreadable code");
            assertThat(List.of(
                            log.text(), gone, strange, empty, tokens.toString(), store.toString(), client.toString()))
                    .allSatisfy(text -> assertThat(text)
                            .doesNotContain(refreshToken)
                            .doesNotContain(accessToken)
                            .doesNotContain(client.secret()));
            assertThat(log.text()).isNotEmpty(); // it does listen
        }
    }
}
