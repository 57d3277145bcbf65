package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What became of a question.
 *
 * @param kind how it ended
 * @param json the answer, which has the form that was asked for; present if it was {@link Kind#ANSWERED}, and only then. Shared:
 *     not to be changed
 * @param version what answered it: the model's fingerprint, the prompt's name, version and hash
 * @param remembered whether it was answered before, and nothing was spent now
 * @param reason why there is no answer, in words that hold nothing of question or answer; empty if there is one
 */
record Answered(Kind kind, Optional<JsonNode> json, String version, boolean remembered, String reason) {

    enum Kind {
        /** With an answer of the form that was asked for. */
        ANSWERED,
        /** The model would not, or its provider's filter took it. */
        REFUSED,
        /** Not one JSON object of the form, cut off twice, or with a mark of the prompt in it. */
        INVALID,
        /** The budget holds no more; not asked, and not remembered. */
        OVER_BUDGET
    }

    Answered {
        requireNonNull(kind, "kind");
        requireNonNull(version, "version");
        requireNonNull(reason, "reason");
        if (json.isPresent() != (kind == Kind.ANSWERED)) {
            throw new IllegalArgumentException("an answer has JSON, and nothing else has");
        }
    }

    static Answered of(JsonNode json, String version) {
        return new Answered(Kind.ANSWERED, Optional.of(json), version, false, "");
    }

    static Answered none(Kind kind, String version, String reason) {
        return new Answered(kind, Optional.empty(), version, false, reason);
    }

    Answered again() {
        return new Answered(kind, json, version, true, reason);
    }

    /** Does not show the answer. */
    @Override
    public String toString() {
        return "Answered[" + kind + ", " + version + (reason.isEmpty() ? "" : ", " + reason) + "]";
    }
}
