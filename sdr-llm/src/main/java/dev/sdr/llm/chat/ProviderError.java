package dev.sdr.llm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An error in any of the forms in which servers tell one. What it says in words is only looked at, never shown: providers
 * echo keys and questions in it.
 */
final class ProviderError {

    private static final int LOOKED_AT = 4_000;
    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry("rate_limit_error", 429),
            Map.entry("rate_limit_exceeded", 429),
            Map.entry("insufficient_quota", 429),
            Map.entry("overloaded_error", 529),
            Map.entry("api_error", 500),
            Map.entry("server_error", 500),
            Map.entry("timeout_error", 504),
            Map.entry("authentication_error", 401),
            Map.entry("invalid_api_key", 401),
            Map.entry("billing_error", 402),
            Map.entry("permission_error", 403),
            Map.entry("not_found_error", 404),
            Map.entry("model_not_found", 404),
            Map.entry("context_length_exceeded", 400),
            Map.entry("content_filter", 400),
            Map.entry("invalid_request_error", 400));
    private static final Pattern UNSUPPORTED =
            Pattern.compile("unsupported|unrecogni[sz]ed|unknown|not (?:be )?(?:supported|permitted|allowed|available)"
                    + "|does ?n[o']t support|isn't supported|extra (?:inputs|fields)|extra_forbidden|unexpected"
                    + "|is unavailable|use 'max_");

    private static final Pattern FILTERED = Pattern.compile("flagged as potentially violating|violates usage guidelines"
            + "|content exists risk|content management policy");

    private final HttpAnswer answer;
    private final int status;
    private final JsonNode error;
    private final String words;

    private ProviderError(HttpAnswer answer, int status, JsonNode error) {
        this.answer = answer;
        this.status = status;
        this.error = error;
        String text = error.path("message").isTextual() && !error.has("detail")
                ? error.path("message").asText()
                : error.toString();
        this.words = text.substring(0, Math.min(LOOKED_AT, text.length())).toLowerCase(Locale.ROOT);
    }

    /** What an answer says if it is no success; HTTP 200 may be none either. */
    static Optional<ProviderError> in(HttpAnswer answer) {
        JsonNode body = answer.body().isArray() ? answer.body().path(0) : answer.body();
        JsonNode error = body.path("error");
        boolean told = error.isObject() || (error.isTextual() && !error.asText().isEmpty());
        if (answer.status() / 100 == 2) {
            return told
                            && body.path("choices").isEmpty()
                            && body.path("content").isEmpty()
                    ? Optional.of(inside(answer, error))
                    : Optional.empty();
        }
        return Optional.of(new ProviderError(answer, answer.status(), told ? error : body));
    }

    /** An error told inside of an answer that is a success otherwise. */
    static ProviderError inside(HttpAnswer answer, JsonNode error) {
        int code = error.path("code").asInt(0);
        int status = code >= 400 && code < 600
                ? code
                : STATUS.getOrDefault(
                        error.path("code").asText(),
                        STATUS.getOrDefault(error.path("type").asText(), 500));
        return new ProviderError(answer, status, error);
    }

    /** An answer that is none of the known ones. */
    static ProviderError unreadable(HttpAnswer answer) {
        return new ProviderError(answer, answer.status(), MissingNode.getInstance());
    }

    HttpAnswer answer() {
        return answer;
    }

    int status() {
        return status;
    }

    private String code() {
        return error.path("code").asText("");
    }

    private String type() {
        return error.path("type").asText("");
    }

    private boolean is(String word) {
        return code().equals(word) || type().equals(word);
    }

    /** Whether what it is about is a field of the request. */
    boolean isAbout(String field) {
        String param = error.path("param").asText("");
        return param.equals(field)
                || param.startsWith(field + ".")
                || param.startsWith(field + "[")
                || (param.isEmpty() && words.contains(field));
    }

    /** Whether the server takes no such field, or not this value. */
    boolean isUnsupported() {
        return is("unsupported_parameter")
                || is("unsupported_value")
                || is("unknown_parameter")
                || UNSUPPORTED.matcher(words).find();
    }

    /** Whether it may be the form of the request that is refused, and not the sender, the moment or the model. */
    boolean isOfRequest() {
        boolean ofItsKind = status == 400 || status == 422 || (status == 404 && words.contains("requested param"));
        return ofItsKind && !isTooLong() && !isFiltered() && !isOutOfMoney();
    }

    boolean isTooLong() {
        return is("context_length_exceeded")
                || status == 413
                || (status == 400
                        && (words.contains("context length")
                                || words.contains("prompt is too long")
                                || words.contains("maximum context")));
    }

    /** Whether the account has to be paid for first. Waiting does not help. */
    boolean isOutOfMoney() {
        return is("insufficient_quota")
                || is("billing_hard_limit_reached")
                || is("billing_not_active")
                || is("billing_error")
                || words.contains("credit balance is too low");
    }

    boolean isOfKey() {
        return status == 401 || status == 402 || status == 403 || words.contains("api key not valid");
    }

    /**
     * Whether a filter of the provider took the question. What a stranger wrote must not look like a mistake of the host's,
     * so several providers' words for it are known: those of Azure, OpenAI, OpenRouter, Qwen, xAI and DeepSeek.
     */
    boolean isFiltered() {
        if (status != 400 && status != 403 && status != 422 && status != 451) {
            return false;
        }
        return is("content_filter")
                || is("content_policy_violation")
                || is("invalid_prompt")
                || is("data_inspection_failed")
                || error.path("innererror").path("code").asText().equals("ResponsibleAIPolicyViolation")
                || error.path("metadata").has("flagged_input")
                || FILTERED.matcher(words).find();
    }

    /** Whether the model wrote something that is not of the form, and the server noticed; it was paid for (Groq). */
    boolean isMiss() {
        return is("json_validate_failed");
    }

    /** How long the text was that the server threw away. */
    int missedLength() {
        return error.path("failed_generation").asText("").length();
    }

    /** Status, type, code and request id: all that is shown. */
    String shown() {
        StringBuilder shown = new StringBuilder("HTTP " + answer.status());
        if (status != answer.status()) {
            shown.append(" with error ").append(status);
        }
        add(shown, " ", answer.shown(type()));
        add(shown, " ", code().equals(type()) ? "" : answer.shown(code()));
        add(shown, ", request ", answer.requestId());
        return shown.toString();
    }

    private static void add(StringBuilder shown, String before, String word) {
        if (!word.isEmpty()) {
            shown.append(before).append(word);
        }
    }

    @Override
    public String toString() {
        return shown();
    }
}
