package dev.sdr.channel;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing sent, or about to be sent, to one lead on one channel: a row of the outbox.
 *
 * @param id its unique key
 * @param leadId to whom
 * @param channel {@code email} or the name of a registered channel
 * @param mailboxId the sending mailbox; for a channel the mailbox that the enrollment keeps
 * @param state where it stands
 * @param attempt the token of the begin that owns it
 * @param begunAt when that begin happened
 * @param capDay the day whose counters it holds, in the mailbox's zone
 * @param counters the counters on which it holds a place
 * @param messageId our Message-ID without angle brackets, or the token of another channel; the same for every attempt
 * @param thread the {@link #messageId} of the first mail of its thread
 * @param providerId the provider's id or Message-ID if it has one of its own; for a pending touch the handle
 * @param providerThread the provider's id of the conversation, if any
 * @param nextLookAt when a pending touch is asked about
 * @param settledAt when the outcome was stored
 * @param detail the outcome in words, empty while sending
 */
public record Touch(
        TouchKey id,
        String leadId,
        String channel,
        String mailboxId,
        TouchState state,
        UUID attempt,
        Instant begunAt,
        LocalDate capDay,
        List<Counter> counters,
        String messageId,
        String thread,
        Optional<String> providerId,
        Optional<String> providerThread,
        Optional<Instant> nextLookAt,
        Optional<Instant> settledAt,
        String detail) {

    /** Checks and copies. */
    public Touch {
        requireNonNull(id, "id");
        requireNonNull(leadId, "leadId");
        requireNonNull(channel, "channel");
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(state, "state");
        requireNonNull(attempt, "attempt");
        requireNonNull(begunAt, "begunAt");
        requireNonNull(capDay, "capDay");
        counters = List.copyOf(counters);
        requireNonNull(messageId, "messageId");
        requireNonNull(thread, "thread");
        requireNonNull(providerId, "providerId");
        requireNonNull(providerThread, "providerThread");
        requireNonNull(nextLookAt, "nextLookAt");
        requireNonNull(settledAt, "settledAt");
        requireNonNull(detail, "detail");
    }

    /**
     * This touch in another state, with no next look.
     *
     * @param next the state
     * @param at when it was decided
     * @param why the outcome in words
     * @return a changed copy
     */
    public Touch settled(TouchState next, Instant at, String why) {
        return new Touch(
                id,
                leadId,
                channel,
                mailboxId,
                next,
                attempt,
                begunAt,
                capDay,
                counters,
                messageId,
                thread,
                providerId,
                providerThread,
                Optional.empty(),
                Optional.of(at),
                why);
    }

    /**
     * This touch with what the provider said of it.
     *
     * @param provider the provider's id, or the handle
     * @param conversation the provider's thread id
     * @param lookAt when to ask, for a pending touch
     * @return a changed copy
     */
    public Touch known(Optional<String> provider, Optional<String> conversation, Optional<Instant> lookAt) {
        return new Touch(
                id,
                leadId,
                channel,
                mailboxId,
                state,
                attempt,
                begunAt,
                capDay,
                counters,
                messageId,
                thread,
                provider,
                conversation,
                lookAt,
                settledAt,
                detail);
    }

    /**
     * The id that replies name: the provider's own if it changed ours.
     *
     * @return a Message-ID without angle brackets
     */
    public String effectiveMessageId() {
        return providerId.filter(p -> p.contains("@")).orElse(messageId);
    }
}
