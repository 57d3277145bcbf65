package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.error.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The host's OAuth client: what Google's console gives as a file when a client of the type "Desktop app" or "Web
 * application" is created. Immutable. Its text does not show the secret.
 */
public final class GoogleClient {

    /** The type of a client. */
    enum Type {
        /** {@code installed} in the file: for {@link LoopbackFlow}. */
        DESKTOP,
        /** {@code web} in the file: for {@link WebFlow}. */
        WEB
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI GMAIL = URI.create("https://gmail.googleapis.com/");
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");

    private final Type type;
    private final String id;
    private final String secret;
    private final URI consentPage;
    private final URI tokenUri;
    private final URI gmail;
    private final List<String> redirectUris;

    private GoogleClient(
            Type type, String id, String secret, URI consentPage, URI tokenUri, URI gmail, List<String> redirectUris) {
        this.type = type;
        this.id = id;
        this.secret = secret;
        this.consentPage = consentPage;
        this.tokenUri = tokenUri;
        this.gmail = gmail;
        this.redirectUris = List.copyOf(redirectUris);
    }

    /**
     * Reads a client's file as downloaded from Google's console.
     *
     * @param file the file, JSON
     * @return the client
     * @throws ConfigurationException if the file is not there, not such a file, or names a server that is not to be trusted
     *     with the secret (no https). The message says what is wrong, without what the file holds
     */
    public static GoogleClient read(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) { // its message would quote the file
            throw wrong(file, "it is not JSON");
        } catch (IOException e) {
            throw new ConfigurationException("the OAuth client file " + file + " cannot be read", e);
        }
        if (root.path("type").asText().equals("service_account")) {
            throw wrong(file, "it is the key of a service account, which ServiceAccountTokens reads");
        }
        Type type = root.has("web") ? Type.WEB : Type.DESKTOP;
        JsonNode client = root.path(type == Type.WEB ? "web" : "installed");
        if (!client.isObject()) {
            throw wrong(file, "it has neither \"installed\" nor \"web\" in it");
        }
        List<String> redirectUris = new ArrayList<>();
        client.path("redirect_uris").forEach(uri -> redirectUris.add(uri.asText()));
        return new GoogleClient(
                type,
                text(file, client, "client_id"),
                text(file, client, "client_secret"),
                server(file, client, "auth_uri"),
                server(file, client, "token_uri"),
                GMAIL,
                redirectUris);
    }

    private static String text(Path file, JsonNode client, String field) {
        String text = client.path(field).asText().strip();
        if (text.isEmpty()) {
            throw wrong(file, "it has no " + field);
        }
        return text;
    }

    private static URI server(Path file, JsonNode client, String field) {
        try {
            URI uri = new URI(text(file, client, field));
            if (isSafe(uri)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw wrong(file, field + " is not a URL");
        }
        throw wrong(file, field + " is not an https URL");
    }

    /** Whether secrets may go there: over TLS, or on this machine. */
    static boolean isSafe(URI uri) {
        return uri.getHost() != null
                && ("https".equals(uri.getScheme())
                        || ("http".equals(uri.getScheme()) && THIS_MACHINE.contains(uri.getHost())));
    }

    private static ConfigurationException wrong(Path file, String what) {
        return new ConfigurationException("the OAuth client file " + file + " is of no use: " + what
                + ". It comes from Google's console, Google Auth Platform, Clients");
    }

    /**
     * This client against a stand-in for Google, for tests: {@code root} + {@code token}, {@code o/oauth2/v2/auth} and
     * {@code gmail/v1/users/me/profile}.
     *
     * @param root the stand-in's root, on this machine or https, ending with a slash or not
     * @return a client of its own
     * @throws IllegalArgumentException if it is neither
     */
    public GoogleClient at(URI root) {
        if (!isSafe(root)) {
            throw new IllegalArgumentException("neither https nor on this machine: " + root);
        }
        URI slash = root.toString().endsWith("/") ? root : URI.create(root + "/");
        return new GoogleClient(
                type, id, secret, slash.resolve("o/oauth2/v2/auth"), slash.resolve("token"), slash, redirectUris);
    }

    /**
     * The client's public id.
     *
     * @return the id, which ends with {@code .apps.googleusercontent.com}
     */
    public String id() {
        return id;
    }

    Type type() {
        return type;
    }

    String secret() {
        return secret;
    }

    URI consentPage() {
        return consentPage;
    }

    URI gmail() {
        return gmail;
    }

    /** Where Google may send the browser back to; empty if the file does not say. */
    List<String> redirectUris() {
        return redirectUris;
    }

    TokenServer tokenServer(GoogleHttp http) {
        return new TokenServer(tokenUri, requireNonNull(http, "http"));
    }

    @Override
    public String toString() {
        return "Google OAuth client " + id;
    }
}
