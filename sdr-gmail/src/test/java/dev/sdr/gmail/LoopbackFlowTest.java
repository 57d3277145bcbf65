package dev.sdr.gmail;

import static dev.sdr.gmail.Fixtures.REP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMethod;
import dev.sdr.testkit.GmailServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackFlowTest {

    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final GmailServer google = GmailServer.start();
    private final StoredTokens store = Fixtures.tokens(new InMemorySequenceStore());
    private final List<HttpResponse<String>> shown = new ArrayList<>();
    private GoogleClient client;
    private LoopbackFlow flow;

    @BeforeEach
    void prepare() {
        google.account(REP);
        client = Fixtures.client(folder, google.oauth().installedClient()).at(google.url());
        flow = LoopbackFlow.of(client, store);
    }

    @AfterEach
    void stop() {
        google.close();
    }

    /** A browser whose user agrees. */
    private void agree(URI page) {
        shown.add(Fixtures.open(Fixtures.consent(page)));
    }

    private void connect(Consumer<URI> browser) {
        flow.connect("rep-1", REP, browser, WAIT);
    }

    @Test
    void theMailboxIsConnectedAndWorks() {
        List<URI> pages = new ArrayList<>();
        connect(page -> {
            pages.add(page);
            agree(page);
        });

        Map<String, String> asked = Query.parse(pages.get(0).getRawQuery());
        assertThat(asked)
                .containsEntry("access_type", "offline")
                .containsEntry("prompt", "consent")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("login_hint", REP)
                .containsEntry("scope", String.join(" ", List.of(GmailScopes.READ, GmailScopes.SEND)));
        assertThat(asked.get("redirect_uri")).startsWith("http://127.0.0.1:");
        assertThat(shown.get(0).statusCode()).isEqualTo(200);
        assertThat(shown.get(0).body()).contains("is connected");
        assertThat(UserTokens.of(client, store, "rep-1").accessToken()).isNotEmpty();
    }

    @Test
    void thePortIsClosedAfterwards() {
        List<URI> redirects = new ArrayList<>();
        connect(page -> {
            redirects.add(URI.create(Query.parse(page.getRawQuery()).get("redirect_uri")));
            agree(page);
        });
        assertThatThrownBy(() -> Fixtures.open(redirects.get(0))).hasMessageContaining("ConnectException");
    }

    @Test
    void aRepWhoPickedAnotherAccountIsTold() {
        google.account("private@gmail.example");
        assertThatThrownBy(() -> connect(page -> agree(URI.create(
                        page.toString().replaceAll("login_hint=[^&]*", "login_hint=private@gmail.example")))))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("rep-1")
                .hasMessageContaining("is " + REP)
                .hasMessageContaining("private@gmail.example");
        assertThat(shown.get(0).statusCode()).isEqualTo(400);
        assertThat(shown.get(0).body()).contains("private@gmail.example");
        assertThat(store.load("rep-1")).isEmpty();
    }

    @Test
    void anUntickedBoxIsNamed() {
        google.oauth().grantsOnly(Set.of(GmailScopes.READ));
        assertThatThrownBy(() -> connect(this::agree))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining(GmailScopes.SEND)
                .hasMessageNotContaining(GmailScopes.READ);
        assertThat(store.load("rep-1")).isEmpty();
    }

    @Test
    void aRefusalIsSaidAndAnEarlierConnectionStays() {
        store.save("rep-1", "earlier");
        google.oauth().refusesConsent(true);
        assertThatThrownBy(() -> connect(this::agree))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("access_denied");
        assertThat(store.load("rep-1")).contains("earlier");
    }

    @Test
    void aForgedStateIsNotTakenAndTheWaitingGoesOn() {
        connect(page -> {
            URI back = Fixtures.consent(page);
            String redirect = Query.parse(page.getRawQuery()).get("redirect_uri");
            for (String forged : List.of("/?code=4%2Fevil&state=guess", "/?code=4%2Fevil", "/favicon.ico", "/?=&x")) {
                assertThat(Fixtures.open(URI.create(redirect + forged)).statusCode())
                        .isEqualTo(400);
            }
            assertThat(Fixtures.open(back).statusCode()).isEqualTo(200);
        });
        assertThat(store.load("rep-1")).isPresent();
    }

    @Test
    void anAnswerCountsOnce() {
        connect(page -> {
            URI back = Fixtures.consent(page);
            shown.add(Fixtures.open(back));
            shown.add(Fixtures.open(back));
        });
        assertThat(shown.get(0).statusCode()).isEqualTo(200);
        assertThat(shown.get(1).body()).startsWith("This page is not what was waited for");
    }

    @Test
    void aCodeThatWasUsedIsRefusedByGoogle() {
        assertThatThrownBy(() -> connect(page -> {
                    URI back = Fixtures.consent(page);
                    Map<String, String> got = Query.parse(back.getRawQuery());
                    String used = "4/used-before";
                    agreeTo(back, got, used);
                }))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("invalid_grant")
                .hasMessageNotContaining("4/used-before");
    }

    private void agreeTo(URI back, Map<String, String> got, String code) {
        shown.add(Fixtures.open(
                URI.create("http://127.0.0.1:" + back.getPort() + "/?code=" + code + "&state=" + got.get("state"))));
    }

    @Test
    void whoeverDoesNotConsentInTimeIsWaitedForNoLonger() {
        assertThatThrownBy(() -> flow.connect("rep-1", REP, page -> {}, Duration.ofMillis(50)))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("nobody consented within PT0.05S");
    }

    @Test
    void whatCameInTimeIsFinished() throws Exception {
        google.faults().next(GmailMethod.TOKEN, GmailFault.SLOW); // longer than the waiting
        CompletableFuture<HttpResponse<String>> answered = new CompletableFuture<>();
        flow.connect(
                "rep-1",
                REP,
                page -> {
                    URI back = Fixtures.consent(page);
                    answered.completeAsync(() -> Fixtures.open(back));
                    while (google.faults().count() == 0 && !answered.isDone()) { // until Google is being asked
                        Thread.onSpinWait();
                    }
                },
                Duration.ofMillis(1));
        assertThat(store.load("rep-1")).isPresent();
        assertThat(answered.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void whatGoogleCannotDoNowMayBeTriedAgain() {
        google.faults().next(GmailMethod.TOKEN, GmailFault.UNAVAILABLE);
        assertThatThrownBy(() -> connect(this::agree)).isInstanceOf(RetryableException.class);
        google.faults().next(GmailMethod.PROFILE, GmailFault.SERVER_ERROR);
        assertThatThrownBy(() -> connect(this::agree)).isInstanceOf(RetryableException.class);
        google.faults().next(GmailMethod.PROFILE, GmailFault.USER_RATE_LIMIT);
        assertThatThrownBy(() -> connect(this::agree)).isInstanceOf(RetryableException.class);
        google.faults().next(GmailMethod.PROFILE, GmailFault.LOST_BEFORE_END);
        assertThatThrownBy(() -> connect(this::agree)).isInstanceOf(RetryableException.class);
        assertThat(store.load("rep-1")).isEmpty();
    }

    @Test
    void aProjectOrClientThatIsNotSetUpIsTheHosts() {
        google.faults().next(GmailMethod.PROFILE, GmailFault.NOT_CONFIGURED);
        assertThatThrownBy(() -> connect(this::agree))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("enable it in Google's console");

        String other = google.oauth().installedClient().replace(client.secret(), "GOCSPX-old");
        flow = LoopbackFlow.of(Fixtures.client(folder, other).at(google.url()), store);
        assertThatThrownBy(() -> connect(this::agree))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("invalid_client")
                .hasMessageNotContaining("GOCSPX");
    }

    @Test
    void theAccountCannotBeCheckedWithSendingAlone() {
        assertThatThrownBy(() -> flow.scopes(Set.of(GmailScopes.SEND)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GmailScopes.READ");
        flow = flow.scopes(Set.of(GmailScopes.FULL));
        connect(this::agree);
        assertThat(store.load("rep-1")).isPresent();
    }

    @Test
    void nothingThatIsLoggedHoldsASecret() {
        try (Listening log = new Listening()) {
            connect(this::agree);
            String refreshToken = store.load("rep-1").orElseThrow();
            assertThat(log.text())
                    .isNotEmpty()
                    .doesNotContain(refreshToken)
                    .doesNotContain("ya29.")
                    .doesNotContain(client.secret());
        }
    }
}
