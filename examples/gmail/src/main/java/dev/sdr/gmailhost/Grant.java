package dev.sdr.gmailhost;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.gmail.GoogleClient;
import dev.sdr.gmail.GoogleTokens;
import dev.sdr.gmail.LoopbackFlow;
import dev.sdr.gmail.TokenStore;
import dev.sdr.gmail.UserTokens;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/** The consent of a mailbox's owner: asked for if there is none, or if Google takes the one that is kept no longer. */
final class Grant {

    private static final Duration CONSENT = Duration.ofMinutes(5);

    private final GoogleClient client;
    private final TokenStore store;
    private final String mailbox;
    private final Consumer<URI> browser;
    private UserTokens tokens;

    Grant(GoogleClient client, TokenStore store, String mailbox, Consumer<URI> browser) {
        this.client = client;
        this.store = store;
        this.mailbox = mailbox;
        this.browser = browser;
        this.tokens = UserTokens.of(client, store, mailbox);
    }

    void connectIfRefused() {
        if (isRefused()) {
            LoopbackFlow.of(client, store).connect(mailbox, mailbox, browser, CONSENT);
            tokens = UserTokens.of(client, store, mailbox); // the others would look at the store a minute later
        }
    }

    GoogleTokens tokens() {
        return tokens;
    }

    boolean isRefused() {
        try {
            return tokens.accessToken().isEmpty();
        } catch (CredentialsException e) { // none is kept, or it was revoked or has expired
            return true;
        } catch (RetryableException e) { // Google cannot be asked now; the runner tries again
            return false;
        }
    }
}
