package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
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
}
