package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** messages.send of the stand-in. */
class GmailSendingTest {

    private static final String JANE = "jane@prospect.example";

    private final GmailHttp gmail = new GmailHttp();

    @AfterEach
    void stop() {
        gmail.close();
    }

    @Test
    void the_message_id_is_gmails_and_the_rest_stays() {
        GmailHttp.Reply sent = gmail.send(GmailHttp.outgoing(
                JANE,
                "Hi",
                "Message-ID: <own@company.example>",
                "Bcc: boss@company.example,",
                " x@other.test",
                "X-Own: 1"));

        GmailMessage message = gmail.rep.sent().get(0);
        assertThat(sent.json().path("id").asText()).isEqualTo(message.id());
        assertThat(sent.json().path("labelIds").toString()).isEqualTo("[\"SENT\"]");
        assertThat(message.messageId()).startsWith("CA").endsWith("@mail.gmail.com");
        assertThat(message.header("X-Own")).contains("1");
        assertThat(message.header("Bcc")).isEmpty();
        assertThat(message.header("Date")).contains("Mon, 1 Jun 2026 09:00:00 GMT");
        assertThat(message.text()).isEqualTo("Hello.\r\n");
        assertThat(new String(message.bytes(), StandardCharsets.UTF_8)).doesNotContain("own@", "other.test");
        gmail.send(GmailHttp.outgoing(JANE, "Again"));
        assertThat(gmail.rep.sent().get(1).messageId()).isNotEqualTo(message.messageId());
    }

    @Test
    void a_foreign_from_is_replaced_and_an_alias_stays() {
        byte[] mime = GmailHttp.mail("Hi"); // From: Jane
        gmail.send(mime);
        gmail.rep.alias(JANE);
        gmail.send(mime);

        assertThat(gmail.rep.sent().get(0).header("From")).contains(GmailHttp.REP);
        assertThat(gmail.rep.sent().get(1).header("From")).contains("Jane <jane@prospect.example>");
    }

    @Test
    void a_thread_is_joined_by_id_reference_and_subject_together() {
        gmail.send(GmailHttp.outgoing(JANE, "Offer"));
        GmailMessage first = gmail.rep.sent().get(0);
        String reference = "References: <" + first.messageId() + ">";
        byte[] followUp = GmailHttp.outgoing(JANE, "Re: Offer", reference);

        String joined = thread(followUp, first.threadId());
        assertThat(joined).isEqualTo(first.threadId());
        assertThat(thread(followUp, "")).isNotEqualTo(joined);
        assertThat(thread(GmailHttp.outgoing(JANE, "Re: Offer"), first.threadId()))
                .isNotEqualTo(joined);
        assertThat(thread(GmailHttp.outgoing(JANE, "Other", reference), first.threadId()))
                .isNotEqualTo(joined);
    }

    private String thread(byte[] mime, String threadId) {
        return gmail.send(mime, threadId).json().path("threadId").asText();
    }

    @Test
    void an_answer_joins_the_thread_by_its_references() {
        gmail.send(GmailHttp.outgoing(JANE, "Offer"));
        GmailMessage first = gmail.rep.sent().get(0);
        String reference = "In-Reply-To: <" + first.messageId() + ">";

        assertThat(gmail.rep.deliver(GmailHttp.mail("AW: offer", reference)).threadId())
                .isEqualTo(first.threadId());
        assertThat(gmail.rep
                        .deliver(GmailHttp.mail("Something else", reference))
                        .threadId())
                .isNotEqualTo(first.threadId());
    }

    @Test
    void a_thread_of_another_mailbox_is_404_and_nothing_is_sent() {
        String foreign = gmail.server
                .account("boss@company.example")
                .deliver(GmailHttp.mail("x"))
                .threadId();

        assertThat(gmail.send(GmailHttp.outgoing(JANE, "Hi"), foreign).status()).isEqualTo(404);
        assertThat(gmail.rep.sent()).isEmpty();
    }

    @Test
    void what_gmail_cannot_send_is_400() {
        assertThat(gmail.send(GmailHttp.outgoing("nobody", "Hi")).body()).contains("Invalid To header");
        assertThat(gmail.send(GmailHttp.outgoing("\"a@b\" <nobody>", "Hi")).body())
                .contains("Invalid To header");
        assertThat(gmail.send(GmailHttp.outgoing("", "Hi")).body()).contains("Recipient address required");
        assertThat(gmail.post("messages/send", "{}").status()).isEqualTo(400);
        assertThat(gmail.post("messages/send", "{\"raw\":\"%\"}").reason()).isEqualTo("invalidArgument");
        assertThat(gmail.post("messages/send", "no json").reason()).isEqualTo("parseError");
        assertThat(gmail.rep.sent()).isEmpty();
    }

    @Test
    void the_sending_limit_rolls_over_24_hours() {
        gmail.rep.limitSending(2);
        gmail.send(GmailHttp.outgoing(JANE, "1"));
        gmail.clock.advance(Duration.ofMinutes(30));
        gmail.send(GmailHttp.outgoing(JANE, "2"));

        GmailHttp.Reply third = gmail.send(GmailHttp.outgoing(JANE, "3"));

        assertThat(third.status()).isEqualTo(429);
        assertThat(third.body()).contains("exceeded.  Retry after 2026-06-02T09:00:00.000Z (Mail sending)");
        gmail.clock.advanceTo(GmailHttp.START.plus(Duration.ofDays(1)));
        gmail.token = gmail.server.accessToken(GmailHttp.REP);
        assertThat(gmail.send(GmailHttp.outgoing(JANE, "3")).status()).isEqualTo(200);
    }

    @Test
    void mail_between_accounts_reaches_bcc_too_and_itself_once() {
        gmail.server.mailBetweenAccounts();
        GmailAccountState jane = gmail.server.account(JANE);
        GmailAccountState boss = gmail.server.account("boss@company.example");

        gmail.send(GmailHttp.outgoing("Jane <" + JANE + ">, " + GmailHttp.REP, "Hi", "Bcc: boss@company.example"));

        assertThat(jane.messages()).hasSize(1);
        assertThat(boss.messages()).hasSize(1);
        assertThat(gmail.rep.messages()).hasSize(1);
        assertThat(gmail.rep.messages().get(0).labels()).containsExactly("INBOX", "SENT", "UNREAD");
        assertThat(jane.messages().get(0).messageId())
                .isEqualTo(gmail.rep.sent().get(0).messageId());
    }
}
