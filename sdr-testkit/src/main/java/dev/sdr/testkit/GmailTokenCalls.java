package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Google's token endpoint: codes, refresh tokens and service accounts' assertions for access tokens; and revocation. */
final class GmailTokenCalls {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final GmailGrants grants;
    private final GmailConsent consent;
    private final GmailDelegation delegation;
    private final Predicate<String> accounts;
    private final GmailFaults faults;

    GmailTokenCalls(
            GmailGrants grants,
            GmailConsent consent,
            GmailDelegation delegation,
            Predicate<String> accounts,
            GmailFaults faults) {
        this.grants = grants;
        this.consent = consent;
        this.delegation = delegation;
        this.accounts = accounts;
        this.faults = faults;
    }

    LoopbackAnswer token(LoopbackRequest request, String tokenUri) throws IOException {
        Optional<GmailFault> fault = faults.draw(GmailMethod.TOKEN);
        if (fault.isPresent() && !fault.get().isDone()) {
            return switch (fault.get()) {
                case LOST_BEFORE_END -> LoopbackAnswer.cut();
                case HTML_ERROR -> GmailErrors.badGateway();
                case UNAVAILABLE -> error(503, "temporarily_unavailable", "The service is currently unavailable.");
                case TOO_MANY_REQUESTS, USER_RATE_LIMIT, QUOTA ->
                    error(429, "rate_limit_exceeded", "Rate limit exceeded.");
                default -> error(500, "internal_failure", "Backend Error");
            };
        }
        if (!request.method().equals("POST")) {
            return GmailErrors.noSuchUrl("/token");
        }
        LoopbackAnswer done = granted(request.form(), tokenUri);
        return fault.isPresent() ? GmailDelays.after(fault.get(), done) : done;
    }

    private LoopbackAnswer granted(Map<String, String> form, String tokenUri) {
        String type = form.getOrDefault("grant_type", "");
        if (type.equals(JWT_BEARER)) {
            return assertion(form.getOrDefault("assertion", ""), tokenUri);
        }
        String client = form.getOrDefault("client_id", "");
        if (!Set.of(GmailConsent.INSTALLED_ID, GmailConsent.WEB_ID).contains(client)) {
            return error(401, "invalid_client", "The OAuth client was not found.");
        }
        if (!form.getOrDefault("client_secret", "").equals(GmailConsent.SECRET)) {
            return error(401, "invalid_client", "Unauthorized");
        }
        return switch (type) {
            case "authorization_code" -> code(form, client);
            case "refresh_token" -> refresh(form.getOrDefault("refresh_token", ""));
            default -> error(400, "unsupported_grant_type", "Invalid grant_type: " + type);
        };
    }

    private LoopbackAnswer code(Map<String, String> form, String client) {
        Optional<GmailConsent.Code> taken = consent.take(form.getOrDefault("code", ""));
        if (taken.isEmpty() || !taken.get().clientId().equals(client)) {
            return error(400, "invalid_grant", "Bad Request");
        }
        GmailConsent.Code code = taken.get();
        if (!code.redirectUri().equals(form.getOrDefault("redirect_uri", ""))) {
            return error(400, "redirect_uri_mismatch", "Bad Request");
        }
        String verifier = form.getOrDefault("code_verifier", "");
        if (!code.verifiedBy(verifier)) {
            return error(
                    400, "invalid_grant", verifier.isEmpty() ? "Missing code verifier." : "Invalid code verifier.");
        }
        String refreshToken = grants.grant(code.address(), code.scopes());
        String access = grants.refresh(refreshToken).orElseThrow();
        ObjectNode answer = tokens(access);
        if (code.refreshes()) {
            answer.put("refresh_token", refreshToken);
        }
        return LoopbackAnswer.json(200, answer.toString());
    }

    private LoopbackAnswer refresh(String refreshToken) {
        return grants.refresh(refreshToken)
                .map(access -> LoopbackAnswer.json(200, tokens(access).toString()))
                .orElseGet(() -> error(400, "invalid_grant", "Token has been expired or revoked."));
    }

    private LoopbackAnswer assertion(String assertion, String tokenUri) {
        GmailDelegation.Result result = delegation.check(assertion, tokenUri);
        if (result.address().isEmpty()) {
            int status = result.error().equals("unauthorized_client") ? 401 : 400;
            return error(status, result.error(), result.description());
        }
        if (!accounts.test(result.address().get())) {
            return error(400, "invalid_grant", "Invalid email or User ID");
        }
        String access = grants.issue(result.address().get(), result.scopes(), assertion);
        return LoopbackAnswer.json(200, tokens(access).toString());
    }

    private ObjectNode tokens(String access) {
        Set<String> scopes =
                grants.access(access).map(GmailGrants.Access::scopes).orElse(Set.of());
        return JsonNodeFactory.instance
                .objectNode()
                .put("access_token", access)
                .put("expires_in", grants.lifetime().toSeconds())
                .put("scope", String.join(" ", scopes))
                .put("token_type", "Bearer");
    }

    LoopbackAnswer revoke(LoopbackRequest request) throws IOException {
        String token = request.form().getOrDefault("token", "");
        if (token.isEmpty() && request.query().containsKey("token")) {
            token = request.query().get("token").get(0);
        }
        return grants.revoke(token)
                ? LoopbackAnswer.json(200, "{}")
                : error(400, "invalid_token", "Token expired or revoked");
    }

    private static LoopbackAnswer error(int status, String code, String description) {
        return LoopbackAnswer.json(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("error", code)
                        .put("error_description", description)
                        .toString());
    }
}
