package dev.sdr.webhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WebHostTest {

    @Test
    void theWalkEndsWithEverybodyWhereTheyShouldBe() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        boolean sound;
        try (Host host = new Host(out, 0)) {
            sound = new Walk(out, host).run();
            host.report();
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("CHECK mails=3 recorded=yes unsubscribed-by-scanner=0 by-page=0 by-one-click=1 after-stop=0")
                .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
                .contains("jane: CLICKED by a GET request")
                .contains("unsubscribed: 1");
        assertThat(sound).isTrue();
    }
}
