package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** The errors of the two kinds of provider. Each says back what it was asked and with which key, as some do with parts of it. */
final class ModelFaults {

    private final Clock clock;

    ModelFaults(Clock clock) {
        this.clock = clock;
    }

    LoopbackAnswer of(ModelFault fault, ModelQuestion question) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return switch (fault) {
            case RATE_LIMITED -> limited(question);
            case RATE_LIMITED_SECONDS -> limited(question).with("retry-after", "20");
            case RATE_LIMITED_MILLIS ->
                limited(question).with("retry-after-ms", "1500").with("retry-after", "2");
            case RATE_LIMITED_DATE ->
                limited(question)
                        .with(
                                "Retry-After",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        now.plusSeconds(30).atOffset(ZoneOffset.UTC)));
            case RATE_LIMITED_DURATION ->
                limited(question)
                        .with("x-ratelimit-remaining-requests", "0")
                        .with("x-ratelimit-reset-requests", "6m0s")
                        .with("x-ratelimit-remaining-tokens", "0")
                        .with("x-ratelimit-reset-tokens", "20ms");
            case RATE_LIMITED_EPOCH ->
                limited(question)
                        .with(
                                "X-RateLimit-Reset",
                                Long.toString(now.plusSeconds(40).getEpochSecond()));
            case RATE_LIMITED_RFC3339 ->
                limited(question)
                        .with("anthropic-ratelimit-requests-remaining", "9")
                        .with(
                                "anthropic-ratelimit-requests-reset",
                                now.plusSeconds(999).toString())
                        .with("anthropic-ratelimit-tokens-remaining", "0")
                        .with(
                                "anthropic-ratelimit-tokens-reset",
                                now.plusSeconds(50).toString());
            case ARRAY_ERROR -> array(question);
            case INSUFFICIENT_QUOTA -> quota(question);
            case NO_CREDIT -> error(question, 402, "billing_error", "402");
            case BAD_KEY -> error(question, 401, "authentication_error", "invalid_api_key");
            case FORBIDDEN -> error(question, 403, "permission_error", "");
            case SERVER_ERROR -> error(question, 500, "server_error", "");
            case SERVER_ERROR_FOR_GOOD ->
                error(question, 500, "server_error", "").with("x-should-retry", "false");
            case HTML_ERROR -> page(502, question);
            case HTML_PAGE -> page(200, question);
            case UNAVAILABLE -> error(question, 503, "overloaded_error", "").with("Retry-After", "0");
            case OVERLOADED -> error(question, 529, "overloaded_error", "");
            case REQUEST_TIMEOUT -> error(question, 408, "timeout_error", "");
            case CONFLICT -> error(question, 409, "conflict_error", "");
            case GATEWAY_TIMEOUT -> error(question, 504, "timeout_error", "").with("Retry-After", "3");
            case ERROR_IN_BODY -> inBody(question);
            case ERROR_IN_CHOICE -> inChoice(question);
            case FILTERED_QUESTION -> filtered(question);
            case JSON_VALIDATE_FAILED -> missed(question);
            case MODEL_NOT_FOUND -> ModelRules.notFound(question).answer(question.isAnthropic());
            case CONTEXT_LENGTH -> ModelRules.tooLong(question).answer(question.isAnthropic());
            case TOO_LARGE -> error(question, 413, "request_too_large", "");
            default -> throw new IllegalArgumentException("not an error: " + fault);
        };
    }

    private static String echo(ModelQuestion question) {
        return "key " + ModelRules.given(question) + " asked: " + question.user();
    }

    private static LoopbackAnswer page(int status, ModelQuestion question) {
        return LoopbackAnswer.html(
                status, "<html><body><h1>Bad Gateway</h1><p>" + echo(question) + "</p></body></html>");
    }

    private static LoopbackAnswer error(ModelQuestion question, int status, String type, String code) {
        return new ModelRefusal(status, type, code, "", echo(question)).answer(question.isAnthropic());
    }

    private static LoopbackAnswer limited(ModelQuestion question) {
        return question.isAnthropic()
                ? error(question, 429, "rate_limit_error", "")
                : error(question, 429, "requests", "rate_limit_exceeded");
    }

    private static LoopbackAnswer quota(ModelQuestion question) {
        return question.isAnthropic()
                ? new ModelRefusal(
                                400,
                                "invalid_request_error",
                                "",
                                "",
                                "Your credit balance is too low to access the Anthropic API. " + echo(question))
                        .answer(true)
                : error(question, 429, "insufficient_quota", "insufficient_quota")
                        .with("retry-after", "1");
    }

    private static LoopbackAnswer array(ModelQuestion question) {
        String message = quoted("Resource has been exhausted. " + echo(question));
        return LoopbackAnswer.json(
                429,
                "[{\"error\":{\"code\":429,\"message\":" + message + ",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34s\"}]}}]");
    }

    private static LoopbackAnswer inBody(ModelQuestion question) {
        String message = quoted(echo(question));
        return LoopbackAnswer.json(
                200,
                question.isAnthropic()
                        ? "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":" + message + "}}"
                        : "{\"error\":{\"code\":503,\"message\":" + message + "},\"user_id\":\"u\"}");
    }

    private static LoopbackAnswer inChoice(ModelQuestion question) {
        return LoopbackAnswer.json(
                200,
                "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"error\",\"error\":{\"code\":502,"
                        + "\"message\":" + quoted(echo(question)) + "},\"message\":{\"role\":\"assistant\",\"content\":"
                        + "\"{\\\"half\\\":\"}}]}");
    }

    private static LoopbackAnswer filtered(ModelQuestion question) {
        if (question.isAnthropic()) {
            return ModelSpoiled.without(ModelFault.REFUSAL, question);
        }
        return LoopbackAnswer.json(
                400,
                "{\"error\":{\"message\":" + quoted("The response was filtered. " + echo(question))
                        + ",\"type\":null,\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400,\"innererror\":"
                        + "{\"code\":\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"hate\":{\"filtered\":"
                        + "true,\"severity\":\"high\"}}}}}");
    }

    private static LoopbackAnswer missed(ModelQuestion question) {
        return LoopbackAnswer.json(
                400,
                "{\"error\":{\"message\":" + quoted("Failed to generate JSON. " + echo(question))
                        + ",\"type\":\"invalid_request_error\",\"code\":\"json_validate_failed\",\"failed_generation\":"
                        + "\"I would rather say it in words.\"}}");
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
