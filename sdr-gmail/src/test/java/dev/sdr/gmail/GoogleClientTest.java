package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sdr.error.ConfigurationException;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleClientTest {

    private static final String GOOGLE =
            "{\"installed\":{\"client_id\":\"1-a.apps.googleusercontent.com\",\"project_id\":\"p\","
                    + "\"auth_uri\":\"https://accounts.google.com/o/oauth2/auth\",\"token_uri\":\"https://oauth2.googleapis.com/token\","
                    + "\"auth_provider_x509_cert_url\":\"https://www.googleapis.com/oauth2/v1/certs\","
                    + "\"client_secret\":\"GOCSPX-secret\",\"redirect_uris\":[\"http://localhost\"]}}";

    @TempDir
    private Path folder;

    private GoogleClient read(String json) {
        return Fixtures.client(folder, json);
    }

    @Test
    void googlesOwnFormIsRead() {
        GoogleClient client = read(GOOGLE);
        assertThat(client.type()).isEqualTo(GoogleClient.Type.DESKTOP);
        assertThat(client.id()).isEqualTo("1-a.apps.googleusercontent.com");
        assertThat(client.secret()).isEqualTo("GOCSPX-secret");
        assertThat(client.consentPage()).hasToString("https://accounts.google.com/o/oauth2/auth");
        assertThat(client.gmail()).hasToString("https://gmail.googleapis.com/");
        assertThat(client).hasToString("Google OAuth client 1-a.apps.googleusercontent.com");

        assertThat(read(GOOGLE.replace("installed", "web")).type()).isEqualTo(GoogleClient.Type.WEB);
    }

    @Test
    void aFileThatIsNoClientSaysWhatItIs() {
        Map.of(
                        "not json GOCSPX-secret",
                        "it is not JSON",
                        "{}",
                        "neither",
                        GOOGLE.replace("client_id", "other"),
                        "no client_id",
                        GOOGLE.replace("\"client_secret\":\"GOCSPX-secret\",", ""),
                        "no client_secret",
                        GOOGLE.replace("https://oauth2", "http://oauth2"),
                        "token_uri is not an https URL",
                        GOOGLE.replace("https://accounts", "ht tps://accounts"),
                        "auth_uri is not a URL",
                        "{\"type\":\"service_account\"}",
                        "ServiceAccountTokens")
                .forEach((json, what) -> {
                    Throwable thrown = catchThrowable(() -> read(json));
                    assertThat(thrown)
                            .isInstanceOf(ConfigurationException.class)
                            .hasMessageContaining(what);
                    assertThat(Fixtures.said(thrown)).doesNotContain("GOCSPX-secret");
                });
        assertThatThrownBy(() -> GoogleClient.read(folder.resolve("missing.json")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("missing.json");
    }

    @Test
    void eachFlowWantsItsOwnTypeOfClient() {
        StoredTokens store = Fixtures.tokens(new InMemorySequenceStore());
        GoogleClient desktop = read(GOOGLE);
        GoogleClient web = read(GOOGLE.replace("installed", "web"));
        assertThatThrownBy(() -> LoopbackFlow.of(web, store))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Desktop app");
        assertThatThrownBy(() -> WebFlow.of(desktop, store))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Web application");
    }

    @Test
    void theStandInHasTheConsentPageTheTokensAndTheProfile() {
        try (GmailServer google = GmailServer.start()) {
            GoogleClient client = read(GOOGLE).at(google.url());
            assertThat(client.consentPage()).isEqualTo(google.oauth().authUrl());
            assertThat(client.gmail()).isEqualTo(google.url());
            assertThatThrownBy(() -> client.at(URI.create("http://elsewhere.example/")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
