package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.InboxSource;
import dev.sdr.mail.Email;
import dev.sdr.mail.MimeWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocalMailboxTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private final LocalMailbox mailbox = new LocalMailbox(new VirtualClock(NOW));

    @Nested
    class AsAMailer extends MailerContract {

        @Override
        protected LocalMailbox mailer() {
            return mailbox;
        }

        @Override
        protected List<byte[]> received() {
            return mailbox.sent().stream().map(MimeWriter::bytes).toList();
        }
    }

    @Nested
    class AsAnInbox extends InboxSourceContract {

        @Override
        protected InboxSource source() {
            return mailbox;
        }

        @Override
        protected void deliver(byte[] message) {
            mailbox.arrives(new String(message, StandardCharsets.UTF_8));
        }

        @Override
        protected boolean wasTouched() {
            return false;
        }
    }

    @Test
    void aReplyIsInTheThreadOfItsMail() {
        Email mail = new MailerContract() {
            @Override
            protected LocalMailbox mailer() {
                return mailbox;
            }

            @Override
            protected List<byte[]> received() {
                return List.of();
            }
        }.email(1);

        mailbox.reply(mail, "Ja, gerne. Grüße");

        String reply = new String(
                mailbox.read(Optional.empty(), NOW, 10).messages().get(0).bytes(), StandardCharsets.UTF_8);
        assertThat(reply)
                .startsWith("From: lead1@company.example\r\nTo: zoe@sender.example\r\n")
                .contains("In-Reply-To: <mail-1@sender.example>")
                .contains("References: <first@sender.example> <second@sender.example> <mail-1@sender.example>")
                .contains("Grüße");
    }
}
