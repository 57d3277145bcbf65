package dev.sdr.inbox;

import dev.sdr.lead.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/** Mails written for tests, read and judged as they would be in an inbox of rep@sender.example. */
final class Mails {

    static final Instant NOW = Instant.parse("2026-03-10T09:00:00Z"); // a Tuesday

    private Mails() {}

    static InboundMail read(String message) {
        return MimeReader.read(RawMessage.of("1", message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), NOW));
    }

    static Verdict judge(String message) {
        return judge(read(message));
    }

    static Verdict judge(InboundMail mail) {
        return Triage.judge(
                mail, ReplyText.of(mail), Set.of(EmailAddress.of("rep@sender.example")), NOW, ZoneOffset.UTC);
    }

    /** A mail in UTF-8 with these headers. */
    static String mail(String headers, String body) {
        return headers.strip() + "\nContent-Type: text/plain; charset=utf-8\n\n" + body;
    }

    /** A report in the standard form about one mail, with these groups of recipient fields. */
    static String report(String words, String groups, String original) {
        return """
                From: Mail Delivery System <MAILER-DAEMON@mx.example>
                To: rep@sender.example
                Subject: Undelivered Mail Returned to Sender
                Message-ID: <report@mx.example>
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: text/plain

                """
                + words + "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" + groups
                + "\n--b\nContent-Type: message/rfc822\n\n" + original + "\n--b--\n";
    }
}
