package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.lead.EmailAddress;
import java.net.URI;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Google's sign-in as a {@link GmailServer} plays it: the files that Google's console gives out, the consent page, and service
 * accounts. The consent page asks nobody: it redirects at once, as if the owner of the mailbox had agreed. Safe for use by
 * several threads.
 */
public final class GmailOAuth {

    private static final String SERVICE_ACCOUNT = "sdr@stand-in.iam.gserviceaccount.com";

    private final Supplier<URI> root;
    private final GmailConsent consent;
    private final GmailDelegation delegation;

    GmailOAuth(Supplier<URI> root, GmailConsent consent, GmailDelegation delegation) {
        this.root = root;
        this.consent = consent;
        this.delegation = delegation;
    }

    /**
     * The token server.
     *
     * @return the URL
     */
    public URI tokenUrl() {
        return root.get().resolve("token");
    }

    /**
     * Where tokens are revoked.
     *
     * @return the URL
     */
    public URI revokeUrl() {
        return root.get().resolve("revoke");
    }

    /**
     * The consent page, which redirects at once.
     *
     * @return the URL
     */
    public URI authUrl() {
        return root.get().resolve("o/oauth2/v2/auth");
    }

    /**
     * The file of an OAuth client for installed applications, as Google's console gives it.
     *
     * @return JSON with {@code installed} at its top
     */
    public String installedClient() {
        return client("installed", GmailConsent.INSTALLED_ID, "http://localhost");
    }

    /**
     * The file of an OAuth client for web applications.
     *
     * @param redirectUris the addresses it may send the browser back to; it knows no others
     * @return JSON with {@code web} at its top
     */
    public String webClient(String... redirectUris) {
        consent.webRedirects(redirectUris);
        return client("web", GmailConsent.WEB_ID, redirectUris);
    }

    private String client(String kind, String id, String... redirectUris) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ObjectNode client = file.putObject(kind)
                .put("client_id", id)
                .put("project_id", "stand-in")
                .put("auth_uri", authUrl().toString())
                .put("token_uri", tokenUrl().toString())
                .put("client_secret", GmailConsent.SECRET);
        List.of(redirectUris).forEach(client.putArray("redirect_uris")::add);
        return file.toString();
    }

    /**
     * Who sits at the browser when the consent page opens without {@code login_hint}. Not needed with a single mailbox.
     *
     * @param address the mailbox
     */
    public void signIn(String address) {
        consent.signIn(EmailAddress.of(address).value().toLowerCase(Locale.ROOT));
    }

    /**
     * Whether the owner says no at the consent page. At first yes is said.
     *
     * @param no true to refuse from now on
     */
    public void refusesConsent(boolean no) {
        consent.refuses(no);
    }

    /**
     * Which scopes the owner leaves ticked at the consent page. At first all that are asked for.
     *
     * @param scopes the scopes, as URLs
     */
    public void grantsOnly(Set<String> scopes) {
        consent.grantsOnly(scopes);
    }

    /**
     * The key file of a service account that may act for every mailbox here (domain-wide delegation).
     *
     * @param scopes what the admin has allowed it, as URLs
     * @return the JSON as Google's console gives it, with a new key and this token server
     */
    public String serviceAccountKey(String... scopes) {
        return delegation.keyFile(SERVICE_ACCOUNT, tokenUrl().toString(), new TreeSet<>(List.of(scopes)));
    }

    /**
     * Lets a service account with a key of the test act for every mailbox here.
     *
     * @param clientEmail the name of the service account
     * @param key its RSA key
     * @param scopes what the admin has allowed it, as URLs
     */
    public void delegate(String clientEmail, PublicKey key, Set<String> scopes) {
        delegation.allow(clientEmail, key, scopes);
    }

    /** Takes the admin's grant from the account of {@link #serviceAccountKey}: it is answered {@code unauthorized_client}. */
    public void withdrawDelegation() {
        delegation.withdraw(SERVICE_ACCOUNT);
    }

    LoopbackAnswer ask(LoopbackRequest request) {
        return consent.ask(request.query());
    }
}
