package dev.sdr.gmailhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GmailHostTest {

    @Test
    void theWalkEndsAsItShould() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean sound;
        try (Walk walk = new Walk(new PrintStream(printed, true, StandardCharsets.UTF_8))) {
            sound = walk.run();
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(sound).as(text).isTrue();
        assertThat(text)
                .contains("replied jane")
                .contains("credentials were refused")
                .contains("mailbox.resumed")
                .doesNotContain("left behind");
    }

    @Test
    void aMailboxNeedsAClientAndAClientAMailbox() {
        assertThat(Options.parse(List.of(), Map.of()).client()).isEmpty();
        assertThat(Options.parse(List.of("--mailbox", "a@b.example"), Map.of("GMAIL_CREDENTIALS_PATH", "c.json"))
                        .client())
                .contains(Path.of("c.json"));
        assertThatThrownBy(() -> Options.parse(List.of("--client", "c.json"), Map.of()))
                .hasMessageContaining("belong together");
        assertThatThrownBy(() -> Options.parse(List.of("--to"), Map.of())).hasMessageContaining("has no value");
        assertThatThrownBy(() -> Options.parse(
                        List.of("--client", "c", "--mailbox", "a@b.example", "--to", "c@d.example"), Map.of()))
                .hasMessageContaining("--company");
    }
}
