package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Errors in the words and the JSON of Google's API. */
final class GmailErrors {

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private GmailErrors() {}

    static LoopbackAnswer of(int code, String domain, String reason, String status, String message) {
        return LoopbackAnswer.json(
                code, body(code, domain, reason, status, message).toString());
    }

    private static ObjectNode body(int code, String domain, String reason, String status, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode error = body.putObject("error");
        error.put("code", code).put("message", message);
        error.putArray("errors")
                .addObject()
                .put("message", message)
                .put("domain", domain)
                .put("reason", reason);
        error.put("status", status);
        return body;
    }

    static LoopbackAnswer invalid(String message) {
        return of(400, "global", "invalidArgument", "INVALID_ARGUMENT", message);
    }

    static LoopbackAnswer notFound() {
        return of(404, "global", "notFound", "NOT_FOUND", "Requested entity was not found.");
    }

    static LoopbackAnswer unauthorized() {
        ObjectNode body = body(
                401,
                "global",
                "authError",
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid"
                        + " authentication credential. See"
                        + " https://developers.google.com/identity/sign-in/web/devconsole-project.");
        ((ObjectNode) body.path("error").path("errors").path(0))
                .put("message", "Invalid Credentials")
                .put("location", "Authorization")
                .put("locationType", "header");
        return LoopbackAnswer.json(401, body.toString())
                .with("WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
    }

    static LoopbackAnswer insufficientScope() {
        ObjectNode body = body(
                403,
                "global",
                "insufficientPermissions",
                "PERMISSION_DENIED",
                "Request had insufficient authentication scopes.");
        ((ObjectNode) body.path("error").path("errors").path(0)).put("message", "Insufficient Permission");
        ((ObjectNode) body.path("error"))
                .putArray("details")
                .addObject()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
                .put("domain", "googleapis.com");
        return LoopbackAnswer.json(403, body.toString())
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\"");
    }

    /** The instant is in the message only, after two spaces. */
    static LoopbackAnswer userRateLimit(Instant retryAfter) {
        return of(
                403,
                "usageLimits",
                "userRateLimitExceeded",
                "PERMISSION_DENIED",
                "User-rate limit exceeded.  Retry after " + MILLIS.format(retryAfter));
    }

    static LoopbackAnswer sendingLimit(Instant retryAfter) {
        return of(
                429,
                "usageLimits",
                "rateLimitExceeded",
                "RESOURCE_EXHAUSTED",
                "User-rate limit exceeded.  Retry after " + MILLIS.format(retryAfter) + " (Mail sending)");
    }

    static LoopbackAnswer quota() {
        return of(
                403,
                "usageLimits",
                "rateLimitExceeded",
                "PERMISSION_DENIED",
                "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service"
                        + " 'gmail.googleapis.com' for consumer 'project_number:123456789012'.");
    }

    static LoopbackAnswer tooMany() {
        return of(
                429, "usageLimits", "rateLimitExceeded", "RESOURCE_EXHAUSTED", "Too many concurrent requests for user");
    }

    static LoopbackAnswer dailyLimit() {
        return of(403, "usageLimits", "dailyLimitExceeded", "PERMISSION_DENIED", "Daily Limit Exceeded");
    }

    static LoopbackAnswer notConfigured() {
        return of(
                403,
                "usageLimits",
                "accessNotConfigured",
                "PERMISSION_DENIED",
                "Gmail API has not been used in project 123456789012 before or it is disabled. Enable it by visiting"
                        + " https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=123456789012"
                        + " then retry.");
    }

    static LoopbackAnswer internal() {
        return of(500, "global", "backendError", "INTERNAL", "Internal error encountered.");
    }

    static LoopbackAnswer unavailable() {
        return of(503, "global", "backendError", "UNAVAILABLE", "The service is currently unavailable.");
    }

    /** What Google's front end says when nothing behind it answers: no JSON. */
    static LoopbackAnswer badGateway() {
        return LoopbackAnswer.html(
                502,
                "<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> <ins>That’s an"
                        + " error.</ins>\n<p>The server encountered a temporary error and could not complete your"
                        + " request.<p>Please try again in 30 seconds.\n");
    }

    static LoopbackAnswer noSuchUrl(String path) {
        return LoopbackAnswer.html(
                404,
                "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p><b>404.</b> <ins>That’s an"
                        + " error.</ins>\n<p>The requested URL <code>"
                        + path.replace("&", "&amp;").replace("<", "&lt;")
                        + "</code> was not found on this server.\n");
    }
}
