package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Google's sign-in as the stand-in plays it. */
class GmailTokensTest {

    private static final String READ = "https://www.googleapis.com/auth/gmail.readonly";
    private static final String SEND = "https://www.googleapis.com/auth/gmail.send";
    private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-0";

    private final GmailHttp gmail = new GmailHttp();

    @AfterEach
    void stop() {
        gmail.close();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> client(String file, String grantType) {
        JsonNode client = json(file).elements().next();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", grantType);
        form.put("client_id", client.path("client_id").asText());
        form.put("client_secret", client.path("client_secret").asText());
        return form;
    }

    private GmailHttp.Reply refresh(String token) {
        Map<String, String> form = client(gmail.server.oauth().installedClient(), "refresh_token");
        form.put("refresh_token", token);
        return gmail.form("token", form);
    }

    private void use(GmailHttp.Reply reply) {
        gmail.token = reply.json().path("access_token").asText();
    }

    @Test
    void aRefreshTokenGivesAccessForAnHour() {
        GmailHttp.Reply reply = refresh(gmail.server.connect(GmailHttp.REP));
        use(reply);

        assertThat(reply.json().path("expires_in").asInt()).isEqualTo(3599);
        assertThat(reply.json().path("token_type").asText()).isEqualTo("Bearer");
        gmail.clock.advance(Duration.ofSeconds(3598));
        assertThat(gmail.get("profile").status()).isEqualTo(200);
        gmail.clock.advance(Duration.ofSeconds(1));
        assertThat(gmail.get("profile").reason()).isEqualTo("authError");
        gmail.server.accessTokensLive(Duration.ofMinutes(1));
        assertThat(refresh(gmail.server.connect(GmailHttp.REP))
                        .json()
                        .path("expires_in")
                        .asInt())
                .isEqualTo(60);
    }

    @Test
    void revokingEndsAMailboxAtOnceAndNoOther() {
        String refreshToken = gmail.server.connect(GmailHttp.REP);
        String other = gmail.server.connect("boss@company.example");
        gmail.server.expireAccessTokens(GmailHttp.REP);
        assertThat(gmail.get("profile").status()).isEqualTo(401);
        use(refresh(refreshToken));
        assertThat(gmail.get("profile").status()).isEqualTo(200);

        gmail.server.revoke(GmailHttp.REP);

        assertThat(gmail.get("profile").status()).isEqualTo(401);
        assertThat(refresh(refreshToken).status()).isEqualTo(400);
        assertThat(refresh(refreshToken).body())
                .isEqualTo(
                        "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}");
        assertThat(refresh(other).status()).isEqualTo(200);
        assertThat(refresh(gmail.server.connect(GmailHttp.REP)).status()).isEqualTo(200);
        assertThat(gmail.form("revoke", Map.of("token", other)).status()).isEqualTo(200);
        assertThat(refresh(other).status()).isEqualTo(400);
        assertThat(gmail.form("revoke", Map.of("token", other)).status()).isEqualTo(400);
    }

    @Test
    void aWrongClientIsToldSo() {
        Map<String, String> form = client(gmail.server.oauth().installedClient(), "refresh_token");
        form.put("refresh_token", gmail.server.connect(GmailHttp.REP));
        form.put("client_secret", "wrong");
        assertThat(gmail.form("token", form).status()).isEqualTo(401);
        form.put("client_id", "wrong");
        assertThat(gmail.form("token", form).body()).contains("invalid_client");
    }

    @Test
    void scopesBoundWhatATokenMayDo() {
        String id = gmail.rep.deliver(GmailHttp.mail("m")).id();
        use(refresh(gmail.server.connect(GmailHttp.REP, Set.of(READ))));
        assertThat(gmail.get("messages/" + id).status()).isEqualTo(200);
        assertThat(gmail.send(GmailHttp.outgoing("a@b.example", "x")).reason()).isEqualTo("insufficientPermissions");

        use(refresh(gmail.server.connect(GmailHttp.REP, Set.of(SEND))));
        assertThat(gmail.get("messages/" + id).status()).isEqualTo(403);

        use(refresh(gmail.server.connect(GmailHttp.REP, Set.of(READ.replace("readonly", "metadata")))));
        assertThat(gmail.get("messages/" + id + "?format=metadata").status()).isEqualTo(200);
        assertThat(gmail.get("messages/" + id + "?format=raw").status()).isEqualTo(403);
        assertThat(gmail.get("messages?q=from:jane").body()).contains("does not support 'q'");
    }

    private String ask(String clientFile, String redirect, String more) throws GeneralSecurityException {
        String challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        return "o/oauth2/v2/auth?response_type=code&client_id="
                + client(clientFile, "").get("client_id") + "&redirect_uri=" + GmailHttp.encoded(redirect) + "&scope="
                + GmailHttp.encoded(READ + " " + SEND) + "&state=s%201&code_challenge=" + challenge
                + "&code_challenge_method=S256" + more;
    }

    private GmailHttp.Reply exchange(String clientFile, String redirect, String location, String verifier) {
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(location);
        assertThat(code.find()).as(location).isTrue();
        Map<String, String> form = client(clientFile, "authorization_code");
        form.put("code", URLDecoder.decode(code.group(1), StandardCharsets.UTF_8));
        form.put("redirect_uri", redirect);
        form.put("code_verifier", verifier);
        return gmail.form("token", form);
    }

    @Test
    void anInstalledApplicationGetsItsCodeAtTheLoopbackAddress() throws GeneralSecurityException {
        String file = gmail.server.oauth().installedClient();
        String redirect = "http://127.0.0.1:41000/";

        GmailHttp.Reply page = gmail.page(ask(file, redirect, ""));
        String location = page.location().orElseThrow();
        GmailHttp.Reply tokens = exchange(file, redirect, location, VERIFIER);
        use(tokens);

        assertThat(page.status()).isEqualTo(302);
        assertThat(location).startsWith(redirect + "?code=").endsWith("&state=s+1");
        assertThat(gmail.get("profile").status()).isEqualTo(200);
        assertThat(refresh(tokens.json().path("refresh_token").asText()).status())
                .isEqualTo(200);
        assertThat(exchange(file, redirect, location, VERIFIER).body()).contains("invalid_grant");
        assertThat(gmail.page(ask(file, "https://elsewhere.example/", "")).body())
                .contains("redirect_uri_mismatch");
    }

    @Test
    void aWrongVerifierOrRedirectOrALateCodeGivesNothing() throws GeneralSecurityException {
        String file = gmail.server.oauth().installedClient();
        String redirect = "http://localhost:41000/back";
        assertThat(exchange(
                                file,
                                redirect,
                                gmail.page(ask(file, redirect, "")).location().orElseThrow(),
                                "wrong")
                        .body())
                .contains("Invalid code verifier.");
        assertThat(exchange(
                                file,
                                redirect,
                                gmail.page(ask(file, redirect, "")).location().orElseThrow(),
                                "")
                        .body())
                .contains("Missing code verifier.");
        assertThat(exchange(
                                file,
                                redirect + "x",
                                gmail.page(ask(file, redirect, "")).location().orElseThrow(),
                                VERIFIER)
                        .status())
                .isEqualTo(400);
        String late = gmail.page(ask(file, redirect, "")).location().orElseThrow();
        gmail.clock.advance(Duration.ofMinutes(10));
        assertThat(exchange(file, redirect, late, VERIFIER).body()).contains("invalid_grant");
    }

    @Test
    void aWebApplicationGetsARefreshTokenOnceUnlessItAsksForConsentAgain() throws GeneralSecurityException {
        String redirect = "https://host.example/back";
        String file = gmail.server.oauth().webClient(redirect);
        gmail.server.revoke(GmailHttp.REP);
        String offline = "&access_type=offline";

        assertThat(refreshTokenFor(file, redirect, "")).isFalse();
        gmail.server.revoke(GmailHttp.REP);
        assertThat(refreshTokenFor(file, redirect, offline)).isTrue();
        assertThat(refreshTokenFor(file, redirect, offline)).isFalse();
        assertThat(refreshTokenFor(file, redirect, offline + "&prompt=consent")).isTrue();
        assertThat(gmail.page(ask(file, "https://host.example/other", "")).status())
                .isEqualTo(400);
    }

    private boolean refreshTokenFor(String file, String redirect, String more) throws GeneralSecurityException {
        String location = gmail.page(ask(file, redirect, more)).location().orElseThrow();
        return exchange(file, redirect, location, VERIFIER).json().has("refresh_token");
    }

    @Test
    void theOwnerMaySayNoOrLeaveScopesOutAndIsNamedIfThereAreSeveral() throws GeneralSecurityException {
        String file = gmail.server.oauth().installedClient();
        String redirect = "http://127.0.0.1:41000/";
        gmail.server.oauth().grantsOnly(Set.of(READ));
        String location = gmail.page(ask(file, redirect, "")).location().orElseThrow();
        assertThat(exchange(file, redirect, location, VERIFIER)
                        .json()
                        .path("scope")
                        .asText())
                .isEqualTo(READ);

        gmail.server.account("boss@company.example");
        assertThat(gmail.page(ask(file, redirect, "")).status()).isEqualTo(400);
        use(exchange(
                file,
                redirect,
                gmail.page(ask(file, redirect, "&login_hint=boss%40company.example"))
                        .location()
                        .orElseThrow(),
                VERIFIER));
        assertThat(gmail.get("profile").json().path("emailAddress").asText()).isEqualTo("boss@company.example");
        gmail.server.oauth().signIn(GmailHttp.REP);
        gmail.server.oauth().refusesConsent(true);
        assertThat(gmail.page(ask(file, redirect, "")).location())
                .contains(redirect + "?error=access_denied&state=s+1");
    }

    @Test
    void theTokenEndpointFailsOnDemand() {
        String token = gmail.server.connect(GmailHttp.REP);
        gmail.server
                .faults()
                .next(GmailMethod.TOKEN, GmailFault.UNAVAILABLE)
                .next(GmailMethod.TOKEN, GmailFault.SERVER_ERROR);

        assertThat(refresh(token).status()).isEqualTo(503);
        assertThat(refresh(token).body()).contains("internal_failure");
        assertThat(refresh(token).status()).isEqualTo(200);
    }

    private GmailHttp.Reply assertion(JsonNode key, String scope, String subject, long seconds)
            throws GeneralSecurityException {
        byte[] pkcs8 =
                Base64.getMimeDecoder().decode(key.path("private_key").asText().replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey rsa = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        assertThat(key.path("token_uri").asText())
                .isEqualTo(gmail.server.tokenUrl().toString());
        return assertion(key.path("client_email").asText(), rsa, scope, subject, seconds);
    }

    private GmailHttp.Reply assertion(String email, PrivateKey key, String scope, String subject, long seconds)
            throws GeneralSecurityException {
        long now = GmailHttp.START.getEpochSecond();
        String claims = "{\"iss\":\"" + email + "\",\"scope\":\"" + scope + "\",\"aud\":\""
                + gmail.server.tokenUrl() + "\",\"sub\":\"" + subject + "\",\"iat\":" + now + ",\"exp\":"
                + (now + seconds) + "}";
        String signed = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return gmail.form(
                "token",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion",
                        signed + "." + base64(signature.sign())));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void aServiceAccountActsForAMailboxWithinWhatTheAdminAllowed() throws GeneralSecurityException {
        JsonNode key = json(gmail.server.oauth().serviceAccountKey(READ));

        use(assertion(key, READ, GmailHttp.REP, 3600));
        assertThat(gmail.get("profile").json().path("emailAddress").asText()).isEqualTo(GmailHttp.REP);
        assertThat(assertion(key, SEND, GmailHttp.REP, 3600).status()).isEqualTo(401);
        assertThat(assertion(key, SEND, GmailHttp.REP, 3600).body()).contains("unauthorized_client");
        assertThat(assertion(key, READ, "nobody@company.example", 3600).body()).contains("Invalid email or User ID");
        assertThat(assertion(key, READ, GmailHttp.REP, 3601).body()).contains("short-lived");
        JsonNode newer = json(gmail.server.oauth().serviceAccountKey(READ));
        assertThat(assertion(key, READ, GmailHttp.REP, 3600).body()).contains("Invalid JWT Signature.");
        gmail.server.oauth().withdrawDelegation();
        assertThat(assertion(newer, READ, GmailHttp.REP, 3600).body()).contains("unauthorized_client");
    }

    @Test
    void aServiceAccountMayHaveAKeyOfTheTest() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String email = "own@project.iam.gserviceaccount.com";
        assertThat(assertion(email, pair.getPrivate(), READ, GmailHttp.REP, 60).status())
                .isEqualTo(400);

        gmail.server.oauth().delegate(email, pair.getPublic(), Set.of(READ));

        assertThat(assertion(email, pair.getPrivate(), READ, GmailHttp.REP, 60).status())
                .isEqualTo(200);
    }
}
