package dev.sdr.gate;

import static java.util.Objects.requireNonNull;

import dev.sdr.sequence.Stop;
import java.time.Instant;

/** What the gates say about one enrollment. */
public sealed interface Decision {

    /** It may go. */
    record Proceed() implements Decision {}

    /**
     * Not yet.
     *
     * @param until the next look, in the future and within 24 hours
     * @param gate the gate that says so
     * @param reason why, in one line
     * @param remedy what lifts it, in a few words
     */
    record Hold(Instant until, String gate, String reason, String remedy) implements Decision {

        /** Checks. */
        public Hold {
            requireNonNull(until, "until");
            requireNonNull(gate, "gate");
            requireNonNull(reason, "reason");
            requireNonNull(remedy, "remedy");
        }
    }

    /**
     * Pass over the step.
     *
     * @param gate the gate that says so
     * @param reason why, in one line
     * @param otherwise whether to go where the step's {@code else} leads
     */
    record Skip(String gate, String reason, boolean otherwise) implements Decision {

        /** Checks. */
        public Skip {
            requireNonNull(gate, "gate");
            requireNonNull(reason, "reason");
        }
    }

    /**
     * Stop the enrollment.
     *
     * @param gate the gate that says so
     * @param stop the stop to record
     */
    record End(String gate, Stop stop) implements Decision {

        /** Checks. */
        public End {
            requireNonNull(gate, "gate");
            requireNonNull(stop, "stop");
        }
    }
}
