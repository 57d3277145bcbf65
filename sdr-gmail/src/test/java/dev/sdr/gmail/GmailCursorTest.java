package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GmailCursorTest {

    @Test
    void whatIsWrittenIsRead() {
        GmailCursor idle = new GmailCursor(
                new BigInteger("18446744073709551615"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        GmailCursor busy = new GmailCursor(
                BigInteger.TEN,
                Optional.of(1_767_225_600L),
                Optional.of(1_767_225_700L),
                Optional.of("page \"2\""),
                Optional.of(BigInteger.TWO),
                List.of("19a", "19b"));

        assertThat(GmailCursor.parse(Optional.of(idle.text()))).contains(idle);
        assertThat(GmailCursor.parse(Optional.of(busy.text()))).contains(busy);
        assertThat(idle.text()).isEqualTo("{\"h\":\"18446744073709551615\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "INBOX=1:2", "{", "null", "[]", "{\"h\":\"x\"}", "{\"h\":\"-1\"}", "{\"since\":1}"})
    void whatIsNotOursIsNone(String text) {
        assertThat(GmailCursor.parse(Optional.of(text))).isEmpty();
    }
}
