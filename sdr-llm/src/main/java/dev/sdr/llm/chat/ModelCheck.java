package dev.sdr.llm.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a server says about a model in its list.
 *
 * @param listed whether the model is in the list; some servers list other names than they take
 * @param shutdownOn the day from which the model is gone, if the server tells one
 */
public record ModelCheck(boolean listed, Optional<LocalDate> shutdownOn) {

    /** Checks. */
    public ModelCheck {
        requireNonNull(shutdownOn, "shutdownOn");
    }

    static ModelCheck of(JsonNode list, String model) {
        for (JsonNode one : list.path("data")) {
            if (one.path("id").asText().equals(model)) {
                return new ModelCheck(true, date(one.path("shutdown_date").asText("")));
            }
        }
        return new ModelCheck(false, Optional.empty());
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) { // a server's own idea of a date is none that can be told
            return Optional.empty();
        }
    }
}
