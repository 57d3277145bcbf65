package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.MailEventDay.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider's day of events, as it should be and as it is. */
class MailEventDayTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDayOfEventsEndsTheSameHoweverTheyComeIn(long seed) { // sendgrid/docs#2933, #5177, sendgrid-nodejs#1435, #710
        State clean = MailEventDay.replay(new InMemorySequenceStore(), seed, 250, true);
        State disturbed = MailEventDay.replay(new InMemorySequenceStore(), seed, 250, false);

        assertThat(clean.events()).isGreaterThanOrEqualTo(2_000);
        assertThat(clean.suppressions()).hasSizeGreaterThan(30);
        assertThat(clean.mails().values()).anyMatch(v -> v.contains("HUMAN")).anyMatch(v -> v.contains("MACHINE"));
        assertThat(disturbed).isEqualTo(clean);
    }
}
