package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Channel;
import dev.sdr.channel.ChannelMessage;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.OutcomeLookup;
import dev.sdr.channel.TouchKey;
import dev.sdr.lead.Lead;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Channel} must do. Extend it, and hand in a channel and how much it has delivered. */
@Timeout(60)
public abstract class ChannelContract {

    /** For subclasses. */
    protected ChannelContract() {}

    /**
     * The channel under test.
     *
     * @return the same one at each call within a test
     */
    protected abstract Channel channel();

    /**
     * How many messages reached the other side since the test began.
     *
     * @return the number
     */
    protected abstract int taken();

    private static ChannelMessage message(int number) {
        return new ChannelMessage(
                new TouchKey(new UUID(0, number), "step"),
                "token-" + number,
                Lead.of("lead" + number, "lead" + number + "@company.example"),
                "A title",
                "A text",
                Instant.parse("2026-03-02T09:00:00Z"));
    }

    @Test
    void aMessageIsTakenOnceAndKnownAfterwards() {
        Delivery outcome = channel().deliver(message(1), Deadline.NEVER);
        assertThat(outcome.kind()).isIn(Delivery.Kind.ACCEPTED, Delivery.Kind.PENDING);
        assertThat(taken()).isEqualTo(1);
        if (outcome.kind() == Delivery.Kind.PENDING) {
            assertThat(channel()).isInstanceOf(OutcomeLookup.class);
            assertThat(outcome.providerId()).isPresent();
            assertThat(outcome.when()).isPresent();
            OutcomeLookup lookup = (OutcomeLookup) channel();
            assertThat(lookup.outcomes(List.of("nothing of this name"))).isEmpty();
        }
    }

    @Test
    void theSameTokenIsTakenOnce() {
        assertThat(channel().deliver(message(2), Deadline.NEVER)).isNotNull();
        assertThat(channel().deliver(message(2), Deadline.NEVER)).isNotNull();
        assertThat(taken()).isEqualTo(1);
    }

    @Test
    void nothingIsTakenAfterTheDeadline() {
        Delivery late = channel().deliver(message(3), () -> true);
        assertThat(late.kind()).isEqualTo(Delivery.Kind.DEFERRED);
        assertThat(taken()).isZero();
    }
}
