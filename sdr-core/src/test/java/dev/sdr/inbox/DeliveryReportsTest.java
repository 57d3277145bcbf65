package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.Verdict.Bounce;
import dev.sdr.inbox.Verdict.Bounce.Severity;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.EmailAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryReportsTest {

    private static final String ORIGINAL =
            "From: rep@sender.example\nTo: ada@company.example\nMessage-ID: <ours@sender.example>\nSubject: Hello\n\nHi";

    private static Bounce bounce(String message) {
        Verdict verdict = Mails.judge(message);
        assertThat(verdict.kind()).as(verdict.reason()).isEqualTo(Kind.DELIVERY_REPORT);
        return verdict.bounce().orElseThrow();
    }

    private static String group(String address, String action, String status, String diagnostic) {
        return "Final-Recipient: rfc822; " + address + "\nAction: " + action + "\nStatus: " + status
                + "\nDiagnostic-Code: smtp; " + diagnostic + "\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.1.1|550 5.1.1 <ada@company.example>: Recipient address rejected: User unknown|HARD|5.1.1",
                "5.1.10|550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup|HARD|5.1.10",
                "5.4.1|550 5.4.1 Recipient address rejected: Access denied. AS(201806281)|HARD|5.4.1",
                "5.0.0|550 5.1.1 no such user|HARD|5.1.1", // the more specific code
                "5.0.0|554 delivery error: dd This user doesn't have a company.example account|HARD|5.0.0",
                "5.1.1|552 5.2.2 mailbox full|SOFT|5.2.2",
                "4.1.1|450 4.1.1 <ada@company.example>: Recipient address rejected: User unknown|HARD|4.1.1",
                "5.4.4|Host or domain name not found. Name service error|HARD|5.4.4",
                "4.4.3|Host or domain name not found, try again|SOFT|4.4.3",
                "5.1.2|550 5.1.2 domain does not accept mail (nullMX)|HARD|5.1.2",
                "5.1.6|551 5.1.6 recipient has moved to a new address|HARD|5.1.6",
                "5.2.1|550 5.2.1 The email account that you tried to reach is disabled|HARD|5.2.1",
                "5.2.1|550-5.2.1 The user is receiving mail at a rate that prevents delivery|SOFT|5.2.1",
                "5.2.2|552-5.2.2 The recipient's inbox is out of storage space|SOFT|5.2.2",
                "5.2.3|552 5.2.3 message size exceeds limit|SOFT|5.2.3",
                "4.4.7|delivery time expired|SOFT|4.4.7",
                "4.4.7|421 4.4.2 connection timed out|SOFT|4.4.2", // the cause, not the expiry
                "5.4.6|554 5.4.6 too many hops, mail loop|SOFT|5.4.6",
                "5.7.1|550 5.7.1 message rejected as spam|BLOCK|5.7.1",
                "5.7.1|554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.example|BLOCK|5.7.1",
                "5.7.26|550-5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy|BLOCK|5.7.26",
                "5.7.515|550 5.7.515 Access denied, sending domain does not meet the required authentication level|BLOCK|5.7.515",
                "5.7.1|550 5.7.1 relaying denied|BLOCK|5.7.1",
                "4.7.28|421-4.7.28 unusual rate of unsolicited mail|BLOCK|4.7.28",
                "5.7.1|550 5.7.1 <ada@company.example>... User unknown|HARD|5.7.1",
                "5.1.8|553 5.1.8 Domain of sender address does not exist|BLOCK|5.1.8",
                "5.6.0|554 5.6.0 message content rejected|BLOCK|5.6.0",
                "5.0.0|550 Rejected|BLOCK|5.0.0",
                "5.0.0|599 strange|SOFT|5.0.0",
                "5.1.1|host spam-filter.company.example[192.0.2.9] said: 550 5.1.1 User unknown|HARD|5.1.1",
                "5.1.1|550 5.1.1 <policy@company.example>: User unknown|HARD|5.1.1",
                "5.7.1|550 5.7.1 host mx.company.example[192.0.2.9] says: see www.spamhaus.example|BLOCK|5.7.1",
                "4.1.1|450 4.1.1 Recipient address rejected: unverified address: verification in progress|SOFT|4.1.1",
            })
    void theClassFollowsTheWordsThenTheCode(String status, String diagnostic, Severity severity, String code) {
        Bounce bounce = bounce(
                Mails.report("It failed.", group("ada@company.example", "failed", status, diagnostic), ORIGINAL));
        assertThat(bounce.severity()).isEqualTo(severity);
        assertThat(bounce.status()).isEqualTo(code);
        assertThat(bounce.recipients()).containsExactly("ada@company.example");
        assertThat(bounce.originalMessageId()).contains("ours@sender.example");
    }

    @Test
    void recipientsOfDifferentFatesAreNeverMerged() {
        Bounce bounce = bounce(Mails.report(
                "Failed.",
                group("gone@company.example", "failed", "5.1.1", "550 5.1.1 user unknown")
                        + "\n"
                        + group("full@company.example", "failed", "5.2.2", "552 5.2.2 mailbox full")
                        + "\n"
                        + group("fine@company.example", "delivered", "2.0.0", "250 ok"),
                ORIGINAL));
        assertThat(bounce.recipients())
                .containsExactly("gone@company.example", "full@company.example", "fine@company.example");
        assertThat(bounce.severityFor(EmailAddress.of("Gone@Company.example"))).isEqualTo(Severity.HARD);
        assertThat(bounce.severityFor(EmailAddress.of("full@company.example"))).isEqualTo(Severity.SOFT);
        assertThat(bounce.severityFor(EmailAddress.of("fine@company.example"))).isEqualTo(Severity.DELIVERED);
        assertThat(bounce.severity()).isEqualTo(Severity.SOFT); // not hard for all that failed
        assertThat(bounce.status()).isEqualTo("5.2.2");
    }

    @Test
    void aForwardedAddressIsKnownByBothItsNames() {
        Bounce bounce = bounce(Mails.report(
                "Failed.",
                "Original-Recipient: rfc822;ada@company.example\n"
                        + group("ada.t@other.example", "failed", "5.1.1", "550 5.1.1 user unknown"),
                ORIGINAL));
        assertThat(bounce.recipients()).containsExactly("ada.t@other.example");
        assertThat(bounce.fates().get(0).original()).contains("ada@company.example");
        assertThat(bounce.severityFor(EmailAddress.of("ada@company.example"))).isEqualTo(Severity.HARD);
    }

    @ParameterizedTest
    @CsvSource({
        "delayed,4.4.1,DELAYED",
        "delivered,2.0.0,DELIVERED",
        "relayed,2.1.5,DELIVERED",
        "expanded,2.0.0,DELIVERED"
    })
    void whatIsStillTriedOrArrivedIsNoFailure(String action, String status, Severity severity) {
        assertThat(bounce(Mails.report("x", group("ada@company.example", action, status, ""), ORIGINAL))
                        .severity())
                .isEqualTo(severity);
    }

    @Test
    void groupsAreToldApartHoweverTheServerWritesThem() {
        Bounce without = bounce(Mails.report(
                "x",
                group("a@company.example", "failed", "5.1.1", "550 5.1.1 user unknown")
                        + group("b@company.example", "failed", "5.1.1", "550 5.1.1 user unknown"),
                ORIGINAL));
        assertThat(without.recipients()).containsExactly("a@company.example", "b@company.example");
        Bounce inside = bounce(Mails.report(
                "x",
                "Final-Recipient: RFC822;a@company.example\n\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552\n 5.2.2\n  over quota\n",
                ORIGINAL));
        assertThat(inside.severity()).isEqualTo(Severity.SOFT);
        assertThat(inside.diagnostic()).isEqualTo("smtp; 552 5.2.2 over quota");
    }

    @Test
    void wordsBesideTheStatusTellWhatItDoesNot() {
        Bounce bounce = bounce(Mails.report(
                "Your message wasn't delivered to ada@company.example because the address couldn't be found.",
                "Final-Recipient: rfc822; ada@company.example\nAction: failed\nStatus: 5.0.0\n",
                ORIGINAL));
        assertThat(bounce.severity()).isEqualTo(Severity.HARD);
    }

    @Test
    void aRecipientWithoutADomainIsTakenFromTheReturnedMail() {
        Bounce bounce =
                bounce(Mails.report("x", "Final-Recipient: rfc822; ada\nAction: failed\nStatus: 5.1.1\n", ORIGINAL));
        assertThat(bounce.recipients()).containsExactly("ada@company.example");
    }

    @Test
    void theReportsOwnIdIsNeverTakenForTheOriginals() {
        Bounce bounce = bounce(Mails.report(
                "This notice has an id of its own:\nMessage-ID: <report@mx.example>",
                group("ada@company.example", "failed", "5.1.1", "user unknown"),
                "From: rep@sender.example\nTo: ada@company.example\n\nHi"));
        assertThat(bounce.originalMessageId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Postmaster Pete <postmaster@company.example>\nSubject: Re: Hello\n\nYes, I read postmaster mail too. Call me.",
                "From: ada@company.example\nSubject: Fwd: Undeliverable: Hello\n\nYour mail to Bob could not be delivered, see below.",
                "From: ada@company.example\nSubject: delivery\n\nThe parcel could not be delivered to 550 Main Street.",
                "From: delivery@courier.example\nSubject: Your offer\n\nWe would like to see a demo of it.",
                "From: ada@company.example\nSubject: Re: Hello\n\nOn Monday you wrote:\n> This message could not be delivered\n> 550 5.1.1 user unknown"
            })
    void peopleWhoSpeakOfReportsAreNone(String message) {
        assertThat(Mails.judge(message).kind()).isEqualTo(Kind.PERSON);
    }

    @Test
    void aReadReceiptIsAutomatic() {
        Verdict verdict = Mails.judge("""
                From: ada@company.example
                Subject: Read: Hello
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=disposition-notification; boundary=b

                --b
                Content-Type: text/plain

                Your message was read.
                --b
                Content-Type: message/disposition-notification

                Final-Recipient: rfc822;ada@company.example
                Disposition: manual-action/MDN-sent-manually; displayed
                --b--
                """);
        assertThat(verdict.kind()).isEqualTo(Kind.AUTOMATIC);
        assertThat(verdict.reason()).contains("read receipt");
    }

    @Test
    void hostileReportsAreReadInTheirBounds() {
        String many = group("a@company.example", "failed", "5.1.1", "x").repeat(5_000);
        assertThat(bounce(Mails.report("x", many, ORIGINAL)).recipients()).hasSize(1);
        assertThat(bounce(Mails.report("mailbox ".repeat(100_000), "Final-Recipient: ; x\nAction: failed\n", ORIGINAL)))
                .isNotNull();
        assertThat(bounce(Mails.mail(
                        "From: MAILER-DAEMON@mx.example\nSubject: failure notice", "<a@b.example>:\n".repeat(50_000))))
                .isNotNull();
        assertThat(bounce(Mails.mail("From: MAILER-DAEMON@mx.example\nSubject: failure notice", "a".repeat(1_000_000))))
                .isNotNull();
        assertThat(bounce(Mails.mail("From: MAILER-DAEMON@mx.example\nSubject: failure notice", "- ".repeat(500_000)))
                        .recipients())
                .isEmpty();
    }

    @Test
    void aBounceToldAsJsonIsRead() {
        String json = """
                {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[\
                {"emailAddress":"ada@company.example","action":"failed","status":"5.1.1",\
                "diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},\
                "mail":{"headers":[{"name":"Message-ID","value":"<ours@sender.example>"}]}}

                --
                If you wish to stop receiving notifications, please unsubscribe.
                """;
        Verdict verdict =
                Mails.judge(Mails.mail("From: no-reply@sns.example\nSubject: AWS Notification Message", json));
        assertThat(verdict.kind()).isEqualTo(Kind.DELIVERY_REPORT);
        assertThat(verdict.bounce().orElseThrow().severity()).isEqualTo(Severity.HARD);
        assertThat(verdict.recipients()).containsExactly("ada@company.example");
        assertThat(verdict.originalMessageId()).contains("ours@sender.example");
    }
}
