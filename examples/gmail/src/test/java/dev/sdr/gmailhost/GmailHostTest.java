package dev.sdr.gmailhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.gmail.FileTokens;
import dev.sdr.gmail.GoogleClient;
import dev.sdr.gmail.TokenStore;
import dev.sdr.testkit.GmailServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GmailHostTest {

    @Test
    void theWalkEndsAsItShould() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean sound;
        try (Walk walk = new Walk(new PrintStream(printed, true, StandardCharsets.UTF_8))) {
            sound = walk.run();
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(sound).as(text).isTrue();
        assertThat(text)
                .contains("replied jane")
                .contains("credentials were refused")
                .contains("mailbox.resumed")
                .doesNotContain("left behind");
    }

    @Test
    void consentIsAskedForAgainOnceTheGrantIsRevoked(@TempDir Path folder) throws Exception {
        String mailbox = "rep@company.example";
        try (GmailServer google = GmailServer.start()) {
            google.account(mailbox);
            Path file = Files.writeString(
                    folder.resolve("client.json"), google.oauth().installedClient());
            GoogleClient client = GoogleClient.read(file).at(google.url());
            TokenStore store = FileTokens.in(folder.resolve("tokens.json"));
            List<URI> pages = new CopyOnWriteArrayList<>();
            Consumer<URI> browser = page -> {
                pages.add(page);
                open(page);
            };

            Grant first = new Grant(client, store, mailbox, browser);
            first.connectIfRefused();
            new Grant(client, store, mailbox, browser).connectIfRefused();
            assertThat(pages).hasSize(1);

            google.revoke(mailbox);
            Grant again = new Grant(client, store, mailbox, browser);
            assertThat(again.isRefused()).isTrue();
            again.connectIfRefused();
            assertThat(pages).hasSize(2);
            assertThat(again.isRefused()).isFalse();
            assertThat(again.tokens().accessToken()).isNotEmpty();
        }
    }

    /** A browser in which the owner consents; it follows where it is sent. */
    private static void open(URI page) {
        Future<?> unused = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()
                .sendAsync(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aMailboxNeedsAClientAndAClientAMailbox() {
        assertThat(Options.parse(List.of(), Map.of()).client()).isEmpty();
        assertThat(Options.parse(List.of("--mailbox", "a@b.example"), Map.of("GMAIL_CREDENTIALS_PATH", "c.json"))
                        .client())
                .contains(Path.of("c.json"));
        assertThatThrownBy(() -> Options.parse(List.of("--client", "c.json"), Map.of()))
                .hasMessageContaining("belong together");
        assertThatThrownBy(() -> Options.parse(List.of("--to"), Map.of())).hasMessageContaining("has no value");
        assertThatThrownBy(() -> Options.parse(
                        List.of("--client", "c", "--mailbox", "a@b.example", "--to", "c@d.example"), Map.of()))
                .hasMessageContaining("--company");
    }
}
