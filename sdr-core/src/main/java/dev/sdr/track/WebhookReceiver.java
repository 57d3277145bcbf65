package dev.sdr.track;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Reads what a provider posts to the host: checks that it comes from the provider, and translates it. It stores nothing; hand
 * it to {@code runner.web().receive}.
 *
 * <p>An implementation is safe for use by several threads at once, and throws nothing, whatever the request holds.
 */
public interface WebhookReceiver {

    /**
     * Its name, by which it is mounted and which {@link MailEvent#source()} carries.
     *
     * @return lower-case letters, digits and {@code -}
     */
    String name();

    /**
     * Reads one request.
     *
     * @param request the request as it came in
     * @param now the moment, against which a signature's time is judged
     * @return the events, or why the request is refused
     */
    Received receive(WebhookRequest request, Instant now);

    /** What a request was found to be. */
    sealed interface Received {

        /**
         * Not from the provider, or not to be read at all. Nothing is stored.
         *
         * @param reason why, for the log; never shown to who sent it
         */
        record Refused(String reason) implements Received {

            /** Checks. */
            public Refused {
                requireNonNull(reason, "reason");
            }
        }

        /**
         * From the provider.
         *
         * @param events what could be read
         * @param problems what could not, one line each, without personal data
         */
        record Accepted(List<MailEvent> events, List<String> problems) implements Received {

            /** Copies. */
            public Accepted {
                events = List.copyOf(events);
                problems = List.copyOf(problems);
            }
        }

        /**
         * From the provider, but not whole: some of it may be lost. What could be read is stored, and the request is answered
         * with an error, so that the provider posts it again; what is stored already then changes nothing.
         *
         * @param events what could be read
         * @param problems what could not, one line each, without personal data
         */
        record Incomplete(List<MailEvent> events, List<String> problems) implements Received {

            /** Copies. */
            public Incomplete {
                events = List.copyOf(events);
                problems = List.copyOf(problems);
            }
        }
    }
}
