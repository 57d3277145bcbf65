package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.gmail.model.Message;
import com.google.api.services.gmail.model.MessagePart;
import com.google.api.services.gmail.model.MessagePartHeader;
import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.MimeReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GmailMessagesTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private static MessagePartHeader header(String name, String value) {
        return new MessagePartHeader().setName(name).setValue(value);
    }

    @Test
    void theHeadersAloneMakeAMailThatSaysWhatGmailShows() {
        Message message = new Message()
                .setId("a1")
                .setThreadId("t1")
                .setSnippet("It&#39;s fine &amp; good")
                .setPayload(new MessagePart()
                        .setHeaders(List.of(
                                header("From", "lead@company.example"),
                                header("Content-Type", "multipart/mixed; boundary=x"),
                                header("Content-Transfer-Encoding", "base64"),
                                header("References", "<a@b>\r\n <c@d>"))));
        InboundMail mail = MimeReader.read(GmailMessages.headers(message, NOW));

        assertThat(mail.text().strip()).isEqualTo("It's fine & good");
        assertThat(mail.references()).containsExactly("a@b", "c@d");
        assertThat(GmailMessages.headers(message, NOW).receivedAt()).isEqualTo(NOW);
    }

    @Test
    void theLabelSaysWhetherItIsSentMail() {
        Message sent = new Message().setId("a1").setRaw("").setLabelIds(List.of("INBOX", "SENT"));
        Message other = new Message().setId("a1").setRaw("").setLabelIds(List.of("INBOX"));
        Message archived = new Message().setId("a1").setRaw("");
        assertThat(GmailMessages.headers(sent, NOW).inSent()).contains(true);
        assertThat(GmailMessages.headers(other, NOW).inSent()).contains(false);
        assertThat(GmailMessages.whole(sent, NOW).orElseThrow().inSent()).contains(true);
        assertThat(GmailMessages.whole(other, NOW).orElseThrow().inSent()).contains(false);
        assertThat(GmailMessages.whole(archived, NOW).orElseThrow().inSent()).contains(false);
    }

    @Test
    void whatIsNoBase64IsNoMessage() {
        assertThat(GmailMessages.whole(new Message().setId("a1").setRaw("%%%"), NOW))
                .isEmpty();
        assertThat(GmailMessages.whole(new Message().setId("a1"), NOW)).isEmpty();
    }
}
