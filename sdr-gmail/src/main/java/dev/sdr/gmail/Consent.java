package dev.sdr.gmail;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.GenericUrl;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What both flows have in common: the address of Google's consent page, and what is made of the code it sends back (RFC
 * 6749 section 4.1, RFC 7636). A grant that is not taken is left alone and not revoked, because revoking it would also end
 * the other grants of the same account, which may be those of another mailbox.
 */
final class Consent {

    private final GoogleClient client;
    private final TokenStore store;
    private final Set<String> scopes;
    private final GoogleHttp http;

    Consent(GoogleClient client, TokenStore store, Set<String> scopes, GoogleHttp http) {
        this.client = client;
        this.store = store;
        this.scopes = GmailScopes.checked(scopes);
        this.http = http;
    }

    Consent with(Set<String> newScopes) {
        return new Consent(client, store, newScopes, http);
    }

    Consent with(GoogleHttp newHttp) {
        return new Consent(client, store, scopes, newHttp);
    }

    TokenStore store() {
        return store;
    }

    /** Where the owner of the mailbox consents. */
    URI page(String address, URI redirect, String state, String verifier) {
        GenericUrl url = new GenericUrl(client.consentPage());
        url.set("response_type", "code");
        url.set("client_id", client.id());
        url.set("redirect_uri", redirect.toString());
        url.set("scope", String.join(" ", new TreeSet<>(scopes)));
        url.set("state", state);
        url.set("code_challenge", Secrets.challenge(verifier));
        url.set("code_challenge_method", "S256");
        url.set("access_type", "offline"); // for a refresh token
        url.set("prompt", "consent"); // or there is none at the second time
        url.set("login_hint", address);
        return url.toURI();
    }

    /** Why Google sent no code. */
    static CredentialsException denied(String mailboxId, String error) {
        return new CredentialsException("mailbox " + mailboxId + " is not connected: the consent was refused ("
                + Refused.printable(error) + "); begin again");
    }

    /** Turns the code into a refresh token, looks whose it is and what it may do, and keeps it. */
    void finish(String mailboxId, String address, URI redirect, String verifier, String code) {
        Granted granted = exchange(mailboxId, redirect, verifier, code);
        Set<String> missing = new TreeSet<>(scopes);
        missing.removeAll(granted.scopes().orElse(scopes));
        if (!missing.isEmpty()) {
            throw new CredentialsException(
                    "mailbox " + mailboxId + " is not connected: Google did not grant " + missing
                            + ", because a box was not ticked or the administrator does not allow it; begin again and tick all");
        }
        String refreshToken = granted.refreshToken()
                .orElseThrow(() -> new CredentialsException("mailbox " + mailboxId
                        + " is not connected: Google gave no refresh token; remove this app in the account's security"
                        + " settings and begin again"));
        String account = account(mailboxId, granted.accessToken());
        if (!account.equalsIgnoreCase(address)) {
            throw new CredentialsException("mailbox " + mailboxId + " is not connected: it is " + address
                    + ", but the account that consented is " + account + "; begin again and choose the right account");
        }
        store.save(mailboxId, refreshToken);
    }

    private Granted exchange(String mailboxId, URI redirect, String verifier, String code) {
        try {
            return client.tokenServer(http)
                    .ask(Map.of(
                            "grant_type",
                            "authorization_code",
                            "code",
                            code,
                            "redirect_uri",
                            redirect.toString(),
                            "client_id",
                            client.id(),
                            "client_secret",
                            client.secret(),
                            "code_verifier",
                            verifier));
        } catch (Refused e) {
            if (e.isAboutClient()) {
                throw new ConfigurationException(
                        "Google refused the OAuth client " + client.id() + " (" + e.code()
                                + "); look at the client in Google's console, and use a file with its present secret",
                        e);
            }
            throw new CredentialsException(
                    "mailbox " + mailboxId + " is not connected: Google did not take the code of the consent ("
                            + e.code() + "), which is good once and for a short time; begin again",
                    e);
        }
    }

    private String account(String mailboxId, String accessToken) {
        GoogleHttp.Answer answer;
        try {
            answer = http.get(client.gmail().resolve("gmail/v1/users/me/profile"), accessToken);
        } catch (IOException e) {
            throw new RetryableException(
                    "mailbox " + mailboxId + " is not connected: Gmail cannot be reached now; begin again", e);
        }
        JsonNode address = answer.body().path("emailAddress");
        if (answer.isSuccess() && address.isTextual()) {
            return address.textValue();
        }
        String reason = Refused.printable(answer.body()
                .path("error")
                .path("errors")
                .path(0)
                .path("reason")
                .asText());
        if (List.of("accessNotConfigured", "SERVICE_DISABLED").contains(reason)) {
            throw new ConfigurationException("mailbox " + mailboxId
                    + " is not connected: the Gmail API is not enabled in the project of the OAuth client ("
                    + reason + "); enable it in Google's console");
        }
        String what = "mailbox " + mailboxId + " is not connected: Gmail did not say whose account consented (" + answer
                + ", " + reason + "); begin again";
        if (answer.isSuccess() || answer.isFailure() || reason.endsWith("ateLimitExceeded")) {
            throw new RetryableException(what);
        }
        throw new CredentialsException(what);
    }
}
