package dev.sdr.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneClickTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PART = "Content-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click";

    private static boolean asked(String type, String body) {
        return OneClick.isAsked(type, body.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Unsubscribe=One-Click",
                "List-Unsubscribe=One-Click\r\n",
                "a=b&List-Unsubscribe=One-Click&c",
                "list-unsubscribe=one-click",
                "List%2DUnsubscribe=One%2dClick",
                "&&List-Unsubscribe=One-Click"
            })
    void aFormThatAsks(String body) {
        assertThat(asked(FORM, body)).isTrue();
        assertThat(asked("", body)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "List-Unsubscribe",
                "List-Unsubscribe=",
                "List-Unsubscribe=No",
                "One-Click=List-Unsubscribe",
                "=One-Click",
                "List-Unsubscribe=%ZZ",
                "{\"List-Unsubscribe\":\"One-Click\"}",
                "List-Unsubscribe: One-Click"
            })
    void aFormThatDoesNot(String body) {
        assertThat(asked(FORM, body)).isFalse();
    }

    @Test
    void aFormInPartsThatAsks() {
        String type = "multipart/form-data; boundary=xyz";
        assertThat(asked(type, "--xyz\r\n" + PART + "\r\n--xyz--\r\n")).isTrue();
        assertThat(asked("Multipart/Form-Data; charset=utf-8; Boundary=\"xyz\"", "--xyz\r\n" + PART + "\r\n--xyz--"))
                .isTrue();
        assertThat(asked(type, "--xyz\n" + PART.replace("\r\n", "\n") + "\n--xyz--\n"))
                .as("bare line feeds")
                .isTrue();
        String other = "Content-Disposition: form-data; name=x\r\n\r\n1";
        assertThat(asked(type, "preamble\r\n--xyz\r\n" + other + "\r\n--xyz\r\n" + PART + "\r\n--xyz--"))
                .isTrue();
    }

    @Test
    void aFormInPartsThatDoesNotOrIsBroken() {
        String type = "multipart/form-data; boundary=xyz";
        assertThat(asked(type, "--xyz\r\n" + PART)).as("cut off").isFalse();
        assertThat(asked(type, "--xyz\r\n" + PART + "\r\n--xy"))
                .as("cut in the boundary")
                .isFalse();
        assertThat(asked(type, "--abc\r\n" + PART + "\r\n--abc--"))
                .as("another boundary")
                .isFalse();
        assertThat(asked("multipart/form-data", "--xyz\r\n" + PART + "\r\n--xyz--"))
                .as("no boundary")
                .isFalse();
        assertThat(asked(type, "--xyz\r\n" + PART.replace("One-Click", "x") + "\r\n--xyz--"))
                .isFalse();
        assertThat(asked(type, "--xyz\r\n" + PART.replace("\r\n\r\n", "\r\n") + "\r\n--xyz--"))
                .as("no empty line")
                .isFalse();
        assertThat(asked(type, "List-Unsubscribe=One-Click")).isFalse();
    }
}
