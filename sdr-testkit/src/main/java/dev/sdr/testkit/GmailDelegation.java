package dev.sdr.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Service accounts that may act for the mailboxes, and their signed requests. Safe for use by several threads. */
final class GmailDelegation {

    /**
     * Whose mailbox is asked for, or why not.
     *
     * @param address the mailbox, if the request is good
     * @param scopes what was asked for
     * @param error the error code, empty if the request is good
     * @param description the error in words
     */
    record Result(Optional<String> address, Set<String> scopes, String error, String description) {
        static Result refused(String error, String description) {
            return new Result(Optional.empty(), Set.of(), error, description);
        }
    }

    private record Account(PublicKey key, Set<String> scopes) {}

    private static final int LONGEST = 3600;
    /** What Google's library writes as audience, whichever token server it is given. */
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";

    private final Map<String, Account> byEmail = new HashMap<>();
    private final ObjectMapper json = new ObjectMapper();

    synchronized void allow(String clientEmail, PublicKey key, Set<String> scopes) {
        byEmail.put(clientEmail, new Account(key, Set.copyOf(scopes)));
    }

    /** Takes the admin's grant back; the key stays known. */
    synchronized void withdraw(String clientEmail) {
        byEmail.computeIfPresent(clientEmail, (e, a) -> new Account(a.key(), Set.of()));
    }

    /** Makes a key and its file, as Google's console does. */
    String keyFile(String clientEmail, String tokenUri, Set<String> scopes) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            allow(clientEmail, pair.getPublic(), scopes);
            String pem = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPrivate().getEncoded());
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "service_account")
                    .put("project_id", "stand-in")
                    .put("private_key_id", "5ca1ab1e")
                    .put("private_key", "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n")
                    .put("client_email", clientEmail)
                    .put("client_id", "123456789012345678901")
                    .put("token_uri", tokenUri)
                    .put("universe_domain", "googleapis.com")
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized Result check(String assertion, String tokenUri) {
        String[] parts = assertion.split("\\.", -1);
        JsonNode claims = json.missingNode();
        Account account = null;
        if (parts.length == 3) {
            claims = decoded(parts[1]);
            account = byEmail.get(claims.path("iss").asText());
        }
        if (account == null) {
            return Result.refused("invalid_grant", "Invalid grant: account not found");
        }
        if (!signed(parts, account.key())) {
            return Result.refused("invalid_grant", "Invalid JWT Signature.");
        }
        long life = claims.path("exp").asLong() - claims.path("iat").asLong();
        if (life <= 0 || life > LONGEST) {
            return Result.refused(
                    "invalid_grant",
                    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your"
                            + " iat and exp values in the JWT claim.");
        }
        if (!List.of(tokenUri, GOOGLE).contains(claims.path("aud").asText())) {
            return Result.refused("invalid_grant", "Invalid JWT: Failed audience check.");
        }
        Set<String> scopes =
                Set.copyOf(Arrays.asList(claims.path("scope").asText("").strip().split("\\s+", -1)));
        String subject = claims.path("sub").asText("").toLowerCase(Locale.ROOT);
        if (subject.isEmpty() || !account.scopes().containsAll(scopes)) {
            return Result.refused(
                    "unauthorized_client",
                    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any"
                            + " of the scopes requested.");
        }
        return new Result(Optional.of(subject), scopes, "", "");
    }

    private JsonNode decoded(String part) {
        try {
            return json.readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return json.missingNode();
        }
    }

    private boolean signed(String[] parts, PublicKey key) {
        try {
            if (!decoded(parts[0]).path("alg").asText().equals("RS256")) {
                return false;
            }
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
