package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RawMessageTest {

    private static final RawMessage MESSAGE = RawMessage.of("a1", new byte[] {1, 2, 3}, Instant.EPOCH);

    @Test
    void whereItLiesIsKeptInCopies() {
        assertThat(MESSAGE.inSent()).isEmpty();
        assertThat(MESSAGE.inSent(true).inThread("t").cut(1).inSent()).contains(true);
        assertThat(MESSAGE.cut(1).inThread("t").inSent(false).inSent()).contains(false);
        assertThat(MESSAGE.inThread("t").inSent(false).thread()).contains("t");
    }
}
