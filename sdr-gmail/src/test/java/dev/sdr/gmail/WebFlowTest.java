package dev.sdr.gmail;

import static dev.sdr.gmail.Fixtures.REP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.StoredRecord;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMethod;
import dev.sdr.testkit.GmailServer;
import dev.sdr.testkit.VirtualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebFlowTest {

    private static final URI BACK = URI.create("https://app.company.example/google");

    @TempDir
    private Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T09:00:00Z"));
    private final GmailServer google = GmailServer.start();
    private final InMemorySequenceStore records = new InMemorySequenceStore();
    private final StoredTokens store = Fixtures.tokens(records);
    private GoogleClient client;
    private WebFlow flow;

    @BeforeEach
    void prepare() {
        google.account(REP);
        client = Fixtures.client(folder, google.oauth().webClient(BACK.toString()))
                .at(google.url());
        flow = WebFlow.of(client, store).clock(clock);
    }

    @AfterEach
    void stop() {
        google.close();
    }

    private WebFlow.Begun begin() {
        return flow.begin("rep-1", REP, BACK);
    }

    private static Map<String, String> consent(URI page) {
        return Query.parse(Fixtures.consent(page).getRawQuery());
    }

    private void assertUnknown(Map<String, String> parameters) {
        assertThatThrownBy(() -> flow.finish(parameters))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("begin again");
    }

    @Test
    void theMailboxIsConnectedOnAnotherNodeToo() {
        WebFlow.Begun begun = begin();
        assertThat(Query.parse(begun.page().getRawQuery()))
                .containsEntry("redirect_uri", BACK.toString())
                .containsEntry("state", begun.state())
                .containsEntry("code_challenge_method", "S256");
        Map<String, String> parameters = consent(begun.page());

        WebFlow otherNode = WebFlow.of(client, Fixtures.tokens(records)).clock(clock);
        assertThat(otherNode.finish(parameters)).isEqualTo("rep-1");
        assertThat(UserTokens.of(client, store, "rep-1").accessToken()).isNotEmpty();
        assertThat(kept()).hasSize(2); // the token, and that nothing later was begun
    }

    @Test
    void aForgedStateIsRefusedAndDoesNotUseUpTheRealOne() {
        WebFlow.Begun begun = begin();
        Map<String, String> parameters = consent(begun.page());
        String mailbox = begun.state().substring(begun.state().indexOf('.'));
        String otherMailbox = "." + Base64.getUrlEncoder().encodeToString(new byte[] {'x'});
        String nonce = begun.state().substring(0, begun.state().indexOf('.'));
        for (String forged : List.of(
                Secrets.fresh() + mailbox,
                nonce + otherMailbox,
                nonce,
                "." + mailbox,
                mailbox,
                "",
                "%%%.%%%",
                nonce + ".")) {
            Map<String, String> with = new HashMap<>(parameters);
            with.put("state", forged);
            assertUnknown(with);
        }
        assertUnknown(Map.of());
        assertThat(store.load("rep-1")).isEmpty();
        assertThat(flow.finish(parameters)).isEqualTo("rep-1");
    }

    @Test
    void anAnswerCountsOnceAndGoogleIsNotAskedAboutItAgain() {
        Map<String, String> parameters = consent(begin().page());
        flow.finish(parameters);
        String token = store.load("rep-1").orElseThrow();

        google.faults().next(GmailMethod.TOKEN, GmailFault.SERVER_ERROR); // would be a RetryableException
        assertUnknown(parameters);
        assertThat(store.load("rep-1")).contains(token);
    }

    @Test
    void ofTwoAtOnceOneCounts() throws Exception {
        Map<String, String> parameters = consent(begin().page());
        Callable<String> finish = () -> {
            try {
                return flow.finish(parameters);
            } catch (CredentialsException e) {
                return String.valueOf(e.getMessage());
            }
        };
        List<String> finished = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<String> one : threads.invokeAll(List.of(finish, finish, finish, finish))) {
                finished.add(one.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(finished).filteredOn("rep-1"::equals).hasSize(1);
        assertThat(finished)
                .filteredOn(said -> said.contains("belongs to no connection"))
                .hasSize(3);
    }

    @Test
    void anAnswerThatAnotherNodeTakesMeanwhileDoesNotCount() {
        for (int read = 1; read <= 2; read++) {
            Map<String, String> parameters = consent(begin().page());
            TokenStore meanwhile = meanwhile(read, () -> flow.finish(parameters));
            assertThatThrownBy(() -> WebFlow.of(client, meanwhile).clock(clock).finish(parameters))
                    .isInstanceOf(CredentialsException.class)
                    .hasMessageContaining("belongs to no connection");
            assertThat(store.load("rep-1")).isPresent();
        }
    }

    /** The store, in which something else happens right after the n-th reading. */
    private TokenStore meanwhile(int reading, Runnable what) {
        return new TokenStore() {
            private int readings;

            @Override
            public Optional<String> load(String mailboxId) {
                Optional<String> loaded = store.load(mailboxId);
                if (++readings == reading) {
                    what.run();
                }
                return loaded;
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
    }

    @Test
    void whatIsBegunWhileAnEarlierAnswerIsReadStays() {
        for (int read = 1; read <= 2; read++) {
            Map<String, String> earlier = consent(begin().page());
            List<WebFlow.Begun> later = new ArrayList<>();
            TokenStore meanwhile = meanwhile(read, () -> later.add(begin()));
            assertThatThrownBy(() -> WebFlow.of(client, meanwhile).clock(clock).finish(earlier))
                    .isInstanceOf(CredentialsException.class)
                    .hasMessageContaining("belongs to no connection");
            assertThat(store.load("rep-1")).isEmpty();

            assertThat(flow.finish(consent(later.get(0).page()))).isEqualTo("rep-1");
            assertThat(store.remove("rep-1")).isTrue();
        }
    }

    @Test
    void ofWhatWasBegunOnlyTheLatestIsKept() {
        for (int i = 0; i < 5; i++) {
            begin();
        }
        assertThat(kept()).hasSize(2); // it, and which it is
    }

    private List<StoredRecord> kept() {
        return records.inTransaction(tx -> tx.records().scan("google-token", Optional.empty(), "", 100));
    }

    @Test
    void beginningAgainMakesTheEarlierPageUseless() {
        Map<String, String> earlier = consent(begin().page());
        Map<String, String> later = consent(begin().page());
        assertUnknown(earlier);
        assertThat(flow.finish(later)).isEqualTo("rep-1");
    }

    @Test
    void whatWasBegunIsGoodForHalfAnHour() {
        Map<String, String> parameters = consent(begin().page());
        clock.advance(Duration.ofMinutes(30));
        assertUnknown(parameters);

        Map<String, String> inTime = consent(begin().page());
        clock.advance(Duration.ofMinutes(30).minusMillis(1));
        assertThat(flow.finish(inTime)).isEqualTo("rep-1");
    }

    @Test
    void aCodeOfAnotherConsentIsRefusedByItsVerifier() {
        String stolen = consent(begin().page()).get("code"); // of a page that was opened earlier
        Map<String, String> mine = new HashMap<>(consent(begin().page()));
        mine.put("code", stolen);
        assertThatThrownBy(() -> flow.finish(mine))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("invalid_grant")
                .hasMessageNotContaining(stolen);
        assertThat(store.load("rep-1")).isEmpty();
    }

    @Test
    void anotherAccountAndAnUntickedBoxAreRefusedAndAnEarlierConnectionStays() {
        store.save("rep-1", "earlier");
        google.account("private@gmail.example");
        URI other = URI.create(
                begin().page().toString().replaceAll("login_hint=[^&]*", "login_hint=private@gmail.example"));
        assertThatThrownBy(() -> flow.finish(consent(other)))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("private@gmail.example");

        google.oauth().grantsOnly(Set.of(GmailScopes.SEND));
        assertThatThrownBy(() -> flow.finish(consent(begin().page())))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining(GmailScopes.READ);

        google.oauth().refusesConsent(true);
        assertThatThrownBy(() -> flow.finish(consent(begin().page()))).hasMessageContaining("access_denied");
        assertThat(store.load("rep-1")).contains("earlier");
    }

    @Test
    void whatTheOwnerOrSomebodyElseSendsAsErrorIsNotShownAsItIs() {
        WebFlow.Begun begun = begin();
        assertThatThrownBy(() -> flow.finish(Map.of("state", begun.state(), "error", "<script>alert(1)</script>")))
                .hasMessageContaining("unreadable code")
                .hasMessageNotContaining("script");
    }

    @Test
    void aRedirectUrlThatTheClientDoesNotKnowIsFoundBeforeGoogleIsAsked() {
        assertThatThrownBy(() -> flow.begin("rep-1", REP, URI.create("https://app.company.example/other")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/other");
        assertThatThrownBy(() -> flow.begin("rep-1", REP, URI.create("http://app.company.example/google")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> flow.begin("consent:rep-1", REP, BACK)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> flow.begin("", REP, BACK)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void googleAwayMayBeTriedAgainFromTheBeginning() {
        google.faults().next(GmailMethod.TOKEN, GmailFault.LOST_BEFORE_END);
        assertThatThrownBy(() -> flow.finish(consent(begin().page()))).isInstanceOf(RetryableException.class);
        assertThat(flow.finish(consent(begin().page()))).isEqualTo("rep-1");
    }

    @Test
    void theVerifierIsEncryptedInTheStore() {
        begin();
        assertThat(kept())
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.json())
                        .contains("sealed")
                        .doesNotContain("verifier")
                        .doesNotContain(REP));
    }
}
